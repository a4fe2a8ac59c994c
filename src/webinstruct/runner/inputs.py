"""What a stage reads: the kept rows of the stage before, or the source's shards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from webinstruct.core.errors import InputError
from webinstruct.core.settings import checked
from webinstruct.core.source import GivesBatches, OpensInRun, Shard, Source
from webinstruct.core.stage import ROW, SHARD, WITHDRAWN, Rejected, Stopped
from webinstruct.core.table import Row, Table
from webinstruct.runner.copies import source_folder
from webinstruct.runner.plan import Plan, settings_now
from webinstruct.runner.run_dir import RunDir
from webinstruct.sources import SourceSettings, source_of
from webinstruct.storage import parquet
from webinstruct.storage.files import is_local, listed
from webinstruct.storage.withdrawn import withdrawn_in

__all__ = ["Inputs", "opened_source"]


class Inputs:
    """The input rows of one stage, shard by shard."""

    def __init__(self, run_dir: RunDir, plan: Plan, stage: str, reads: Table) -> None:
        before = plan.before(stage)
        self._run_dir = run_dir
        self._plan = plan
        self._reads = reads
        self._before = before.name if before else None
        self._source: Source | None = None
        if not before:
            self._source = opened_source(run_dir, plan, reads)

    def read(self, shard: int) -> Iterator[Row | Stopped]:
        """Every row of a shard with its SHARD and ROW, in order; what the source stopped comes as Stopped.

        Raises:
            InputError: a file is missing, corrupt or not the one that was planned.
        """
        for position, found in enumerate(self._raw(shard)):
            yield found if isinstance(found, Stopped) else {**found, SHARD: shard, ROW: position}

    def rows(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """As `read`, without what was stopped; only `columns` (and SHARD, ROW) where the input is Parquet."""
        withdrawn = self._withdrawn(shard) if self._before else {}
        yield from (row for row in self.all_rows(shard, columns) if row[ROW] not in withdrawn)

    def all_rows(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """As `rows`, with those that the stage before has taken back."""
        if self._before:
            file = str(self._run_dir.kept(self._before, shard))
            for position, row in enumerate(parquet.rows(file, columns)):
                yield {**row, SHARD: shard, ROW: position}
            return
        position = 0
        for found in self.pieces(shard):
            for each in _rows_of(found, columns):
                if not isinstance(each, Stopped):
                    yield {**each, SHARD: shard, ROW: position}
                position += 1

    def pieces(self, shard: int) -> Iterator[pa.RecordBatch | Row | Stopped]:
        """As `read`, in batches of rows where the source gives them so, or the stage before left them so and has taken
        none of them back; without SHARD and ROW."""
        if self._before and not self._withdrawn(shard):
            yield from parquet.batches(self._checked_file(shard), most_rows=parquet.MANY_ROWS)
        elif isinstance(self._source, GivesBatches):
            planned = self._plan.shards[shard]
            _check_unchanged(planned)
            yield from self._source.batches(planned)
        else:
            yield from self.read(shard)

    def _withdrawn(self, shard: int) -> Mapping[int, Rejected]:
        """The rows of a shard that the stage before has taken back."""
        assert self._before is not None  # noqa: S101 -- asked where there is one
        return withdrawn_in(str(self._run_dir.artifact(self._before, WITHDRAWN, 0, ".parquet")), shard)

    def _checked_file(self, shard: int) -> str:
        """The file that the stage before left of a shard, once it is sure to have the columns that are read."""
        assert self._before is not None  # noqa: S101 -- asked where there is one
        file = str(self._run_dir.kept(self._before, shard))
        with parquet.parquet_file(file) as opened:
            self._reads.check(opened.schema_arrow.names, file, f"Re-run '{self._before}'.")
        return file

    def _raw(self, shard: int) -> Iterator[Row | Stopped]:
        if self._before:
            file = self._checked_file(shard)
            withdrawn = self._withdrawn(shard)
            for position, row in enumerate(parquet.rows(file)):
                taken_back = withdrawn.get(position)
                yield (
                    Stopped(str(row[self._reads.key]), str(row.get("url") or ""), taken_back)
                    if taken_back
                    else row
                )
            return
        assert self._source is not None  # noqa: S101 -- set where there is no stage before
        planned = self._plan.shards[shard]
        _check_unchanged(planned)
        yield from self._source.read(planned)


def _rows_of(found: pa.RecordBatch | Row | Stopped, columns: Sequence[str] | None) -> Sequence[Row | Stopped]:
    if not isinstance(found, pa.RecordBatch):
        return [found]
    rows: list[Row] = (found if columns is None else found.select(list(columns))).to_pylist()
    return rows


def opened_source(run_dir: RunDir, plan: Plan, reads: Table) -> Source:
    """The source of a planned run, with the settings of the latest one, opened in the run's folder."""
    settings = checked(SourceSettings, settings_now(run_dir, "source", plan.source), "source")
    source = source_of(settings, reads)
    if isinstance(source, OpensInRun):
        source.open(source_folder(run_dir))
    return source


def _check_unchanged(shard: Shard) -> None:
    for part in shard.slices:
        if not is_local(part.path) or not part.size:
            continue
        size: Any = listed(part.path)[0].size
        if size != part.size:
            raise InputError(
                f"{part.path} has {size} bytes, but had {part.size} when the run was planned. "
                "Put the old file back, or start anew with --new-run."
            )
