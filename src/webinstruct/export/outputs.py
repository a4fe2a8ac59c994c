"""The files of a release: Parquet in parts, JSONL in one file; the same rows give the same bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, cast

import pyarrow as pa

from webinstruct.export.shapes import Shape
from webinstruct.storage.files import whole_file
from webinstruct.storage.parquet import ParquetRows
from webinstruct.storage.place import Place

__all__ = ["JsonLines", "Output", "ParquetParts", "json_line"]

_BATCH_ROWS = 256
_GZIP_LEVEL = 6
_LINE_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Characters that JSON leaves bare, but at which many readers end a line."""


class Output(Protocol):
    """Rows in, whole files out. Leaving its block by an error leaves no file that looks whole."""

    @property
    def rows(self) -> Mapping[Place, int]:
        """The files so far and their rows."""

    def __enter__(self) -> Output:
        """Begin with an empty first file, so that a split without rows can be loaded, too."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        """Finish the last file, or give it up."""

    def add(self, row: Mapping[str, Any]) -> None:
        """Write an exported row in this output's shape."""


class ParquetParts:
    """`<folder>/<split>-00000.parquet` and so on, `rows_per_file` rows each."""

    def __init__(self, folder: Place, split: str, shape: Shape, rows_per_file: int) -> None:
        self.rows: dict[Place, int] = {}
        self._folder = folder
        self._split = split
        self._shape = shape
        self._rows_per_file = rows_per_file
        self._waiting: list[dict[str, Any]] = []

    def __enter__(self) -> ParquetParts:
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if error is None:
            self._write()
        return self._stack.__exit__(kind, error, trace)

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a row; a full part is closed before it."""
        if self.rows[self._path] == self._rows_per_file:
            self._write()
            self._stack.close()
            self._begin()
        self._waiting.append(self._shape.shaped(row))
        self.rows[self._path] += 1
        if len(self._waiting) == _BATCH_ROWS:
            self._write()

    def _begin(self) -> None:
        self._path = self._folder / f"{self._split}-{len(self.rows):05d}.parquet"
        self.rows[self._path] = 0
        self._stack = ExitStack()
        temporary = self._stack.enter_context(whole_file(self._path))
        self._part = self._stack.enter_context(ParquetRows(temporary, self._shape.schema))

    def _write(self) -> None:
        if self._waiting:
            self._part.add(pa.RecordBatch.from_pylist(self._waiting, schema=self._shape.schema))
        self._waiting = []


class JsonLines:
    """`<folder>/<split>.jsonl`, or `.jsonl.gz`, whose header names neither a file nor a time."""

    def __init__(self, folder: Place, split: str, shape: Shape, compressed: bool) -> None:
        self._path = folder / f"{split}.jsonl{'.gz' if compressed else ''}"
        self._shape = shape
        self._compressed = compressed
        self.rows: dict[Place, int] = {self._path: 0}

    def __enter__(self) -> JsonLines:
        self._stack = ExitStack()
        temporary = self._stack.enter_context(whole_file(self._path))
        raw = self._stack.enter_context(Path(temporary).open("wb"))
        self._file: IO[bytes] = raw
        if self._compressed:
            packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=raw, mtime=0)
            self._file = cast(IO[bytes], self._stack.enter_context(packed))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._stack.__exit__(kind, error, trace)

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a row as one line."""
        self._file.write(json_line(self._shape.shaped(row)))
        self.rows[self._path] += 1


def json_line(row: Mapping[str, Any]) -> bytes:
    r"""`row` as one line of JSON in UTF-8, one line also for readers that break at U+2028.

    >>> json_line({"a": "é\u2028\n"}).decode()
    '{"a": "é\\u2028\\n"}\n'
    """
    return json.dumps(row, ensure_ascii=False).translate(_LINE_BREAKS).encode() + b"\n"
