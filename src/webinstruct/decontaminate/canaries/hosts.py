"""A bounded sample of the run's own rows, in which canaries are planted."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from webinstruct.core.ngrams import text_hash
from webinstruct.core.stage import StepContext

__all__ = ["Host", "sampled_hosts"]

_MOST_SHARDS = 32
_MOST_SCANNED = 20_000  # rows looked at in a shard: a tenth of a second
_LONGEST = 20_000  # characters of a side that are taken; a thousand hosts hold 40 MB at most


class Host(NamedTuple):
    """A row of the run; of long texts the beginning."""

    question: str
    answer: str


def sampled_hosts(context: StepContext, most: int, seed: int) -> list[Host]:
    """At most `most` rows from shards evenly spread: those whose ids have the least hashes."""
    least = heapq.nsmallest(most, _keyed(context, seed), key=lambda entry: entry[0])
    return [host for _, host in least]


def _keyed(context: StepContext, seed: int) -> Iterator[tuple[tuple[int, int, int], Host]]:
    count = min(context.shards, _MOST_SHARDS)
    for shard in (number * context.shards // count for number in range(count)):
        rows = context.rows(shard, ("pair_id", "question", "answer"))
        for place, row in enumerate(islice(rows, _MOST_SCANNED)):
            key = (text_hash(f"{seed}\x1f{row['pair_id']}"), shard, place)
            yield key, Host((row["question"] or "")[:_LONGEST], (row["answer"] or "")[:_LONGEST])
