"""Reading a source to its end."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from webinstruct.core.source import OpensInRun
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import PAGES

__all__ = ["read_all", "read_file", "reasons_of"]


def read_all(settings: SourceSettings, table: Table = PAGES) -> list[Row | Stopped]:
    """All rows of all shards, in order."""
    source = source_of(settings, table)
    with TemporaryDirectory() as folder:
        if isinstance(source, OpensInRun):
            source.open(folder)
        return [row for shard in source.shards() for row in source.read(shard)]


def read_file(folder: Path, name: str, content: bytes, **settings: Any) -> list[Row | Stopped]:
    """The rows of a file with this name and content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return read_all(SourceSettings(path=str(path), **settings))


def reasons_of(found: list[Row | Stopped]) -> list[str]:
    """ "page" for each row, else the reason why it is none."""
    return [str(row.verdict.reason) if isinstance(row, Stopped) else "page" for row in found]
