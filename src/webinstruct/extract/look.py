"""What the structure methods make of one page, in the order of trust."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from webinstruct.core.table import Row
from webinstruct.extract.grounding import Locator
from webinstruct.extract.merge import Named, located
from webinstruct.extract.structure import METHODS, Page, page_of_html, page_of_text
from webinstruct.extract.structure.page import TextDiffersError

__all__ = ["Look", "look_at", "look_in", "page_in"]


class Look(NamedTuple):
    """All pairs seen, those of the most trusted method first; what the methods say they saw; whether one of them
    settled what the page is."""

    pairs: tuple[Named, ...] = ()
    says: tuple[str, ...] = ()
    is_settled: bool = False


def page_in(row: Row) -> tuple[Page, bool]:
    """The page in a row of CANDIDATES, and whether its mark-up had to be left aside because its text is another."""
    page = _page_as_told(row)
    try:
        page.content  # noqa: B018 -- to ask is to compare
    except TextDiffersError:
        return page_of_text(page.url, page.title, page.text), True
    return page, False


def look_in(row: Row, skip: Collection[str]) -> tuple[Page, Look, bool]:
    """The page in a row, the look at it, and whether its mark-up had to be left aside, as far as that came to light.

    A page that shows no shape of question and answer is neither walked nor, mostly, parsed.
    """
    page = _page_as_told(row)
    try:
        return page, look_at(page, skip), False
    except TextDiffersError:
        page = page_of_text(page.url, page.title, page.text)
        return page, look_at(page, skip), True


def _page_as_told(row: Row) -> Page:
    return page_of_html(row["url"], row.get("html") or "", (row.get("title") or "", row["text"]))


def look_at(page: Page, skip: Collection[str]) -> Look:
    """The look of all methods but those in `skip`; one that settles the page is the last.

    Raises:
        TextDiffersError: the page's text is not what its mark-up gives.
    """
    pairs: list[Named] = []
    says: list[str] = []
    locator: Locator | None = None
    for name, method in METHODS.items():
        if name in skip:
            continue
        sighting = method(page)
        if sighting.says:
            says.append(sighting.says)
        if sighting.pairs:
            page.content  # noqa: B018 -- no pair of a page whose text is another
        for found in sighting.pairs:
            if found.question.given or found.answer.given:
                locator = locator or Locator(page.text)
                found = located(found, locator)
            pairs.append(Named(f"structure:{name}", found))
        if sighting.settles:
            return Look(tuple(pairs), tuple(says), is_settled=True)
    return Look(tuple(pairs), tuple(says))
