"""The corpus that dedup is measured on: what it says of its rows is true of their texts."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

import numpy as np
import pytest
from near_copies.corpus import batches
from near_copies.planting import COPIES, DIFFERENT, FORM_NAMES, KINDS, Corpus, Planted, planted
from near_copies.scoring import figures_of

from webinstruct.core.normal_form import words

CORPUS = Corpus(6_000)
ALL = np.arange(CORPUS.rows, dtype=np.int64)


@cache
def tokens() -> list[list[str]]:
    tables = batches(CORPUS, range(CORPUS.rows))
    texts = [text for table in tables for text in table["question"].to_pylist()]
    return [words(text.removeprefix("Question 12: ").removeprefix("QUESTION 12: ")) for text in texts]


@cache
def found() -> Planted:
    return planted(CORPUS, ALL)


def derived(kind: str) -> Iterator[tuple[list[str], list[str]]]:
    """The tokens of each original and of the row derived from it."""
    what = found()
    original = {int(what.question[row]): row for row in ALL if what.kind[row] == 0}
    for row in np.flatnonzero(what.kind == KINDS.index(kind)):
        yield tokens()[original[int(what.question[row])]], tokens()[row]


def numbers(text: list[str]) -> list[str]:
    return [word for word in text if word[0].isdigit()]


def test_a_part_of_a_corpus_is_the_same_as_in_the_whole() -> None:
    part = next(batches(CORPUS, range(700, 900)))
    whole = next(batches(CORPUS, range(CORPUS.rows)))
    assert part["question"].to_pylist() == whole["question"].to_pylist()[700:900]


def test_another_seed_asks_other_questions() -> None:
    one, other = (next(batches(Corpus(500, seed), range(500)))["question"].to_pylist() for seed in (1, 2))
    assert not set(one) & set(other)


def test_a_fifth_of_the_rows_are_copies() -> None:
    is_copy = np.isin(found().kind, [KINDS.index(name) for name in COPIES])
    assert is_copy.mean() == pytest.approx(0.2, abs=0.01)


def test_long_questions_have_forty_words() -> None:
    is_long = np.isin(found().form, [FORM_NAMES.index(name) for name in ("sums", "prose")])
    assert np.mean([len(tokens()[row]) for row in np.flatnonzero(is_long)]) == pytest.approx(40, abs=2)


def test_a_corpus_of_long_questions_has_no_others() -> None:
    what = planted(Corpus(2_000, forms="long"), np.arange(2_000))
    assert {FORM_NAMES[form] for form in what.form.tolist()} == {"sums", "prose"}


def test_an_exact_copy_has_the_normal_form_of_its_original() -> None:
    assert all(one == other for one, other in derived("exact"))


def test_an_exact_copy_mostly_looks_otherwise() -> None:
    table = next(batches(CORPUS, range(CORPUS.rows)))["question"].to_pylist()
    copies = [table[row] for row in np.flatnonzero(found().kind == KINDS.index("exact"))]
    assert len(set(copies) - set(np.array(table, object)[found().kind == 0])) > 0.8 * len(copies)


def test_rows_of_other_meaning_have_other_words() -> None:
    by_text: dict[str, int] = {}
    clashes = [
        row
        for row, meaning in enumerate(found().meaning.tolist())
        if by_text.setdefault(" ".join(tokens()[row]), meaning) != meaning
    ]
    assert clashes == []


@pytest.mark.parametrize(("kind", "least", "most"), [("edited_5", 0.90, 0.98), ("edited_10", 0.82, 0.95)])
def test_an_edited_copy_has_its_share_of_words_changed(kind: str, least: float, most: float) -> None:
    ratios = [SequenceMatcher(None, one, other, autojunk=False).ratio() for one, other in derived(kind)]
    assert least < float(np.mean(ratios)) < most


@pytest.mark.parametrize("kind", ["edited_5", "edited_10", "other_ask"])
def test_edits_leave_numbers_alone(kind: str) -> None:
    assert all(numbers(one) == numbers(other) for one, other in derived(kind))


def test_a_row_with_other_numbers_has_the_words_of_its_original() -> None:
    for one, other in derived("numbers"):
        assert numbers(one) != numbers(other)
        assert [w for w in one if w not in numbers(one)] == [w for w in other if w not in numbers(other)]


def test_another_question_about_the_same_facts_begins_like_its_original() -> None:
    assert all(one[:20] == other[:20] and one != other for one, other in derived("other_ask"))


def test_keeping_everything_finds_nothing_and_wrongs_nobody() -> None:
    figures = figures_of(CORPUS, np.ones(CORPUS.rows, np.bool_))
    assert (figures["recall"], figures["precision"]) == (0.0, 1.0)


def test_removing_every_copy_is_perfect() -> None:
    is_copy = np.isin(found().kind, [KINDS.index(name) for name in COPIES])
    figures = figures_of(CORPUS, ~is_copy)
    assert (figures["recall"], figures["precision"], figures["wrongly_removed"]) == (1.0, 1.0, 0)


@pytest.mark.parametrize("kind", DIFFERENT)
def test_a_row_taken_for_a_copy_is_counted_as_wrong(kind: str) -> None:
    kept = found().kind != KINDS.index(kind)
    figures = figures_of(CORPUS, kept)
    assert (figures["precision"], figures["wrong"][kind]["all"]) == (0.0, 1.0)


def test_removing_the_original_and_not_the_copy_is_as_good() -> None:
    what = found()
    copied = what.question[what.kind == KINDS.index("exact")]
    figures = figures_of(CORPUS, ~((what.kind == 0) & np.isin(what.question, copied)))
    assert (figures["found"]["exact"]["all"], figures["precision"]) == (1.0, 1.0)
