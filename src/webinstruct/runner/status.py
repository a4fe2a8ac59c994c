"""What has happened so far, read from the run directory alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from webinstruct.core.errors import InputError
from webinstruct.runner.books import Books, books_from, total
from webinstruct.runner.plan import Plan
from webinstruct.runner.run_dir import RunDir

__all__ = ["StageStatus", "facts", "finished_shards", "shard_books", "status"]


@dataclass(frozen=True, slots=True)
class StageStatus:
    """One stage of a run: how many of its shards are done, and their books."""

    name: str
    shards: int
    shards_done: int
    books: Books

    def plain(self) -> dict[str, int]:
        """The counts that `webinstruct status --json` gives."""
        return {
            "read": self.books.read,
            "kept": self.books.kept,
            "sources": self.books.sources,
            "rejected": self.books.rejected.total(),
            "quarantined": self.books.quarantined.total(),
            "shards": self.shards,
            "shards_done": self.shards_done,
        }


def finished_shards(run_dir: RunDir, stage: str) -> set[int]:
    """The shards of a stage whose kept file exists."""
    folder = run_dir.stage(stage) / "kept"
    return (
        {int(file.stem) for file in folder.glob("*.parquet") if file.stem.isdigit()}
        if folder.is_dir()
        else set()
    )


def shard_books(run_dir: RunDir, stage: str) -> list[Books]:
    """The books of every finished shard of a stage, in order."""
    return [_books_at(run_dir.manifest(stage, shard)) for shard in sorted(finished_shards(run_dir, stage))]


def _books_at(path: Path) -> Books:
    try:
        return books_from(json.loads(path.read_bytes()))
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        kept = f"kept/{path.stem}.parquet"
        raise InputError(
            f"{path} is no manifest ({type(error).__name__}: {error}). Remove it and {kept} beside its folder, and run "
            "the same command again: the shard is done anew."
        ) from error


def status(run_dir: RunDir, plan: Plan) -> list[StageStatus]:
    """Every planned stage, in order."""
    found = []
    for stage in plan.stages:
        books = shard_books(run_dir, stage.name)
        found.append(StageStatus(stage.name, len(plan.shards), len(books), total(books)))
    return found


def facts(run_dir: RunDir, plan: Plan) -> Mapping[str, Any]:
    """The run so far as plain values: {"plan": ..., "stages": {name: counts with reasons}}."""
    stages = {s.name: {**s.plain(), **s.books.plain(), "shards": s.shards} for s in status(run_dir, plan)}
    return {"plan": asdict(plan), "stages": stages}
