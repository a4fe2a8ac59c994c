"""Dedup: refined pairs in, the best of each group of duplicates out; the others name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from webinstruct.core.reject import Reject
from webinstruct.core.source import Slice
from webinstruct.core.stage import PROCESS, Note, Rejected, Stage, StageContext, Step, Verdict
from webinstruct.dedup.clusters import EXACT, NEAR, OTHER_TEXT, SAME_MEANING
from webinstruct.dedup.earlier import earlier_hashes, earlier_pieces
from webinstruct.dedup.semantic.steps import meaning_steps
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.steps import Cluster, Exact, Match, Sign, SignEarlier, Verify
from webinstruct.engines.embedding import embedder_of
from webinstruct.tables import REFINED

__all__ = ["Dedup"]

_REASONS = {
    EXACT: Reject.EXACT_DUPLICATE,
    NEAR: Reject.NEAR_DUPLICATE,
    OTHER_TEXT: Reject.DUPLICATE_ID,
    SAME_MEANING: Reject.SEMANTIC_DUPLICATE,
}


class Dedup(Stage):
    """Stops all but one of the rows that ask the same question, and those that an earlier release has.

    A row is known by its place (SHARD, ROW), not by its id: the same id twice is looked into too.
    """

    name = "dedup"
    reads = REFINED
    writes = REFINED
    settings_type = DedupSettings
    settings: DedupSettings

    def identity(self) -> Mapping[str, str]:
        """The hash of every file of an earlier release, and the embedder's identity."""
        semantic = self.settings.semantic
        embedder = embedder_of(semantic.embedder).identity() if semantic else {}
        return {**self._earlier_hashes(), **embedder}

    def steps(self) -> Sequence[Step | str]:
        """Sign, match, verify and cluster, then the rows."""
        earlier = len(self._pieces)
        return (
            *([SignEarlier(self.settings, self._pieces)] if earlier else []),
            Sign(self.settings),
            Exact(self.settings, earlier),
            *meaning_steps(self.settings, self._pieces),
            Match(self.settings, earlier),
            Verify(self.settings, earlier),
            Cluster(self._pieces),
            PROCESS,
        )

    def open(self, context: StageContext) -> None:
        """Map the file that says which rows go; it is read a shard at a time."""
        self._removed = pa.ipc.open_file(pa.memory_map(context.artifact("cluster")))

    def told(self, shard: int) -> Mapping[int, Sequence[Verdict]]:
        """The rows of `shard` that go, each with its survivor."""
        columns = (column.to_pylist() for column in self._removed.get_batch(shard).columns)
        found = {row: [_rejected(*rest)] for row, *rest in zip(*columns, strict=True)}
        if self._first and self._first[0] == shard:
            found[self._first[1]] += self._notes()
        return found

    def _earlier_hashes(self) -> Mapping[str, str]:
        if not self.settings.against:
            return {}
        fields = {"both": ("question", "answer")}.get(self.settings.fields, (self.settings.fields,))
        needed = dict.fromkeys((*fields, "answer") if self.settings.keep == "distinct_answers" else fields)
        return earlier_hashes(self.settings.against, list(needed))

    @cached_property
    def _pieces(self) -> Sequence[Slice]:
        return earlier_pieces(self.settings.against) if self.settings.against else ()

    @cached_property
    def _first(self) -> tuple[int, int] | None:
        """The first row of all that go: beside it the counts over all shards are noted, so that they are noted once."""
        for shard in range(self._removed.num_record_batches):
            batch = self._removed.get_batch(shard)
            if batch.num_rows:
                return shard, batch.column("row")[0].as_py()
        return None

    def _notes(self) -> list[Note]:
        counts: dict[bytes, Any] = self._removed.schema.metadata
        return [Note(word.decode(), int(count)) for word, count in counts.items()]


def _rejected(survivor: str, similarity: float, kind: int) -> Verdict:
    measure = "cosine" if kind == SAME_MEANING else "similarity"
    how = "another text" if kind == OTHER_TEXT else f"{measure} {similarity:.3f}"
    return Rejected(_REASONS[kind], f"of {survivor}, {how}")
