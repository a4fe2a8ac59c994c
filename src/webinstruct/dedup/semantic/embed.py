"""Embed: the vectors of all rows that are compared, with their keys.

A row whose text a better one has is left out: an embedder costs more than all else together.

    number     u32     the row, counted through all signed files
    vector     list    float32, of length 1; zeros where the text has nothing in it or cannot be embedded
    band_0 ... u64     equal keys make candidates; equal keys mean equal guards
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pyarrow as pa

from webinstruct.core.arrays import Ints
from webinstruct.core.errors import EngineRefused
from webinstruct.core.ngrams import Hashes, mixed
from webinstruct.core.source import Slice
from webinstruct.core.stage import StepContext
from webinstruct.dedup.columns import Columns
from webinstruct.dedup.earlier import check_planned, earlier_rows
from webinstruct.dedup.semantic.hyperplanes import plane_bands, plane_keys
from webinstruct.dedup.settings import DedupSettings, SemanticSettings
from webinstruct.dedup.signed import Signed
from webinstruct.dedup.signing import text_of
from webinstruct.dedup.steps.exact import NO_NODE
from webinstruct.dedup.steps.sign import signed_rows
from webinstruct.engines.embedding import Embedder, NeedsClosing, Vectors, embedder_of, unit_vectors
from webinstruct.engines.protocol import NeedsOpening

__all__ = ["Embed", "EmbedEarlier", "OpenOnce"]

_BATCH_ROWS = 1_024
_Compared = tuple[int, str]


@dataclass
class OpenOnce:
    """The embedder of a worker: opened for its first part, kept for all others, closed when the steps are forgotten."""

    settings: SemanticSettings
    _embedder: Embedder | None = field(default=None, init=False)

    def embedder(self, context: StepContext) -> Embedder:
        """The embedder, ready."""
        if self._embedder is None:
            embedder = embedder_of(self.settings.embedder)
            if isinstance(embedder, NeedsOpening):
                embedder.open(context)
            if isinstance(embedder, NeedsClosing):
                weakref.finalize(self, embedder.close)
            self._embedder = embedder
        return self._embedder


@dataclass
class Embed:
    """Per shard: the vectors of its rows."""

    settings: DedupSettings
    semantic: SemanticSettings
    opened: OpenOnce
    earlier: int
    name: str = "embed"
    per_shard: bool = True
    suffix: str = ".arrow"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Embed the rows of shard `part`."""
        signed = signed_rows(context, self.earlier)
        columns = ("question", "answer") if self.settings.fields == "both" else (self.settings.fields,)
        texts = (text_of(row, self.settings.fields) for row in context.rows(part, columns))
        file = _File(self.semantic, self.opened.embedder(context), signed)
        file.write(out, _compared(texts, self.earlier + part, signed, context))


@dataclass
class EmbedEarlier:
    """Per piece of the earlier releases: the same of their pairs."""

    settings: DedupSettings
    semantic: SemanticSettings
    opened: OpenOnce
    pieces: Sequence[Slice]
    name: str = "embed_earlier"
    per_shard: bool = False
    suffix: str = ".arrow"
    parts: int = field(init=False)

    def __post_init__(self) -> None:
        self.parts = len(self.pieces)

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Embed the pairs of piece `part`."""
        check_planned(self.pieces[part], context.facts())
        signed = signed_rows(context, len(self.pieces))
        texts = (text_of(row, self.settings.fields) for row in earlier_rows(self.pieces[part]))
        file = _File(self.semantic, self.opened.embedder(context), signed)
        file.write(out, _compared(texts, part, signed, context))


def _compared(texts: Iterable[str], file: int, signed: Signed, context: StepContext) -> Iterator[_Compared]:
    """The rows of a signed file that are compared with others: number and text."""
    first, behind = signed.starts[file : file + 2].tolist()
    is_node = Columns(context.artifact("exact"))["node"][first:behind] != NO_NODE
    found = zip(range(first, behind), is_node.tolist(), texts, strict=True)
    return ((number, text) for number, wanted, text in found if wanted)


@dataclass
class _File:
    """Writes the vectors of some rows."""

    semantic: SemanticSettings
    embedder: Embedder
    signed: Signed
    _dimensions: int = field(default=0, init=False)

    def write(self, out: str, rows: Iterator[_Compared]) -> None:
        """Write a record batch for some rows at a time."""
        batches = self._batches(rows)
        first = next(batches, None) or self._batch([], np.empty((0, 1), np.float32))
        with pa.OSFile(out, "wb") as sink, pa.ipc.new_file(sink, first.schema) as file:
            for batch in (first, *batches):
                file.write_batch(batch)

    def _batches(self, rows: Iterator[_Compared]) -> Iterator[pa.RecordBatch]:
        while found := list(islice(rows, _BATCH_ROWS)):
            texts = [text[: self.semantic.max_chars] for _, text in found]
            yield self._batch([number for number, _ in found], self._vectors(texts))

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        """A class of one's own is not taken at its word."""
        name = f"'{self.semantic.embedder.kind}'"
        vectors = unit_vectors(self.embedder.embed(texts), len(texts), name)
        self._dimensions = self._dimensions or vectors.shape[1]
        if vectors.shape[1] != self._dimensions:
            raise EngineRefused(
                f"{name} returned vectors of {self._dimensions} and of {vectors.shape[1]} dimensions. "
                "See to the embedder."
            )
        return vectors

    def _batch(self, numbers: Sequence[int], vectors: Vectors) -> pa.RecordBatch:
        places = np.array(numbers, np.int64)
        bare = ~vectors.any(axis=1)
        guards = np.where(bare, mixed(places.astype(np.uint64)), self._guards(places))
        shape = plane_bands(self.semantic.threshold, self.semantic.planes)
        keys = plane_keys(vectors, guards, shape, self.semantic.seed)
        columns = {
            "number": pa.array(places.astype(np.uint32)),
            "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1]),
            **{f"band_{band}": pa.array(keys[band]) for band in range(shape[0])},
        }
        return pa.record_batch(columns)

    def _guards(self, numbers: Ints) -> Hashes:
        return self.signed.values("guard", numbers)
