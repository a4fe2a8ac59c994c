"""Pages that were seen before: in another shard of the run, or in an earlier run.

A page's id comes from its URL and its content, so equal ids are the same page, whatever crawl they stand in. Within a
shard `Judge` sees it at once. Across shards nobody knows before all are done: the step `withdrawn` then takes the later
ones back, before a model is paid for them. Ids of earlier runs are one sorted file, which all workers share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from webinstruct.core.errors import InputError
from webinstruct.core.reject import Reject
from webinstruct.core.stage import WITHDRAWN, StepContext
from webinstruct.storage import parquet
from webinstruct.storage.files import FileInfo, listed, resolved
from webinstruct.storage.folders import names_in
from webinstruct.storage.place import holds_runs
from webinstruct.storage.withdrawn import Former, Withdrawn, former_at, write_withdrawn

__all__ = ["EARLIER", "Earlier", "EarlierPages", "Repeats", "earlier_identity", "repeats_among"]

EARLIER = "earlier"
_ID_BYTES = 16
_ID = "page_id"
_KEPT_BY_RECALL = "recall/kept"

Numbers = np.ndarray[Any, np.dtype[Any]]


class EarlierPages:
    """Ids of pages that are not to be taken again; the file stays on disk and is shared by all workers."""

    def __init__(self, path: str) -> None:
        self._keys: Numbers = np.load(path, mmap_mode="r", allow_pickle=False)

    def __contains__(self, page_id: object) -> bool:
        key = np.frombuffer(_key(str(page_id)), dtype=self._keys.dtype)
        place = int(np.searchsorted(self._keys, key)[0])
        return place < len(self._keys) and bool(self._keys[place] == key[0])


class Earlier:
    """The step that puts the ids of earlier runs into one sorted file."""

    name = EARLIER
    per_shard = False
    suffix = ".npy"

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Sort the ids; 16 bytes of memory for each, twice."""
        keys = b"".join(_key(page) for file in _files(self._paths) for page in _ids(file.path))
        with Path(out).open("wb") as file:
            np.save(file, np.unique(np.frombuffer(keys, dtype=f"S{_ID_BYTES}")), allow_pickle=False)


class Repeats:
    """The step that takes back a kept page that an earlier shard has kept, too."""

    name = WITHDRAWN
    per_shard = False
    suffix = ".parquet"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Compare the ids of all shards; about 40 bytes of memory for each kept page."""
        ids = ([row[_ID] for row in context.kept(shard, [_ID])] for shard in range(context.shards))
        write_withdrawn(out, repeats_among(ids, former_at(context.artifact(WITHDRAWN))))


def earlier_identity(paths: Sequence[str]) -> dict[str, str]:
    """A hash of the names and sizes of the files that hold the ids of earlier pages."""
    if not paths:
        return {}
    listing = "\n".join(f"{Path(file.path).name} {file.size}" for file in _files(paths))
    return {"seen": hashlib.sha256(listing.encode()).hexdigest()}


def repeats_among(
    ids_of_shards: Iterable[Sequence[str]], former: Former | None = None
) -> Iterator[Withdrawn]:
    """The rows whose id stands in an earlier shard (or earlier in their own), in order.

    Where shards were done again (`former`), the others stay as later stages have read them: a page that they have been
    given is taken back from the late ones, one that was taken back from them stays so if a late one has it.

    >>> [(row.shard, row.row, row.detail) for row in repeats_among([["a", "b"], ["c", "a"], ["a"]])]
    [(1, 1, 'the same page stands in shard 0'), (2, 0, 'the same page stands in shard 0')]
    """
    sizes: list[int] = []
    keys: list[bytes] = []
    for ids in ids_of_shards:
        sizes.append(len(ids))
        keys.append(b"".join(_key(page) for page in ids))
    halves = np.frombuffer(b"".join(keys), dtype=">u8").reshape(-1, 2)  # shape [pages, 2]
    starts = np.cumsum([0, *sizes])
    ranks = _ranks(starts, former)
    order = np.lexsort((np.arange(len(halves)), ranks, halves[:, 1], halves[:, 0]))
    is_same = np.zeros(len(order), dtype=bool)  # as the page before it in this order
    is_same[1:] = (halves[order[1:]] == halves[order[:-1]]).all(axis=1)
    firsts = np.maximum.accumulate(np.where(is_same, 0, np.arange(len(order))))
    first_of = np.empty(len(order), dtype=np.int64)
    first_of[order] = order[firsts]
    for place in np.flatnonzero(first_of != np.arange(len(order))):
        shard, first = (int(np.searchsorted(starts, at, side="right")) - 1 for at in (place, first_of[place]))
        yield Withdrawn(
            shard, int(place - starts[shard]), Reject.SEEN_BEFORE, f"the same page stands in shard {first}"
        )


def _ranks(starts: Numbers, former: Former | None) -> Numbers:
    """For each row, which of several goes first: 0 was given to later stages, 1 came late, 2 was taken back before."""
    ranks = np.zeros(starts[-1], dtype=np.int8)
    if former:
        stays = ~np.isin(former.shards, list(former.late))
        ranks[starts[former.shards[stays]] + former.rows[stays]] = 2
        for shard in former.late:
            ranks[starts[shard] : starts[shard + 1]] = 1
    return ranks


def _files(paths: Sequence[str]) -> list[FileInfo]:
    """The Parquet files at `paths`; of a run directory those that its recall kept."""
    found: list[FileInfo] = []
    for path in paths:
        kept = f"{resolved(path).rstrip('/')}/{_KEPT_BY_RECALL}"
        is_run = holds_runs(kept) and bool(names_in(kept))
        found += listed(kept if is_run else path, (".parquet",))
    return found


def _ids(path: str) -> Iterator[str]:
    with parquet.parquet_file(path) as file:
        if _ID not in file.schema_arrow.names:
            raise InputError(
                f"{path} has no column {_ID}. Name a run directory, or Parquet files with it, under recall.seen."
            )
    return (str(row[_ID]) for row in parquet.rows(path, [_ID]))


def _key(page_id: str) -> bytes:
    """16 bytes for an id, of whatever form; the last one is not zero, as numpy's bytes end at their last other one.

    >>> len(_key("any form")), _key("a") == _key("a"), _key("a") == _key("b")
    (16, True, False)
    """
    digest = hashlib.blake2b(page_id.encode("utf-8", "surrogatepass"), digest_size=_ID_BYTES).digest()
    return digest[:-1] + bytes([digest[-1] or 1])
