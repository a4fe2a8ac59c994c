"""Where everything of a run lies.

RUN/plan.json
RUN/<stage>/kept/00000.parquet          its existence is the only mark of a finished shard
RUN/<stage>/rejected/00000.parquet      one row per stopped row
RUN/<stage>/quarantined/00000.parquet   only where something was quarantined
RUN/<stage>/manifest/00000.json         the shard's books
RUN/<stage>/books.json                  sums of them where they are many: made anew whenever it is in doubt
RUN/<stage>/<step>/00000.bin            what a step left
RUN/<stage>/<table>/00000.parquet       the table that a stage leaves beside its books, where it has one
RUN/<stage>/fatal/00000.json            rows that killed their worker, to be quarantined
RUN/source/                             what the source looked up, and what its readers tell each other
RUN/settings/<stage>.json               its settings with those that are in no plan, as the latest run gave them
RUN/locks/, RUN/logs/                   who writes what; what workers printed
RUN/report/

In a store, RUN/logs and the folders of stages (`RunContext.folder`) lie on each machine's scratch instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from webinstruct.storage.folders import names_in
from webinstruct.storage.place import Place, writable_place_at
from webinstruct.storage.scratch import shared_scratch

__all__ = ["RunDir", "part_name", "parts_in", "run_dir_at"]


@dataclass(frozen=True, slots=True)
class RunDir:
    """The paths of one run, which lives in a folder or in a store."""

    root: Place

    @property
    def name(self) -> str:
        """What the run is called: its folder's name."""
        return self.root.resolve().name if isinstance(self.root, Path) else self.root.name

    @property
    def plan(self) -> Place:
        """What was planned, once."""
        return self.root / "plan.json"

    @property
    def report(self) -> Place:
        """The report's folder."""
        return self.root / "report"

    def stage(self, stage: str) -> Place:
        """The folder of a stage."""
        return self.root / stage

    def kept(self, stage: str, shard: int) -> Place:
        """The rows that a stage kept from a shard; written last."""
        return self.root / stage / "kept" / part_name(shard, ".parquet")

    def rejected(self, stage: str, shard: int) -> Place:
        """The rows that a stage stopped by judgement."""
        return self.root / stage / "rejected" / part_name(shard, ".parquet")

    def quarantined(self, stage: str, shard: int) -> Place:
        """The rows that were stopped by an error."""
        return self.root / stage / "quarantined" / part_name(shard, ".parquet")

    def manifest(self, stage: str, shard: int) -> Place:
        """The shard's books as JSON."""
        return self.root / stage / "manifest" / part_name(shard, ".json")

    def sums(self, stage: str) -> Place:
        """Sums of a stage's manifests, by block."""
        return self.root / stage / "books.json"

    def aside(self, stage: str, table: str, shard: int) -> Place:
        """The rows of the table that a stage leaves beside its books."""
        return self.root / stage / table / part_name(shard, ".parquet")

    @property
    def source(self) -> Place:
        """The folder of the run's source."""
        return self.root / "source"

    def books_folders(self, stage: str) -> list[Place]:
        """The folders of all that the rows of a stage left."""
        shard = (self.kept, self.rejected, self.quarantined, self.manifest, self.fatal)
        return [place(stage, 0).parent for place in shard]

    def settings(self, stage: str) -> Place:
        """The settings of a stage, where some of them are in no plan."""
        return self.root / "settings" / f"{stage}.json"

    def fatal_folder(self, stage: str) -> Place:
        """The folder of a stage's rows that killed their worker."""
        return self.root / stage / "fatal"

    def fatal(self, stage: str, shard: int) -> Place:
        """The positions of a shard's rows that killed their worker."""
        return self.fatal_folder(stage) / part_name(shard, ".json")

    def artifact(self, stage: str, step: str, part: int, suffix: str) -> Place:
        """What part `part` of a step left."""
        return self.root / stage / step / part_name(part, suffix)

    @property
    def locks(self) -> Place:
        """The folder of all locks."""
        return self.root / "locks"

    def lock(self, stage: str, step: str, part: int) -> Place:
        """The lock of one part of one step."""
        return self.locks / f"{stage}-{step}-{part_name(part, '.lock')}"

    def log(self, stage: str, worker: int | str) -> Path:
        """What a worker printed: on this machine, wherever the run lives."""
        return self.scratch / "logs" / f"{stage}-{worker}.log"

    @property
    def scratch(self) -> Path:
        """The folder of this machine for what its processes tell each other: the run's own, where it is a folder."""
        return self.root if isinstance(self.root, Path) else shared_scratch(str(self.root))


def run_dir_at(path: str) -> RunDir:
    """The run directory at `path`, a folder or a URL.

    Raises:
        ConfigError: it is in a store that cannot hold a run.
    """
    return RunDir(writable_place_at(path))


def part_name(part: int, suffix: str) -> str:
    """The file name of a part.

    >>> part_name(7, ".parquet")
    '00007.parquet'
    """
    return f"{part:05d}{suffix}"


def parts_in(folder: Place, suffix: str) -> set[int]:
    """The parts whose files lie in `folder`, which may be missing: one listing, however many they are."""
    end = -len(suffix)
    names = names_in(folder)
    return {int(name[:end]) for name in names if name.endswith(suffix) and name[:end].isdecimal()}
