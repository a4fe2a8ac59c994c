"""Earlier releases, `dedup.against`: which files they are, how they are cut into pieces, and the pairs in a piece.

A release may have columns `question` and `answer`, or chats (`messages`, `conversations`), of which the first question
and its answer count. Pieces are cut without reading the files: Parquet by row groups, JSON Lines by bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from webinstruct.core.errors import InputError, TableError
from webinstruct.core.source import Slice
from webinstruct.core.stage import ROW, SHARD
from webinstruct.core.table import Row
from webinstruct.sources.charset import clean_text
from webinstruct.sources.jsonl import BadLine, json_rows, lines_before
from webinstruct.sources.kinds import Kind, files_by_kind, kind_of
from webinstruct.sources.table_rows import FoundRow, Wanted, found_rows
from webinstruct.storage.files import FileInfo, opened, sha256_of
from webinstruct.storage.parquet import parquet_file

__all__ = ["check_planned", "earlier_hashes", "earlier_pieces", "earlier_rows"]

_PIECE_ROWS = 200_000
_PIECE_BYTES = 1 << 27
_LINE_BYTES = 1 << 26
_FIRST_LINES = 20  # their keys together are the columns of a JSONL file
_GZIP = b"\x1f\x8b"
_CHATS: Mapping[str, tuple[str, str, Sequence[str], Sequence[str]]] = {
    "messages": ("role", "content", ("user",), ("assistant",)),
    "conversations": ("from", "value", ("human", "user"), ("gpt", "assistant")),
}
"""By column: the keys of who speaks and of what is said, the words for who asks and for who answers."""
_COLUMNS = ("pair_id", "question", "answer", *_CHATS)
_READ = Wanted("earlier releases", _COLUMNS, (), {})


def earlier_hashes(paths: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    """The SHA-256 of each file that `paths` name, once it is sure to be a release that has `fields`.

    Raises:
        InputError: a file is missing, empty or truncated.
        TableError: a file lacks one of `fields` (question, answer).
    """
    found: dict[str, str] = {}
    for kind, file in _files(paths):
        _check(kind, file, fields)
        found[file.path] = sha256_of(file.path)
    return found


def earlier_pieces(paths: Sequence[str]) -> list[Slice]:
    """The pieces of all files, in a fixed order; those of JSON Lines are cut anywhere, the reader finds the lines."""
    pieces: list[Slice] = []
    for kind, file in _files(paths):
        pieces += _parquet_pieces(file) if kind is Kind.PARQUET else _jsonl_pieces(file)
    return pieces


def check_planned(piece: Slice, facts: Mapping[str, Any]) -> None:
    """With the first piece of a file: see that the file is still the one that the run was planned with.

    `facts` are those of a step's context; without a plan in them, there is nothing to differ from.

    Raises:
        InputError: it is another one.
    """
    if piece.start:
        return
    stages = facts.get("plan", {}).get("stages", ())
    planned = {stage["identity"][piece.path] for stage in stages if piece.path in stage["identity"]}
    if planned and sha256_of(piece.path) not in planned:
        raise InputError(
            f"dedup.against: {piece.path} changed since the run was planned. Put the file back and run again, or "
            "start anew with --new-run."
        )


def earlier_rows(piece: Slice) -> Iterator[Row]:
    """The pairs of a piece: pair_id, question and answer (empty where there is none), ROW is the file's row from 1.

    Raises:
        InputError: a line is no JSON object, or a value no text; it names the file and the row.
    """
    kind, before = kind_of(piece.path) or Kind.JSONL, 0
    if kind is Kind.JSONL and (piece.start or piece.stop):
        stop = None if piece.stop is None else _line_from(piece.path, piece.stop)
        piece = Slice(piece.path, _line_from(piece.path, piece.start), stop, piece.size)
        before = lines_before(piece.path, piece.start)
    for found in found_rows(piece, kind, _READ, _LINE_BYTES):
        if isinstance(found, BadLine):
            raise InputError(
                f"dedup.against: {piece.path}, line {found.number} is a bad one ({found.reason}: {found.detail}). "
                "Mend it or take it out."
            )
        yield _pair(found, piece.path, before + found.number)


def _files(paths: Sequence[str]) -> list[tuple[Kind, FileInfo]]:
    files = files_by_kind(paths)
    found = [(kind, file) for kind in (Kind.PARQUET, Kind.JSONL) for file in files.get(kind, ())]
    if not found:
        raise InputError(
            f"dedup.against: {', '.join(paths)} holds no Parquet or JSONL file. Earlier releases are read from these "
            "two kinds."
        )
    return found


def _check(kind: Kind, file: FileInfo, fields: Sequence[str]) -> None:
    names = _parquet_names(file.path) if kind is Kind.PARQUET else _jsonl_names(file.path)
    if names is None:
        raise InputError(f"dedup.against: {file.path} has no rows. Take it out or fetch it again.")
    missing = [name for name in fields if name not in names and not set(names) & set(_CHATS)]
    if missing:
        raise TableError(
            f"dedup.against: {file.path} has no field {missing}, it has {list(names)}. An earlier release has "
            "question and answer, or chats under messages or conversations."
        )


def _parquet_names(path: str) -> list[str] | None:
    with parquet_file(path) as file:
        return list(file.schema_arrow.names) if file.metadata.num_rows else None


def _jsonl_names(path: str) -> list[str] | None:
    lines = list(islice(json_rows(Slice(path), _LINE_BYTES), _FIRST_LINES))
    for line in lines:
        if isinstance(line, BadLine):
            raise InputError(
                f"dedup.against: {path}, line {line.number} is a bad one ({line.reason}: {line.detail}). Mend it or "
                "take it out."
            )
    return list(dict.fromkeys(key for line in lines for key in line[1])) if lines else None


def _parquet_pieces(file: FileInfo) -> list[Slice]:
    with parquet_file(file.path) as found:
        sizes = [found.metadata.row_group(group).num_rows for group in range(found.metadata.num_row_groups)]
    pieces: list[Slice] = []
    start, count = 0, 0
    for group, size in enumerate(sizes):
        count += size
        if count >= _PIECE_ROWS or group == len(sizes) - 1:
            pieces.append(Slice(file.path, start, group + 1, file.size))
            start, count = group + 1, 0
    return pieces


def _jsonl_pieces(file: FileInfo) -> list[Slice]:
    with opened(file.path) as stream:
        is_gzip = stream.read(len(_GZIP)) == _GZIP
    if is_gzip or file.size <= _PIECE_BYTES:
        return [Slice(file.path, size=file.size)]
    starts = range(0, file.size, _PIECE_BYTES)
    stops = [*starts[1:], None]
    return [Slice(file.path, start, stop, file.size) for start, stop in zip(starts, stops, strict=True)]


def _line_from(path: str, place: int) -> int:
    """Where the first line begins at or behind byte `place`."""
    if not place:
        return 0
    with opened(path) as stream:
        stream.seek(place - 1)
        return place - 1 + len(stream.readline())


def _pair(found: FoundRow, path: str, number: int) -> dict[str, Any]:
    columns = {**_of_chat(found.columns), **found.columns}
    pair: dict[str, Any] = {SHARD: -1, ROW: number}
    for name in ("pair_id", "question", "answer"):
        value = columns.get(name, "")
        if not isinstance(value, str):
            raise InputError(
                f"dedup.against: {path}, row {number}: '{name}' is of type {type(value).__name__} "
                f"({str(value)[:40]}), no text. Mend the row or take it out."
            )
        pair[name] = clean_text(value)
    return pair


def _of_chat(columns: Mapping[str, Any]) -> dict[str, str]:
    """The first question and the first answer of a chat, if the row has one.

    >>> _of_chat({"messages": [{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": "2"}]})
    {'question': '1+1?', 'answer': '2'}
    """
    for name, (speaker, said, asking, answering) in _CHATS.items():
        turns = [turn for turn in columns.get(name) or () if isinstance(turn, dict)]
        if turns:
            return {
                "question": _first_said(turns, speaker, said, asking),
                "answer": _first_said(turns, speaker, said, answering),
            }
    return {}


def _first_said(turns: Sequence[Mapping[str, Any]], speaker: str, said: str, by: Sequence[str]) -> str:
    return next((turn.get(said) or "" for turn in turns if turn.get(speaker) in by), "")
