"""What the structure methods make of one page, in the order of trust."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from webinstruct.core.table import Row
from webinstruct.extract.grounding import Locator
from webinstruct.extract.merge import Named, located
from webinstruct.extract.structure import METHODS, Page, page_of_html, page_of_text

__all__ = ["Look", "look_at", "page_in"]


class Look(NamedTuple):
    """All pairs seen, those of the most trusted method first; what the methods say they saw; whether one of them
    settled what the page is."""

    pairs: tuple[Named, ...] = ()
    says: tuple[str, ...] = ()
    is_settled: bool = False


def page_in(row: Row) -> tuple[Page, bool]:
    """The page in a row of CANDIDATES, and whether its mark-up had to be left aside because its text is another."""
    if row.get("html"):
        page = page_of_html(row["url"], row["html"])
        if page.text == row["text"]:
            return page, False
    return page_of_text(row["url"], row.get("title") or "", row["text"]), bool(row.get("html"))


def look_at(page: Page, skip: Collection[str]) -> Look:
    """The look of all methods but those in `skip`; one that settles the page is the last."""
    pairs: list[Named] = []
    says: list[str] = []
    locator: Locator | None = None
    for name, method in METHODS.items():
        if name in skip:
            continue
        sighting = method(page)
        if sighting.says:
            says.append(sighting.says)
        for found in sighting.pairs:
            if found.question.given or found.answer.given:
                locator = locator or Locator(page.text)
                found = located(found, locator)
            pairs.append(Named(f"structure:{name}", found))
        if sighting.settles:
            return Look(tuple(pairs), tuple(says), is_settled=True)
    return Look(tuple(pairs), tuple(says))
