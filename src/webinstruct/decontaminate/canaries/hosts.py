"""A bounded sample of the run's own rows, in which canaries are planted."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from webinstruct.core.ngrams import text_hash
from webinstruct.core.stage import Pages, StepContext

__all__ = ["Host", "sampled_hosts"]

_MOST_SHARDS = 32
_MOST_SCANNED = 20_000  # rows looked at in a shard: a tenth of a second
_LONGEST = 20_000  # characters of a side that are taken; a thousand hosts hold 40 MB at most


class Host(NamedTuple):
    """A row of the run, and the text of its page where pages are searched too; of long texts the beginning."""

    question: str
    answer: str
    page: str = ""


class _Drawn(NamedTuple):
    """A row with its place and its page."""

    shard: int
    place: int
    page_id: str
    host: Host


def sampled_hosts(context: StepContext, most: int, seed: int, with_pages: bool = False) -> list[Host]:
    """At most `most` rows from shards evenly spread: those whose ids have the least hashes."""
    least = heapq.nsmallest(most, _keyed(context, seed), key=lambda entry: (entry[0], entry[1][:2]))
    drawn = [row for _, row in least]
    return _with_pages(drawn, context.pages()) if with_pages else [row.host for row in drawn]


def _keyed(context: StepContext, seed: int) -> Iterator[tuple[int, _Drawn]]:
    count = min(context.shards, _MOST_SHARDS)
    for shard in (number * context.shards // count for number in range(count)):
        rows = context.rows(shard, ("pair_id", "page_id", "question", "answer"))
        for place, row in enumerate(islice(rows, _MOST_SCANNED)):
            host = Host((row["question"] or "")[:_LONGEST], (row["answer"] or "")[:_LONGEST])
            key = text_hash(f"{seed}\x1f{row['pair_id']}")
            yield key, _Drawn(shard, place, row["page_id"] or "", host)


def _with_pages(drawn: Sequence[_Drawn], pages: Pages) -> list[Host]:
    """The rows with the texts of their pages, which are asked for in the order of the rows."""
    found: dict[tuple[int, str], str] = {}
    for shard, _, page_id, _ in sorted(drawn):
        if page_id and (shard, page_id) not in found:
            found[shard, page_id] = pages.text(shard, page_id)[:_LONGEST]
    return [row.host._replace(page=found.get((row.shard, row.page_id), "")) for row in drawn]
