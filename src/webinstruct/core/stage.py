"""What a stage is: one table in, another out, and a verdict on every row.

A row stage judges one row at a time: `process(row)` yields the rows it keeps, or one `Rejected` or
`Quarantined`. A stream stage (one with an engine, say) takes numbered rows lazily, from many shards, and settles
them in any order. Either may have steps: work done beside `process`, each leaving one file per part.

Verdicts are values: whoever runs the stage does the book-keeping, and a row without a verdict is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

from webinstruct.core.settings import Settings
from webinstruct.core.table import Row, Table

__all__ = [
    "PROCESS",
    "ROW",
    "SHARD",
    "WITHDRAWN",
    "Aside",
    "Note",
    "Numbered",
    "Pages",
    "PartedStep",
    "Quarantined",
    "Rejected",
    "RowStage",
    "Settled",
    "Stage",
    "StageContext",
    "Step",
    "StepContext",
    "Stopped",
    "StreamStage",
    "TellingStage",
    "Verdict",
    "name_of",
    "parts_of",
]

PROCESS = "process"
"""The place of the rows among a stage's steps."""

WITHDRAWN = "withdrawn"
"""A step of this name behind PROCESS lists kept rows that the stage takes back (see `webinstruct.storage.withdrawn`):
the next stage is not given them, and its books have them as rejected."""

SHARD, ROW = "__shard__", "__row__"
"""Two keys in every row that a stage is given: its shard's number and its position there, from 0."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Stopped by judgement. `reason` is a word of `Reject` or of the stage's own; `detail` the particulars."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Stopped by an error; the row can be tried again. `reason` is the kind of error."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Counted in the manifest under `word`, changes no book: "pairs_not_grounded", "fallbacks"."""

    word: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Aside:
    """A row for the table that the stage leaves beside its books (`Stage.leaves`); changes no book. What is said beside
    a quarantined row is left out: the row will be tried again."""

    row: Row


Verdict = Row | Rejected | Quarantined | Note | Aside


class Stopped(NamedTuple):
    """A row that never reached a stage, because its source already stopped it."""

    row_id: str
    url: str
    verdict: Rejected | Quarantined


class Numbered(NamedTuple):
    """A row with the number under which its verdicts are to be settled."""

    number: int
    row: Row


class Settled(NamedTuple):
    """All verdicts on the row with this number."""

    number: int
    verdicts: Sequence[Verdict]


class Pages(Protocol):
    """The pages that a stage's rows came from."""

    def text(self, shard: int, page_id: str) -> str:
        """The text of a page of `shard`; cheap where pages are asked for in the order of the rows."""


class StageContext(Protocol):
    """What a stage may ask of its run when it opens."""

    def artifact(self, step: str, part: int = 0) -> str:
        """The path of the file that part `part` of this stage's step `step` left."""

    def folder(self, name: str) -> str:
        """A folder of this stage in the run directory for what its workers tell each other; it is there."""

    def pages(self) -> Pages:
        """The pages behind this stage's rows. Raises InputError where the run began with pairs and has none."""


class StepContext(StageContext, Protocol):
    """What a step may ask of its run while it works on one part."""

    @property
    def shards(self) -> int:
        """How many shards the stage has."""

    @property
    def run_dir(self) -> str:
        """The run's directory."""

    def rows(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows that `process` will read (or has read) from a shard; those its source stopped are left out."""

    def kept(self, shard: int, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows that `process` kept from a shard; for steps that come after it."""

    def facts(self) -> Mapping[str, Any]:
        """The run so far: {"stages": {name: counts}, "plan": the plan as plain values}."""


class Step(Protocol):
    """Work beside `process`, done once per shard or once for all of them; see PartedStep for other numbers of parts.

    `write` writes the file `out` (a temporary name; the caller makes it whole and final). Being killed and called
    again must lead to the same bytes. A step begins when all parts of the one before are there.
    """

    name: str
    per_shard: bool
    suffix: str

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Do part `part` (a shard's number, or one of the parts from 0) and leave its result in the file `out`."""


@runtime_checkable
class PartedStep(Protocol):
    """A step over all shards (not `per_shard`) that is cut otherwise: by band, by range of keys."""

    parts: int
    """How many parts it has; each leaves one file, and workers share them."""


def name_of(step: Step | str) -> str:
    """What a step is called; the place of the rows is its own name."""
    return step if isinstance(step, str) else step.name


def parts_of(step: Step | str, shards: int) -> int:
    """How many parts `step`, or the rows, have in a stage of so many shards."""
    if isinstance(step, str) or step.per_shard:
        return shards
    return step.parts if isinstance(step, PartedStep) else 1


class Stage:
    """What every stage has; a class of one's own needs only `reads`, `writes` and `process` (or `stream`).

    Settings are checked against `settings_type` and handed to the constructor. `open` is called once in each worker
    before the first row: heavy things (a model, an index, an engine) are loaded there, never in the constructor.
    """

    name: str = ""
    reads: Table
    writes: Table
    settings_type: ClassVar[type[Settings]] = Settings
    rejects_listed: int | None = None
    """At most so many rejected rows per reason and shard are listed, the others only counted; None lists all."""
    leaves: Table | None = None
    """A second table, one file per shard under RUN/<stage>/<its name>/; its rows are the stage's `Aside`s, in order."""

    row_timeout_s: float = 30.0
    """Seconds of work that one row may take; set by whoever runs the stage. A stream keeps to it by itself."""
    gpus: int = 0
    """GPUs that one worker of this stage needs; 0 where it needs none, or takes what it finds."""

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    @classmethod
    def kind_for(cls, settings: Any) -> type[Stage]:
        """The class that does what `settings` ask for; a stage that can work in two ways says here which."""
        return cls

    def identity(self) -> Mapping[str, str]:
        """All that can change the output beside the settings: hashes of prompts, models, benchmark files."""
        return {}

    def steps(self) -> Sequence[Step | str]:
        """What is done in which order; the word PROCESS stands for the rows themselves."""
        return (PROCESS,)

    def open(self, context: StageContext) -> None:
        """Load what the rows need."""


@runtime_checkable
class RowStage(Protocol):
    """A stage that judges one row at a time."""

    def process(self, row: Row) -> Iterable[Verdict]:
        """The verdict on `row`: rows to keep, or one Rejected or Quarantined; Notes and Asides beside either."""


@runtime_checkable
class TellingStage(Protocol):
    """A stage that changes no row and whose steps found out already who goes. It tells that of a shard at once; rows
    of which it says nothing stay as they are."""

    def told(self, shard: int) -> Mapping[int, Sequence[Verdict]]:
        """What is said of the rows of `shard` that go, by their ROW: a Rejected, and Notes and Asides beside it."""


@runtime_checkable
class StreamStage(Protocol):
    """A stage that takes rows lazily and settles them as they finish, in any order."""

    row_timeout_s: float

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        """Settle every row of `rows` exactly once. May be called again after it ended; engines stay open."""
