from __future__ import annotations

import pytest

from tests.extract.seen import html_page
from tests.extract.structure.faq.shapes import ITEMS, SHAPES, body_of
from webinstruct.extract.look import look_at
from webinstruct.extract.merge import merged
from webinstruct.extract.structure import Page


def pairs_on(page: Page) -> list[tuple[str, str]]:
    """Question and answer of each pair that all methods see together, white space made single."""
    found = [named.found for named in merged(look_at(page, ()).pairs, page.text)]
    return [(_flat(f.question.text(page.text)), _flat(f.answer.text(page.text))) for f in found]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _as_written(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`pairs` without the sentence that makes the answers of plain lines long enough."""
    return [
        (question, answer.removesuffix(" The keeper of the calendar knows.")) for question, answer in pairs
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_faq_gives_its_pairs_in_any_mark_up(shape: str) -> None:
    assert _as_written(pairs_on(html_page(body_of(SHAPES[shape])))) == list(ITEMS)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_faq_that_does_not_say_so_gives_its_pairs(shape: str) -> None:
    assert _as_written(pairs_on(html_page(body_of(SHAPES[shape], "<h1>The calendar</h1>")))) == list(ITEMS)
