"""What is said of a text that matches a benchmark item."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

__all__ = ["TIERS", "Hit", "Match", "Tier"]

Tier = Literal["exact", "ngram", "whole", "share", "renumbered", "judged"]
"""How a text matches, the surest first: equal to an item's question; a run of words in common; a short question that
stands in it; most of a question's words in their order; these, but for the numbers; an engine said that both ask the
same."""

TIERS: tuple[Tier, ...] = get_args(Tier)


class Hit(NamedTuple):
    """Where a text matches: the benchmark, the item, its field, the tier, the words that agree, and the share of what
    the tier compares, in [0, 1], that stands in the text (of an item's runs of words, or of its words)."""

    benchmark: str
    item: str
    field: str
    tier: Tier
    words: str
    share: float


class Match(NamedTuple):
    """A hit before it is put into words: numbers of the text in its batch and of the item's text in the index, and the
    places in the batch's content words, [start, stop), where it stands."""

    text: int
    source: int
    start: int
    stop: int
    tier: Tier
    share: float
