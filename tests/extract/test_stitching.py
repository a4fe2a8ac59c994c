from __future__ import annotations

import time

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
    _, coverage = stitched("First of all, mix the flour with the salt and the warm water.")
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
