"""The stage `export`: every clean pair gets its number and its split, then the release is written as files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from webinstruct.core.stage import PROCESS, ROW, SHARD, Stage, StageContext, Step, Verdict
from webinstruct.core.table import Row
from webinstruct.export.card_step import Card
from webinstruct.export.numbering import Offsets, Stretch, index_at
from webinstruct.export.release import Copy, Files
from webinstruct.export.settings import ExportSettings
from webinstruct.export.split import split_of
from webinstruct.tables import EXPORTED, REFINED

__all__ = ["Export"]


class Export(Stage):
    """Clean pairs to what people load: numbered rows, files in several schemas, a card."""

    name = "export"
    reads = REFINED
    writes = EXPORTED
    settings_type = ExportSettings
    settings: ExportSettings

    def steps(self) -> Sequence[Step | str]:
        """Count first, so that a row knows its number; then rows, files and card, a copy if wanted."""
        steps: list[Step | str] = [Offsets(), PROCESS, Files(self.settings), Card(self.settings)]
        if self.settings.out:
            steps.append(Copy(self.settings.out))
        return steps

    def open(self, context: StageContext) -> None:
        """Load the numbers that the count left."""
        self._stretches: list[list[Stretch]] = json.loads(Path(context.artifact(Offsets.name)).read_text())

    def process(self, row: Row) -> Iterable[Verdict]:
        """The row with its `index` and `split`."""
        index = index_at(row[ROW], self._stretches[row[SHARD]])
        yield {**row, "index": index, "split": split_of(row["pair_id"], self.settings.held_out_share)}
