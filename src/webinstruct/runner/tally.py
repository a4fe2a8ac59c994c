"""The books of all finished shards of a stage, summed up.

The manifests are the truth. Where there are many, what blocks of a thousand come to lies beside them (RUN/<stage>/
books.json), under a key made of every manifest's number, inode, size and times: a block of which one manifest was
written, removed or touched since is read anew, and so is one that is so fresh that a clock might not tell.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, cast

from webinstruct.core.errors import InputError, StorageError
from webinstruct.runner.books import Books, total
from webinstruct.runner.bulk import uncollected
from webinstruct.runner.run_dir import RunDir, part_name, parts_in
from webinstruct.storage.files import read_bytes, write_whole
from webinstruct.storage.folders import entries_in
from webinstruct.storage.place import Place, is_local

__all__ = ["Counts", "Tally", "finished_shards", "tally_of"]

_FORMAT = 1
_BLOCK = 1_000
_SETTLED_S = 60.0
"""Seconds after which a manifest counts as old: more than two machines' clocks differ, or a file system rounds."""
_READ_BYTES = 1 << 13
_SLOW_S = 0.0005
"""Seconds per manifest over which the disk, or the network, is waited for and not the processor (10 microseconds)."""
_TRIED = 50
_READERS = 16


class Counts(NamedTuple):
    """Rows of one shard."""

    kept: int
    rejected: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The summed books of a stage, and the rows of each of its finished shards, in order."""

    books: Books = field(default_factory=Books)
    shards: Mapping[int, Counts] = field(default_factory=dict)


def finished_shards(run_dir: RunDir, stage: str) -> set[int]:
    """The shards of a stage whose kept file exists."""
    kept = run_dir.kept(stage, 0)
    return parts_in(kept.parent, kept.suffix)


def tally_of(run_dir: RunDir, stage: str) -> Tally:
    """The books of every finished shard of a stage.

    Raises:
        InputError: a manifest is missing or none; how to have its shard done anew.
    """
    done = sorted(finished_shards(run_dir, stage))
    folder = run_dir.manifest(stage, 0).parent
    with uncollected():
        if len(done) < _BLOCK:
            return _joined(done, [_summed(folder, done)])
        return _with_sums(run_dir.sums(stage), folder, done)


@dataclass(frozen=True, slots=True)
class _Sum:
    """What a block of shards comes to; `rows` are the Counts of its finished shards, in order."""

    books: dict[str, Any]
    rows: Sequence[Sequence[int]]


def _joined(done: Sequence[int], sums: Sequence[_Sum]) -> Tally:
    rows = [Counts._make(row) for one in sums for row in one.rows]
    return Tally(total(one.books for one in sums), dict(zip(done, rows, strict=True)))


def _with_sums(place: Place, folder: Place, done: Sequence[int]) -> Tally:
    """The tally by blocks, those that are as they were when `place` was written from there; it is brought up to date
    where it can be."""
    there, keys = _read_sums(place), _keys(folder, done)
    sums: list[_Sum] = []
    lasting: dict[str, Any] = {}
    for block, shards in _blocks(done):
        key = keys.get(block)
        known = there.get(key) if key else None
        sums.append(known or _summed(folder, shards))
        if key:
            lasting[key] = {"books": sums[-1].books, "rows": sums[-1].rows}
    if lasting.keys() - there.keys():
        with suppress(StorageError):  # it only saves time, and a run may be looked at by who may not write it
            write_whole(str(place), json.dumps({"format": _FORMAT, "blocks": lasting}).encode())
    return _joined(done, sums)


def _blocks(done: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Finished shards by block: the thousand to which their numbers belong."""
    blocks: dict[int, list[int]] = {}
    for shard in done:
        blocks.setdefault(shard // _BLOCK, []).append(shard)
    return iter(blocks.items())


def _read_sums(place: Place) -> dict[str, _Sum]:
    """Known sums by their keys; none where the file is missing or no such file."""
    try:
        plain = json.loads(read_bytes(place))
        if plain["format"] != _FORMAT:
            return {}
        return {key: _Sum(one["books"], one["rows"]) for key, one in plain["blocks"].items()}
    except (InputError, OSError, AttributeError, KeyError, TypeError, ValueError):
        return {}


def _keys(folder: Place, done: Sequence[int]) -> dict[int, str]:
    """By block, the key of its manifests as they are now; none for a block that lacks one or has a fresh one."""
    wanted = {part_name(shard, ".json"): shard // _BLOCK for shard in done}
    settled_ns = time.time_ns() - int(_SETTLED_S * 1e9)
    states: dict[int, list[str]] = {block: [] for block in wanted.values()}
    for name, changed_ns, state in _states(folder):
        block = wanted.get(name)
        if block is not None and changed_ns < settled_ns:
            states[block].append(f"{name} {state}")
    return {
        block: hashlib.blake2b("\n".join(sorted(states[block])).encode(), digest_size=16).hexdigest()
        for block, shards in _blocks(done)
        if len(states[block]) == len(shards)
    }


def _states(folder: Place) -> Iterator[tuple[str, int, str]]:
    """Each file's name, when it was last changed, in nanoseconds, and all that tells it from another one; a store
    knows no inode, but a tag of the content."""
    if not isinstance(folder, Path):
        for found in entries_in(folder):
            yield found.name, int(found.written_s * 1e9), f"{found.tag} {found.size} {found.written_s}"
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            at = entry.stat()
            written, changed = at.st_mtime_ns, at.st_ctime_ns
            yield entry.name, max(written, changed), f"{at.st_ino} {at.st_size} {written} {changed}"


def _summed(folder: Place, shards: Sequence[int]) -> _Sum:
    """What the manifests of `shards` come to."""
    paths = [f"{folder}/{part_name(shard, '.json')}" for shard in shards]
    books, rows = Books(), []
    for path, plain in zip(paths, _parsed(paths, list(_contents(paths))), strict=True):
        try:
            books.add(plain)
            rejected, quarantined = plain["rejected"], plain["quarantined"]
            rows.append((plain["kept"], sum(rejected.values()), sum(quarantined.values())))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _no_manifest(path, error) from error
    return _Sum(books.plain(), rows)


def _parsed(paths: Sequence[str], contents: Sequence[bytes]) -> Sequence[Any]:
    """The manifests as plain values: all at once, which takes half the time, or one by one to tell which is none."""
    with suppress(ValueError):
        plain = json.loads(b"[" + b",".join(contents) + b"]")
        if len(plain) == len(contents):
            return cast(list[Any], plain)
    for path, content in zip(paths, contents, strict=True):
        try:
            json.loads(content)
        except ValueError as error:
            raise _no_manifest(path, error) from error
    return [json.loads(content) for content in contents]


def _contents(paths: Sequence[str]) -> Iterator[bytes]:
    """The bytes of each file, in order; many are asked for at once where each is waited for."""
    began = time.perf_counter()
    for path in paths[:_TRIED]:
        yield _content(path)
    if time.perf_counter() - began < _SLOW_S * _TRIED:
        yield from map(_content, paths[_TRIED:])
        return
    with ThreadPoolExecutor(_READERS) as pool:
        yield from pool.map(_content, paths[_TRIED:])


def _content(path: str) -> bytes:
    """As Path.read_bytes, in a third of the time."""
    if not is_local(path):
        try:
            return read_bytes(path)
        except InputError as error:
            raise _no_manifest(path, error) from error
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            pieces = [os.read(handle, _READ_BYTES)]
            while len(pieces[-1]) == _READ_BYTES:
                pieces.append(os.read(handle, _READ_BYTES))
        finally:
            os.close(handle)
    except OSError as error:
        raise _no_manifest(path, error) from error
    return b"".join(pieces)


def _no_manifest(path: str, error: Exception) -> InputError:
    kept = f"kept/{Path(path).stem}.parquet"
    return InputError(
        f"{path} is no manifest ({type(error).__name__}: {error}). Remove it and {kept} beside its folder, and run "
        "the same command again: the shard is done anew."
    )
