"""Answers in a file that several processes read and write at the same time: SQLite with a write-ahead log.

An answer is there once `put` has returned, also where the process is killed then. The log lies beside the file and
needs shared memory, so the file has to be on a disk of this machine.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from webinstruct.core.errors import InputError, StorageError
from webinstruct.engines.protocol import Answer, Request
from webinstruct.storage.files import is_local, resolved

__all__ = ["AnswerStore", "is_store"]

_MAGIC = b"SQLite format 3\0"
_BUSY_S = 60.0
"""Longest wait for another process to finish writing; one answer takes it about 50 microseconds."""
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  finish TEXT NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_by_request ON answers (request);
CREATE INDEX IF NOT EXISTS answers_by_name ON answers (name);
"""
_FOUND = "SELECT text, finish, prompt_tokens, output_tokens FROM answers WHERE "


class AnswerStore:
    """The answers in the file `path`; made if it is not there, unless it is only to be read."""

    def __init__(self, path: str, *, is_read_only: bool = False) -> None:
        if not is_local(path):
            raise InputError(f"{path}: a response cache has to be on a disk of this machine. Copy it there.")
        self.path = resolved(path)
        self._turn = threading.Lock()
        with self._told():
            self._file = _connected(self.path, is_read_only)
            self.close = weakref.finalize(self, self._file.close)
            if not is_read_only:
                _make_table(self._file)
            self._file.execute(_FOUND + "key = ''")

    def digest(self) -> str:
        """The SHA-256 of all answers, whatever the pages of the file look like."""
        state = hashlib.sha256()
        with self._told():
            for row in self._file.execute(
                "SELECT key, request, name, text, finish FROM answers ORDER BY key"
            ):
                state.update(json.dumps(row).encode())
        return state.hexdigest()

    def by_key(self, key: str, request: Request) -> Answer | None:
        """The answer that was put under `key`, as one to `request`."""
        return self._found("key = ?", key, request)

    def by_request(self, request_key: str, request: Request) -> Answer | None:
        """An answer that any engine gave to the request with this key."""
        return self._found("request = ? ORDER BY rowid LIMIT 1", request_key, request)

    def by_name(self, request: Request) -> Answer | None:
        """An answer that any engine gave to a request of this name."""
        return self._found("name = ? ORDER BY rowid LIMIT 1", request.name, request)

    def put(self, key: str, request_key: str, request: Request, answer: Answer) -> None:
        """Keep `answer`; where another process was faster, its answer stays."""
        told = (answer.text, answer.finish, answer.prompt_tokens, answer.output_tokens)
        values = tuple(_storable(value) for value in (key, request_key, request.name, *told))
        with self._told():
            self._file.execute("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def _found(self, where: str, word: str, request: Request) -> Answer | None:
        with self._told():
            row = self._file.execute(_FOUND + where, (_storable(word),)).fetchone()
        if row is None:
            return None
        text, finish, prompt_tokens, output_tokens = row
        return Answer(request.id, text, finish, prompt_tokens, output_tokens, is_replayed=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """One thread at a time, and errors in our words."""
        try:
            with self._turn:
                yield
        except sqlite3.OperationalError as error:
            raise StorageError(
                f"The response cache {self.path} cannot be used: {error}. It needs a folder on a local disk "
                "that may be written and has room."
            ) from error
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"{self.path} is no response cache ({error}). Name another file, or remove it."
            ) from error


def is_store(path: str) -> bool:
    """Whether the file `path` is such a file, by its first bytes."""
    with Path(path).open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _connected(path: str, is_read_only: bool) -> sqlite3.Connection:
    place = Path(path).absolute()
    mode = "rwc"
    if is_read_only:  # without a log nobody has it open, and no file needs to be made beside it
        mode = "ro" if place.with_name(place.name + "-wal").exists() else "ro&immutable=1"
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(
        f"file:{quote(str(place))}?mode={mode}",
        uri=True,
        timeout=_BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )


def _make_table(file: sqlite3.Connection) -> None:
    """Make the file ready; several processes may do so at once, and SQLite does not wait where the log is begun."""
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = NORMAL")
            file.executescript(_TABLE)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _storable(value: Any) -> Any:
    """Lone surrogates are no UTF-8, and SQLite takes nothing else."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
