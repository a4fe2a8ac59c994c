"""Which items become canaries, and where they stand in their hosts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from webinstruct.core.ngrams import text_hash
from webinstruct.decontaminate.canaries.draws import Draws
from webinstruct.decontaminate.canaries.hosts import Host
from webinstruct.decontaminate.canaries.kinds import TRANSLATED, variant_of
from webinstruct.decontaminate.items import Item

__all__ = ["PLACES", "Canary", "Items", "Planted", "canaries_of", "planted"]

Items = Mapping[str, Sequence[Item]]
"""The items of the benchmarks, by name."""

PLACES = ("alone", "question", "answer", "page")
"""Alone: the canary is the question; else it stands as a paragraph within the host's question, answer or page."""


class Canary(NamedTuple):
    """The text of an item as a kind makes it."""

    kind: str
    benchmark: str
    item: str
    text: str


class Planted(NamedTuple):
    """A row of the copy: a host with a canary in it."""

    canary: Canary
    place: str
    question: str
    answer: str
    page: str = ""


def canaries_of(
    kind: str, items: Items, count: int, seed: int, translations: Mapping[tuple[str, str], str]
) -> tuple[list[Canary], int]:
    """`count` canaries of `kind`, the benchmarks in turn, and how many items there are to which the kind applies.

    `translations` are texts by benchmark and item id.
    """
    by_benchmark: dict[str, list[tuple[int, Canary]]] = defaultdict(list)
    for canary in _all_canaries(kind, items, seed, translations):
        key = text_hash(f"{seed}\x1f{kind}\x1f{canary.benchmark}\x1f{canary.item}\x1f{len(canary.text)}")
        by_benchmark[canary.benchmark].append((key, canary))
    turns = [
        (turn, text_hash(f"{seed}\x1f{kind}\x1f{benchmark}"), canary)
        for benchmark, found in by_benchmark.items()
        for turn, (_, canary) in enumerate(sorted(found))
    ]
    return [canary for *_, canary in sorted(turns)[:count]], len(turns)


def planted(canaries: Sequence[Canary], hosts: Sequence[Host], places: Sequence[str]) -> Iterator[Planted]:
    """Every canary in every one of `places`, each time in the next host; without a host there is only "alone"."""
    for number, canary in enumerate(canaries):
        for turn, place in enumerate(places):
            if hosts:
                host = hosts[(number * len(places) + turn) % len(hosts)]
                yield _in_host(canary, host, place)
            elif place == "alone":
                yield Planted(canary, place, canary.text, "")


def _all_canaries(
    kind: str, items: Items, seed: int, translations: Mapping[tuple[str, str], str]
) -> Iterator[Canary]:
    for benchmark, ours in items.items():
        for item in ours:
            if kind == TRANSLATED:
                text = translations.get((benchmark, item.id))
            else:
                text = variant_of(kind, item, Draws(seed, kind, benchmark, item.id))
            if text and text.strip():
                yield Canary(kind, benchmark, item.id, text)


def _in_host(canary: Canary, host: Host, place: str) -> Planted:
    if place == "alone":
        return Planted(canary, place, canary.text, host.answer, host.page)
    texts = host._asdict()
    return Planted(canary, place, **texts | {place: _amid(texts[place], canary.text)})


def _amid(text: str, paragraph: str) -> str:
    r"""`paragraph` in the middle of `text`, between words.

    >>> _amid("two cups of tea", "Hear this!")
    'two cups\n\nHear this!\n\nof tea'
    """
    middle = text.find(" ", len(text) // 2)
    head, tail = (text[:middle], text[middle + 1 :]) if middle > 0 else (text, "")
    return "\n\n".join(filter(None, [head, paragraph, tail]))
