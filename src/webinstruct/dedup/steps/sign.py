"""Sign: what is compared of each row, of this run's and of earlier releases'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from webinstruct.core.source import Slice
from webinstruct.core.stage import SHARD, StepContext
from webinstruct.dedup.earlier import check_planned, earlier_rows
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.signed import Signed, files_of
from webinstruct.dedup.signing import write_signed
from webinstruct.dedup.survivor import MERIT_COLUMNS

__all__ = ["Sign", "SignEarlier", "signed_rows"]

_OUTSIDE = 1 << 22
"""Added to the number of an earlier release's piece to tell its rows from those of this run's shards."""


@dataclass
class Sign:
    """Per shard: what is compared of each row, and how good the row is."""

    settings: DedupSettings
    name: str = "sign"
    per_shard: bool = True
    suffix: str = ".arrow"

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Sign the rows of shard `part`."""
        write_signed(context.rows(part, MERIT_COLUMNS), out, self.settings)


@dataclass
class SignEarlier:
    """Per piece of the earlier releases: the same of their pairs."""

    settings: DedupSettings
    pieces: Sequence[Slice]
    name: str = "sign_earlier"
    per_shard: bool = False
    suffix: str = ".arrow"
    parts: int = field(init=False)

    def __post_init__(self) -> None:
        self.parts = len(self.pieces)

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Sign the pairs of piece `part`."""
        check_planned(self.pieces[part], context.facts())
        rows = ({**row, SHARD: _OUTSIDE + part} for row in earlier_rows(self.pieces[part]))
        write_signed(rows, out, self.settings)


def signed_rows(context: StepContext, earlier: int) -> Signed:
    """All signed rows: those of `earlier` pieces of earlier releases, then those of the shards."""
    return Signed(files_of("sign", context, earlier))
