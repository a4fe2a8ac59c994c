"""What has happened so far, read from the run directory alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webinstruct.runner.books import Books
from webinstruct.runner.plan import Plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.tally import Tally, tally_of

__all__ = ["StageStatus", "facts", "status"]


@dataclass(frozen=True, slots=True)
class StageStatus:
    """One stage of a run: how many shards it has, and what was done of them."""

    name: str
    shards: int
    tally: Tally

    @property
    def shards_done(self) -> int:
        """How many of its shards are done."""
        return len(self.tally.shards)

    @property
    def books(self) -> Books:
        """The books of these shards."""
        return self.tally.books

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


def status(run_dir: RunDir, plan: Plan) -> list[StageStatus]:
    """Every planned stage, in order."""
    found = []
    for stage in plan.stages:
        tally = tally_of(run_dir, stage.name)
        found.append(StageStatus(stage.name, len(plan.shards), tally))
    return found


def facts(run_dir: RunDir, plan: Plan) -> Mapping[str, Any]:
    """The run so far as plain values: {"plan": ..., "stages": {name: counts with reasons}}."""
    stages = {s.name: {**s.plain(), **s.books.plain(), "shards": s.shards} for s in status(run_dir, plan)}
    return {"plan": plan.plain(), "stages": stages}
