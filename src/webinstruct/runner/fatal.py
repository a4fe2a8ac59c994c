"""Rows that killed their worker: named by whoever watches workers, quarantined by the next worker."""

from __future__ import annotations

import json

from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import write_whole
from webinstruct.storage.folders import content_at

__all__ = ["fatal_rows", "named_fatal"]


def fatal_rows(run_dir: RunDir, stage: str, shard: int) -> dict[int, str]:
    """The positions of such rows in a shard, and how each killed its worker."""
    content = content_at(run_dir.fatal(stage, shard))
    return {int(row): how for row, how in json.loads(content).items()} if content else {}


def named_fatal(run_dir: RunDir, stage: str, shard: int, row: int, how: str) -> None:
    """Name one more row of a shard."""
    rows = {**fatal_rows(run_dir, stage, shard), row: how}
    write_whole(run_dir.fatal(stage, shard), json.dumps(rows).encode())
