"""How a fastText classifier lies in its file.

    header · dictionary · a byte · input matrix [rows x dim] · a byte · output matrix [labels x dim]

A matrix is its two sides as 64-bit numbers and then 32-bit floats, row by row; the byte before it says whether it is
quantized. fastText trusts its files: given a truncated one it returns made-up numbers, or never returns. So a file is
looked at before it is loaded. The layout is that of facebookresearch/fastText, `FastText::saveModel`.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

from webinstruct.core.errors import InputError
from webinstruct.storage.files import opened

__all__ = ["DIM_PLACE", "SHAPE", "ModelShape", "check_model", "model_shape"]

_MAGIC, _NEWEST_VERSION = 793712314, 12
_HEADER = struct.Struct("<ii12id")
"""magic, version, then dim, ws, epoch, minCount, neg, wordNgrams, loss, model, bucket, minn, maxn, lrUpdateRate, t."""
_DICTIONARY = struct.Struct("<iiiqq")  # entries, words, labels, tokens, pruned
_SUPERVISED = 3
_FLOAT_BYTES = 4
_HEAD_BYTES = _HEADER.size + _DICTIONARY.size

DIM_PLACE = 8
"""Offset of the number of dimensions in the file, a 32-bit number."""

SHAPE = struct.Struct("<qq")
"""What stands before a matrix: its rows and its columns."""


class ModelShape(NamedTuple):
    """The sides of a classifier's matrices and where they begin. `input_start` is the offset of the input's shape, 0
    where the input is quantized; `output_start` that of the output's."""

    dim: int
    labels: int
    rows: int
    input_start: int
    output_start: int

    @property
    def is_plain(self) -> bool:
        """Whether the input matrix stands in the file as it is, unquantized."""
        return self.input_start > 0


def check_model(path: str) -> None:
    """Raise where the file `path` cannot be a classifier; a few reads, however large it is.

    Raises:
        InputError: it is missing, no fastText classifier, or truncated.
    """
    with opened(path) as stream:
        model_shape(stream, path)


def model_shape(stream: BinaryIO, shown: str) -> ModelShape:
    """The shape of the classifier in `stream`, which a message calls `shown`.

    Raises:
        InputError: it does not begin as a classifier, or does not end with an output of the shape it announces.
    """
    advice = (
        "Train it with webinstruct recall train (a gate: webinstruct extract train-gate), or fetch it again."
    )
    head = stream.read(_HEAD_BYTES)
    size = stream.seek(0, 2)
    if len(head) < _HEAD_BYTES or _HEADER.unpack_from(head)[0] != _MAGIC:
        raise InputError(f"{shown} is no fastText model. {advice}")
    version, dim, kind, bucket = (_HEADER.unpack_from(head)[place] for place in (1, 2, 9, 10))
    _, words, labels, _, _ = _DICTIONARY.unpack_from(head, _HEADER.size)
    if version > _NEWEST_VERSION or kind != _SUPERVISED or dim < 1 or labels < 1:
        raise InputError(f"{shown} is a fastText model, but no classifier (version {version}). {advice}")
    output_start = size - SHAPE.size - _FLOAT_BYTES * dim * labels
    if output_start < len(head):
        raise InputError(f"{shown} is truncated: {size:,} bytes. {advice}")
    if _shape_at(stream, output_start) != (labels, dim):
        raise InputError(f"{shown} is truncated, or its output is quantized: {size:,} bytes. {advice}")
    rows = words + bucket
    input_start = output_start - 1 - _FLOAT_BYTES * dim * rows - SHAPE.size
    is_plain = input_start > len(head) and _shape_at(stream, input_start) == (rows, dim)
    return ModelShape(dim, labels, rows, input_start if is_plain else 0, output_start)


def _shape_at(stream: BinaryIO, start: int) -> tuple[int, int]:
    stream.seek(start)
    rows, columns = SHAPE.unpack(stream.read(SHAPE.size))
    return rows, columns
