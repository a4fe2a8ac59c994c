"""The true cosine of candidates, from the vectors on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from webinstruct.core.arrays import Floats, Ints
from webinstruct.core.errors import EngineRefused
from webinstruct.core.ngrams import Hashes
from webinstruct.core.stage import StepContext
from webinstruct.dedup.signed import Signed, files_of

__all__ = ["Cosines", "embedded_rows"]

_CODES_AT_ONCE = 1 << 13  # two vectors each: 64 MB at 1,024 dimensions


def embedded_rows(context: StepContext, earlier: int) -> Signed:
    """All embedded rows: those of `earlier` pieces of earlier releases, then those of the shards; `number` ascends.

    Raises:
        EngineRefused: their vectors are not all of the same dimensions.
    """
    paths = files_of("embed", context, earlier)
    _check_dimensions(paths)
    return Signed(paths)


class Cosines:
    """Measures candidates by the vectors of their rows."""

    def __init__(self, embedded: Signed, threshold: float) -> None:
        self._embedded = embedded
        self._numbers = embedded.column("number")
        self.threshold = threshold

    def pieces(self, codes: Hashes) -> Iterator[Hashes]:
        """`codes`, so many at a time that their vectors fit into memory."""
        return (codes[start : start + _CODES_AT_ONCE] for start in range(0, len(codes), _CODES_AT_ONCE))

    def similarity(self, numbers: Ints, one: Ints, other: Ints) -> Floats:
        """The cosine of each pair; `one` and `other` are places in `numbers`, the rows, which ascend."""
        places = np.searchsorted(self._numbers, numbers)
        vectors = self._embedded.vectors("vector", places).astype(np.float64)
        if not len(one):
            return np.empty(0, np.float64)
        return np.asarray(np.einsum("ij,ij->i", vectors[one], vectors[other]))


def _check_dimensions(paths: Sequence[str]) -> None:
    found: dict[int, str] = {}
    for path in paths:
        with pa.memory_map(path) as mapped:
            file = pa.ipc.open_file(mapped)
            if file.get_batch(0).num_rows:  # a file without rows has no dimensions
                found.setdefault(file.schema.field("vector").type.list_size, path)
    if len(found) > 1:
        listed = " and ".join(f"{dimensions} in {path}" for dimensions, path in found.items())
        raise EngineRefused(
            f"The embedder's vectors are of several dimensions: {listed}. See that it is the same for all rows, and "
            "start anew with --new-run."
        )
