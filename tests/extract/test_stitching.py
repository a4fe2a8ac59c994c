from __future__ import annotations

import time

import pytest

from webinstruct.extract.grounding import Locator
from webinstruct.extract.stitching import Stitcher

PAGE = """To make the dough, mix the flour with the salt and the warm water.
Advertisement: buy our new oven today and get a free tray.
Let it rise for an hour in a warm place, then shape it and bake it until it is brown."""


def stitched(wording: str, page: str = PAGE) -> tuple[list[str], float]:
    found = Stitcher(Locator(page)).stitched(wording)
    return [page[start:end] for start, end in found.spans], found.coverage


def test_what_was_left_out_in_between_stays_out() -> None:
    pieces, coverage = stitched(
        "To make the dough, mix the flour with the salt and the warm water. Let it rise for an hour in a warm place."
    )
    assert [piece[:15] for piece in pieces] == ["To make the dou", "Let it rise for"]
    assert coverage == 1.0


def test_words_of_the_models_own_count_against_it() -> None:
    _, coverage = stitched("First of all, let it rise for an hour in a warm place")
    assert coverage == 10 / 13


def test_pieces_in_another_order_are_not_put_together() -> None:
    _, coverage = stitched(
        "Let it rise for an hour in a warm place. To make the dough, mix the flour with the salt."
    )
    assert coverage < 0.9


def test_a_sentence_of_crumbs_has_no_place() -> None:
    assert stitched("with the salt and get a free it is brown")[0] == []


def test_an_invented_sentence_has_no_place() -> None:
    assert stitched("The yeast turns sugar into gas, which lifts the dough.") == ([], 0.0)


def test_a_page_of_one_word_takes_no_longer_than_another() -> None:
    began = time.process_time()
    stitched("spam " * 20_000, "spam " * 200_000)
    assert time.process_time() - began < 10


DOSE = (
    "Adults take 50 mg of it a day with water, and they should not mix it with milk or with strong black tea."
)


@pytest.mark.parametrize(
    ("was", "told"),
    [
        ("not mix", "mix"),
        ("50", "500"),
        ("50 ", ""),
        ("with milk", "with very much milk"),
        ("Adults", "Children"),
    ],
)
def test_a_sentence_told_otherwise_is_the_page_s_own(was: str, told: str) -> None:
    pieces, coverage = stitched(DOSE.replace(was, told), f"How much?\n{DOSE}\nMore about it.")
    assert pieces == [DOSE]
    assert 0.5 < coverage < 1


def test_a_sentence_in_chinese_that_is_told_otherwise_is_the_page_s_own() -> None:
    page = "在标准大气压下，水的沸点是100摄氏度，而冰点是0摄氏度。酒精的沸点较低，约为78摄氏度。"
    pieces, coverage = stitched(page.replace("100", "110"), page)
    assert pieces == [page]
    assert 0.9 < coverage < 1


def test_a_sentence_without_an_end_is_taken_in_part() -> None:
    (piece,), _ = stitched(
        "so many words and none of mine", "word " * 9_000 + "so many words and none" + " more" * 9_000
    )
    assert 20 < len(piece) < 2_000


def test_wording_that_begins_again_and_again_takes_no_longer_than_another() -> None:
    began = time.process_time()
    stitched("spam spam spam egg " * 10_000, "spam " * 200_000)
    assert time.process_time() - began < 10
