r"""What the gate lets pass and what it stops, measured on rewritings written by hand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.refine.gate.gate_cases import CHANGED, FAITHFUL, Case
from webinstruct.refine.gate.kept import kept_answer
from webinstruct.refine.gate.pair import Judgement, Pair

_MOST_STOPPED = 0.05
"""Share of faithful rewritings that may be stopped: each costs a second try, or keeps the original."""


def judged(case: Case, page: str = "") -> Judgement:
    refined = Pair(case.refined_question or case.question, case.refined_answer)
    return kept_answer(Pair(case.question, case.answer), refined, page)


@pytest.mark.parametrize("case", CHANGED, ids=lambda case: case.what)
def test_no_changed_answer_passes(case: Case) -> None:
    assert not judged(case).is_kept


def test_faithful_rewritings_are_rarely_stopped() -> None:
    stopped = {case.what: tuple(judged(case)) for case in FAITHFUL if not judged(case).is_kept}
    assert len(stopped) / len(FAITHFUL) <= _MOST_STOPPED, stopped


@pytest.mark.parametrize("case", FAITHFUL, ids=lambda case: case.what)
def test_a_pair_passes_as_its_own_rewriting(case: Case) -> None:
    assert kept_answer(Pair(case.question, case.answer), Pair(case.question, case.answer)).is_kept


def test_every_judgement_has_its_particulars_in_words_for_the_counts() -> None:
    for case in CHANGED:
        assert judged(case).reason.replace("_", "").isalpha()


def test_a_number_from_the_page_may_come_into_the_question() -> None:
    case = Case(
        "", "How long does it take?", "3 hours", "How long does it take for 210 km?", "It takes 3 hours."
    )
    assert judged(case).reason == "question_number_added"
    assert judged(case, page="Exercise 4: a distance of 210 km.").is_kept


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab1$\\{}()=.,?/ \n*^-B", max_size=60), min_size=4, max_size=4))
def test_no_text_makes_the_gate_raise(texts: list[str]) -> None:
    kept_answer(Pair(*texts[:2]), Pair(*texts[2:]))


@pytest.mark.parametrize(
    "unit",
    [
        "x = 1, ",
        "12 km ",
        "$x^2$ ",
        "not ",
        "A) b ",
        "```\n",
        "(",
        "9^9^9^9",
        "\\frac{",
        "`a` ",
        "1.",
        "“”",
        "is: ",
    ],
)
def test_long_texts_are_judged_in_seconds(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    began = time.process_time()
    kept_answer(Pair(text, text), Pair(text, text + " end"))
    assert time.process_time() - began < 5


def test_towers_of_powers_keep_nobody_busy() -> None:
    began = time.process_time()
    kept_answer(Pair("What is it?", "9^{9^{9^{9}}}"), Pair("What is it?", "Answer: $9^{9^{9^{8}}}$"))
    kept_answer(Pair("What is it?", "99999!"), Pair("What is it?", "Answer: $99998!$"))
    kept_answer(Pair("What is it?", "2^{99999999}"), Pair("What is it?", "Answer: $3^{99999999}$"))
    assert time.process_time() - began < 5
