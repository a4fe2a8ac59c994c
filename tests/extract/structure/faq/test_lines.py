from __future__ import annotations

import time

import pytest

from tests.extract.seen import html_page
from webinstruct.extract.structure.faq.lines import asking_lines
from webinstruct.extract.structure.faq.question_groups import question_groups


def test_only_the_first_question_of_a_line_may_be_answered_behind_it() -> None:
    text = "Why is it so? Because. Is that all? It is.\nReally so? Yes.\nNo question here.\nAnd what now? Nothing."
    lines = asking_lines(text, may_run_on=True)
    assert [text[line.start : line.end] for line in lines] == ["Why is it so?", "Really so?", "And what now?"]


def test_a_line_that_asks_at_its_end_does_not_run_on() -> None:
    lines = asking_lines("Is it so? Or is it not?", may_run_on=True)
    assert [(line.start, line.end, line.runs_on) for line in lines] == [(0, 23, False)]


@pytest.mark.parametrize("sign", [" ¶", " +", " [edit]", " expand_more", "\u200b", ":", " \U0001f914"])
def test_signs_behind_a_question_are_not_part_of_it(sign: str) -> None:
    text = f"## What is it?{sign}\nA set."
    assert [text[line.start : line.end] for line in asking_lines(text)] == ["What is it?"]


@pytest.mark.parametrize(
    "body",
    [
        "Why so? " * 50_000,
        "<b>Why so?</b> " * 50_000,
        "<p><b>Why?</b> So.</p>" * 20_000,
        "? " * 100_000,
        "?<br>" * 50_000,
    ],
    ids=["one line", "one bold line", "many bold lines", "marks", "lines of marks"],
)
def test_lines_full_of_questions_take_seconds(body: str) -> None:
    page = html_page(f"<h1>FAQ</h1>{body}")
    start = time.perf_counter()
    question_groups(page)
    assert time.perf_counter() - start < 20
