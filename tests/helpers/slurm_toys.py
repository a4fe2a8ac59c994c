"""A toy stage that a test can stop in the middle, and let go on when it has done what it wanted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from tests.helpers.toy import Even
from webinstruct import Row, Settings
from webinstruct.core.stage import Verdict

SLICE = 8
"""Shards from one that is free to the next one that is: as many as one of four elements begins with, of 32."""


class GatedSettings(Settings):
    gate: str = ""
    """A file that says how many shards of each eight may be done; all, where it is not there."""


class Gated(Even):
    """As Even; stops at the first row of a shard that is not free yet. What it keeps does not depend on that."""

    name = "even"
    settings_type = GatedSettings

    def process(self, row: Row) -> Iterator[Verdict]:
        while row["n"] // 10 % SLICE >= _free(Path(self.settings.gate)):
            time.sleep(0.05)
        yield from super().process(row)


def _free(gate: Path) -> int:
    try:
        return int(gate.read_text() or SLICE)
    except OSError:
        return SLICE
