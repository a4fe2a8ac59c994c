"""What is asked of an object store: each function is a request or two, tried again while the store stumbles.

An answer may be lost after the store did what it was asked. Most requests may then simply be made again. One that asks
that nothing be there yet finds its own file in the way: so each put signs the file, and looks at the signature.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

from webinstruct.storage.place import file_system, scheme_of
from webinstruct.storage.store_faults import asked, faults, has_lost_upload, in_conflict, was_there

__all__ = [
    "Entry",
    "content_of",
    "entries_of",
    "entry_of",
    "forget",
    "forget_uploads",
    "put",
    "put_file",
    "tree_of",
]

_PIECE_BYTES = 8 << 20
"""Memory of an upload: two pieces at a time, or one file of up to two pieces."""
_SIGNATURE = "writer"
_ROUNDS = 4
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "created")


class Entry(NamedTuple):
    """A file in a store, or a name that others begin with (`is_folder`): size in bytes, the time at which it was
    written in seconds by the store's clock, and a tag that changes with its content."""

    name: str
    size: int
    written_s: float
    tag: str
    is_folder: bool = False


def content_of(path: str) -> bytes | None:
    """The whole content of a file, or None where there is none: one request, whatever its size."""
    store, inner = file_system(path)
    with asked(path):
        try:
            return bytes(store.cat_file(inner, **({"max_concurrency": 1} if _signs(path) else {})))
        except FileNotFoundError:
            return None


def entry_of(path: str) -> Entry | None:
    """The file at `path`, or None."""
    store, inner = file_system(path)
    with asked(path):
        try:
            found = _head(store, inner) if _signs(path) else store.info(inner)
        except FileNotFoundError:
            return None
    return None if found["type"] == "directory" else _entry(found)


def entries_of(path: str) -> list[Entry]:
    """What lies directly in the folder `path`; nothing where it does not exist: one listing."""
    store, inner = file_system(path)
    with asked(path):
        try:
            found = store.ls(inner, detail=True)
        except FileNotFoundError:
            return []
    return [_entry(each) for each in found if each["name"].rstrip("/") != inner]


def tree_of(path: str) -> list[Entry]:
    """All files below the folder `path`, named from there: one listing, however deep."""
    store, inner = file_system(path)
    with asked(path):
        try:
            found = store.find(inner, detail=True)
        except FileNotFoundError:
            return []
    return [
        _entry(each)._replace(name=name[len(inner) :].lstrip("/"))
        for name, each in sorted(found.items())
        if name != inner
    ]


def put(content: bytes, path: str, only_new: bool = False) -> bool:
    """Write `content` to `path`; with `only_new`, unless a file is there. Whether it is ours that is there now."""
    store, inner = file_system(path)

    def send(how: Mapping[str, Any]) -> None:
        store.pipe_file(inner, content, **how)

    return _sent(path, send, only_new, lambda: content)


def put_file(local: str, path: str, only_new: bool = False) -> bool:
    """As `put`, with the content of the file `local`; memory is bounded, however large it is."""
    store, inner = file_system(path)

    def send(how: Mapping[str, Any]) -> None:
        store.put_file(local, inner, **{"chunksize": _PIECE_BYTES, **how} if _signs(path) else how)

    return _sent(path, send, only_new, Path(local).read_bytes)


def forget(paths: Sequence[str]) -> None:
    """Remove files; those that are not there are no fault."""
    if not paths:
        return
    store, first = file_system(paths[0])
    with asked(paths[0]), suppress(FileNotFoundError):
        if len(paths) == 1:
            store.rm_file(first)
        else:
            store.rm([file_system(path)[1] for path in paths])


def forget_uploads(path: str) -> int:
    """Give up uploads below `path` that were begun and not ended, and return how many there were: nobody sees them,
    and they are paid for. A store that cannot list them has none."""
    if not _signs(path):
        return 0
    store, inner = file_system(path)
    bucket, _, prefix = inner.partition("/")
    count, place = 0, {"Bucket": bucket, "Prefix": f"{prefix}/"}
    with asked(path), suppress(FileNotFoundError):
        while place:
            found = store.call_s3("list_multipart_uploads", **place)
            for upload in found.get("Uploads", []):
                if str(upload["Key"]).startswith(f"{prefix}/"):
                    named = {"Bucket": bucket, "Key": upload["Key"], "UploadId": upload["UploadId"]}
                    with suppress(FileNotFoundError):  # it has ended since
                        store.call_s3("abort_multipart_upload", **named)
                    count += 1
            place = _following(place, found)
    return count


def _following(place: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, str]:
    """What is asked for behind a listing of uploads; nothing where it was the last.

    >>> _following({"Bucket": "b"}, {"IsTruncated": True, "NextKeyMarker": "k", "NextUploadIdMarker": "u"})
    {'Bucket': 'b', 'KeyMarker': 'k', 'UploadIdMarker': 'u'}
    >>> _following({"Bucket": "b"}, {"IsTruncated": False})
    {}
    """
    if not found.get("IsTruncated"):
        return {}
    return {**place, "KeyMarker": found["NextKeyMarker"], "UploadIdMarker": found["NextUploadIdMarker"]}


def _head(store: Any, inner: str) -> Mapping[str, Any]:
    """As `info`, which looks in vain for a folder where there is no file: one request instead of two."""
    bucket, _, key = inner.partition("/")
    found = store.call_s3("head_object", Bucket=bucket, Key=key)
    return {**found, "name": inner, "size": found["ContentLength"], "type": "file"}


def _sent(
    path: str, send: Callable[[Mapping[str, Any]], None], only_new: bool, content: Callable[[], bytes]
) -> bool:
    signature = secrets.token_hex(8)
    how: dict[str, Any] = {"mode": "create"} if only_new else {}
    if _signs(path):
        how["Metadata"] = {_SIGNATURE: signature}
    with asked(path):
        for left in reversed(range(_ROUNDS)):
            try:
                send(how)
            except faults() as error:
                if (only_new or has_lost_upload(error)) and _is_signed(path, signature, content):
                    return True
                if only_new and was_there(error):
                    return False
                if not left or not (has_lost_upload(error) or in_conflict(error)):
                    raise
            else:
                return True
    return False


def _signs(path: str) -> bool:
    return scheme_of(path) in ("s3", "s3a")


def _is_signed(path: str, signature: str, content: Callable[[], bytes]) -> bool:
    """Whether the file at `path` is the one that was just sent, its answer lost."""
    store, inner = file_system(path)
    try:
        if _signs(path):
            return cast(Mapping[str, str], store.metadata(inner)).get(_SIGNATURE) == signature
        return bool(store.cat_file(inner) == content())
    except FileNotFoundError:
        return False


def _entry(found: Mapping[str, Any]) -> Entry:
    written: Any = next((found[word] for word in _TIMES if found.get(word)), 0.0)
    return Entry(
        name=str(found["name"]).rstrip("/").rsplit("/", 1)[-1],
        size=int(found.get("size") or 0),
        written_s=written.timestamp() if isinstance(written, datetime) else _seconds(written),
        tag=str(found.get("ETag") or found.get("etag") or ""),
        is_folder=found["type"] == "directory",
    )


def _seconds(written: Any) -> float:
    if isinstance(written, str):
        return datetime.fromisoformat(written.replace("Z", "+00:00")).timestamp()
    return float(written)
