"""Exact: the rank of every row, who has whose text, and who has whose id."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from webinstruct.core.errors import InputError
from webinstruct.core.ngrams import Hashes
from webinstruct.core.stage import StepContext
from webinstruct.dedup.columns import write_columns
from webinstruct.dedup.matching import Ranks, best_of_groups
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.signed import ANSWER, Signed, exact_names
from webinstruct.dedup.steps.sign import signed_rows

__all__ = ["NO_NODE", "Exact"]

NO_NODE = np.uint32((1 << 32) - 1)
"""In place of the rank of a row that is not compared with others, since a better one has the same text."""


@dataclass
class Exact:
    """Once: columns of one number per rank, but `node`, which has one per row.

    `row`: which row has the rank. `head`: the rank of the best row with the same text. `same_id`: the rank of the best
    row with the same id where that one has another text, else the rank itself. `size`, `answer_size`: how many
    shingles the row has. `node`: the rank of the row, NO_NODE unless it is its own head.
    """

    settings: DedupSettings
    earlier: int
    name: str = "exact"
    per_shard: bool = False
    suffix: str = ".arrow"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Rank all rows and group those of one text."""
        signed = signed_rows(context, self.earlier)
        if signed.count >= NO_NODE:
            raise InputError(
                f"dedup takes at most {NO_NODE:,} rows, these are {signed.count:,}. Divide them over several runs."
            )
        before = int(signed.starts[self.earlier])
        row = _row_by_rank(signed, before, self.settings)
        keys = [signed.column(name)[row] for name in exact_names(self.settings)]
        head, same_id = _groups(keys, signed.column("id_hash")[row[before:]])
        ranks = np.arange(signed.count, dtype=np.uint32)
        node = np.empty(signed.count, np.uint32)
        node[row] = np.where(head == ranks, ranks, NO_NODE)
        columns = {
            "row": row,
            "head": head,
            "same_id": same_id,
            "node": node,
            "size": signed.sizes("shingles")[row],
        }
        if self.settings.keep == "distinct_answers":
            columns["answer_size"] = signed.sizes(f"{ANSWER}shingles")[row]
        write_columns(out, columns, {"earlier": before})


def _row_by_rank(signed: Signed, before: int, settings: DedupSettings) -> Ranks:
    """The rows from the best on; those of earlier releases, `before` in number, come first as they are."""
    row = np.arange(signed.count, dtype=np.uint32)
    if settings.survivor != "first":
        # The last key is the weightiest; rows equal in both stay in the order of the input.
        row[before:] = np.lexsort([signed.column(name)[before:] for name in ("tie", "merit")])
        row[before:] += np.uint32(before)
    return row


def _groups(keys: list[Hashes], ids: Hashes) -> tuple[Ranks, Ranks]:
    """The columns `head` and `same_id`, given exact keys by rank and the ids of the last `len(ids)` ranks.

    >>> texts = [np.array([5, 6, 5, 7, 5], np.uint64)]
    >>> [column.tolist() for column in _groups(texts, np.array([1, 2, 3, 1, 1], np.uint64))]
    [[0, 1, 0, 3, 0], [0, 1, 2, 0, 4]]
    """
    ranks = np.arange(len(keys[0]), dtype=np.uint32)
    before = len(ranks) - len(ids)
    same_id = ranks.copy()
    same_id[before:] = best_of_groups([ids]) + np.uint32(before)
    later = np.flatnonzero(same_id != ranks)
    is_equal = np.logical_and.reduce([key[later] == key[same_id[later]] for key in keys])
    equal = later[is_equal]
    standing = np.delete(ranks, later)
    head = ranks.copy()
    head[standing] = standing[best_of_groups([key[standing] for key in keys])]
    head[equal] = head[same_id[equal]]
    same_id[equal] = equal
    return head, same_id
