"""Charts of bars, made of nothing but boxes with a width."""

from __future__ import annotations

from collections.abc import Sequence

from webinstruct.report.html import Html, tag
from webinstruct.report.words import percent, printable

__all__ = ["bars", "columns", "stacked"]

_HIGHEST = 0.86
"""Share of a column's room that the highest bar takes; the rest is for its number."""


def bars(counts: Sequence[tuple[str, int]], whole: int, more: int = 0, kind: str = "kept") -> Html:
    """One horizontal bar per count; widths relative to the largest, shares to `whole`.

    `more` values are not shown; `kind` (kept, rejected, quarantined) gives the color.
    """
    largest = max((count for _, count in counts), default=0)
    rows = [
        tag(
            "li",
            tag("span", _word(word), class_="word", dir="auto"),
            tag("span", tag("span", style=_width(count, largest)), class_="track"),
            tag("span", count, class_="count"),
            tag("span", percent(count, whole), class_="share"),
        )
        for word, count in counts
    ]
    rest = tag("li", f"and {more:,} more", class_="rest") if more else None
    return tag("ul", rows, rest, class_=f"bars {kind}")


def columns(counts: Sequence[int], labels: Sequence[str]) -> Html:
    """One column per class, its label below. An empty class keeps its place."""
    largest = max(counts, default=0)
    cells = [
        tag(
            "li",
            tag(
                "span",
                tag("span", count if count else "", class_="count"),
                tag("span", class_="bar", style=f"height:{_HIGHEST * _share(count, largest):.2f}%"),
                class_="plot",
            ),
            tag("span", label, class_="tick"),
        )
        for count, label in zip(counts, labels, strict=True)
    ]
    return tag("ol", cells, class_="columns")


def stacked(parts: Sequence[tuple[str, int]]) -> Html:
    """One bar made of parts; each part's word is its class and its name."""
    whole = sum(count for _, count in parts)
    boxes = [
        tag(
            "span",
            class_=f"part {word}",
            style=_width(count, whole),
            title=f"{word}: {count:,} ({percent(count, whole)})",
        )
        for word, count in parts
        if count
    ]
    told = ", ".join(f"{count:,} {word}" for word, count in parts)
    return tag("div", boxes, class_="stacked", role="img", aria_label=told)


def _word(word: str) -> str:
    text = " ".join(printable(word[:400]).split())
    return text if len(text) <= 80 else text[:77] + "..."


def _width(count: int, largest: int) -> str:
    return f"width:{_share(count, largest):.2f}%"


def _share(count: int, largest: int) -> float:
    return 100 * count / largest if largest else 0.0
