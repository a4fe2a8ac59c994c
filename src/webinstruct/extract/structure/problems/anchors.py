"""Labels of headings that end in a link to themselves, as documentation and notebooks write them: "Exercise 1¶"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from webinstruct.extract.structure.labels import Label, labels
from webinstruct.extract.structure.page import Page

__all__ = ["labels_of"]

_ANCHOR = "¶"


def labels_of(page: Page) -> Sequence[Label]:
    """The page's labels, where the sign of a heading's own link counts as a space."""
    if f"{_ANCHOR}\n" not in page.text:
        return page.labels
    return _labels(page.text)


@lru_cache(maxsize=1)
def _labels(text: str) -> tuple[Label, ...]:
    return tuple(labels(text.replace(_ANCHOR, " ")))
