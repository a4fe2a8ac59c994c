"""What an embedder is: texts in, vectors of one length out; texts that mean the same lie close together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from webinstruct.core.errors import EngineRefused

__all__ = ["Embedder", "NeedsClosing", "Vectors", "unit_vectors"]

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Embeds texts. Its constructor is cheap; one that loads or connects has `open(context)`, called in each worker,
    and may have `close()`."""

    def identity(self) -> Mapping[str, str]:
        """All that can change a vector: model, revision, dimensions; part of the plan."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 per text, shape [texts, dimensions]; zeros for a text that cannot be embedded."""


@runtime_checkable
class NeedsClosing(Protocol):
    """An embedder that holds something: a model's memory, connections."""

    def close(self) -> None:
        """Let go of it; `open` may be called again."""


def unit_vectors(found: ArrayLike, texts: int, who: str) -> Vectors:
    """`found` as vectors of length 1, one for each of so many texts; rows of zeros stay.

    >>> unit_vectors([[3, 4], [0, 0]], 2, "toy").tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]

    Raises:
        EngineRefused: they are of another shape, or not finite; `who` names the embedder.
    """
    try:
        vectors = np.asarray(found, np.float32)
    except (TypeError, ValueError) as error:
        raise EngineRefused(f"{who} returned no table of numbers ({error}). See to the embedder.") from error
    if vectors.ndim != 2 or len(vectors) != texts or not vectors.shape[1]:
        raise EngineRefused(
            f"{who} returned an array of the shape {list(vectors.shape)} for {texts} texts; [{texts}, dimensions] is "
            "needed. See to the embedder."
        )
    if not np.isfinite(vectors).all():
        raise EngineRefused(f"{who} returned vectors with values that are no numbers. See to the embedder.")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)
