"""The same classifier in a small file.

A fastText classifier is linear: what it makes of a text is output · mean(rows of the input), whatever its loss. So
input' = input · outputᵀ with the identity as output gives the same scores, and holds one number per row and label
instead of one per row and dimension: the 2 GB of a model with 256 dimensions and two labels become 16 MB, which fit
into a cache of the processor. Every worker loads a file of its own; nothing has to be shared.

What differs is the order of roundings, about 1e-7 of a score. For the losses ns and ova fastText looks the sigmoid up
in a table of 512 steps, and where a rounding falls on the border of a step the score moves by that step, at most 0.008.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from webinstruct.core.errors import InputError
from webinstruct.core.stage import StepContext
from webinstruct.recall.model_file import DIM_PLACE, SHAPE, ModelShape, model_shape
from webinstruct.storage.files import opened

__all__ = ["FOLD", "Fold", "write_folded"]

FOLD = "fold"
_CHUNK_BYTES = 1 << 24
_COPY_BYTES = 1 << 20
_FLOAT = np.dtype("<f4")

Numbers = np.ndarray[Any, np.dtype[Any]]


class Fold:
    """The step that folds a model which the run was given, once for all workers."""

    name = FOLD
    per_shard = False
    suffix = ".bin"

    def __init__(self, model: str) -> None:
        self._model = model

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Fold the model."""
        write_folded(self._model, out)


def write_folded(path: str, out: str) -> bool:
    """Write the classifier in the file `path`, folded, to the local file `out`; whether it could be made smaller.

    One that is quantized, or has no more dimensions than labels, is copied as it is. The input matrix is read piece by
    piece: memory does not grow with the file.

    Raises:
        InputError: `path` is no whole fastText classifier.
    """
    with opened(path) as stream, Path(out).open("wb") as target:
        shape = model_shape(stream, path)
        is_folded = shape.is_plain and shape.dim > shape.labels
        stream.seek(0)
        if is_folded:
            _fold(stream, shape, target, path)
        else:
            shutil.copyfileobj(stream, target, _COPY_BYTES)
    return is_folded


def _fold(stream: BinaryIO, shape: ModelShape, target: BinaryIO, shown: str) -> None:
    head = bytearray(stream.read(shape.input_start))  # header, dictionary, and the byte "not quantized"
    struct.pack_into("<i", head, DIM_PLACE, shape.labels)
    stream.seek(shape.output_start + SHAPE.size)
    output = _floats(stream.read()).reshape(shape.labels, shape.dim).astype(np.float64)
    target.write(head)
    target.write(SHAPE.pack(shape.rows, shape.labels))
    stream.seek(shape.input_start + SHAPE.size)
    for rows in _chunks(stream, shape, shown):
        target.write((rows.astype(np.float64) @ output.T).astype(_FLOAT).tobytes())
    target.write(b"\0" + SHAPE.pack(shape.labels, shape.labels))
    target.write(np.eye(shape.labels, dtype=_FLOAT).tobytes())


def _chunks(stream: BinaryIO, shape: ModelShape, shown: str) -> Iterator[Numbers]:
    """The rows of the input matrix, some at a time, each of shape [rows, dim]."""
    row_bytes = shape.dim * _FLOAT.itemsize
    left = shape.rows
    while left:
        count = min(left, max(1, _CHUNK_BYTES // row_bytes))
        piece = stream.read(count * row_bytes)
        if len(piece) < count * row_bytes:
            raise InputError(f"{shown} became shorter while it was read. Fetch it again.")
        yield _floats(piece).reshape(count, shape.dim)
        left -= count


def _floats(piece: bytes) -> Numbers:
    return np.frombuffer(piece, dtype=_FLOAT)
