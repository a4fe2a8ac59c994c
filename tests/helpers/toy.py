"""A tiny source and tiny stages, real in every respect, for tests of the runner.

The source's `path` is "SHARDSxROWS": Numbers("3x10") has 3 shards of 10 rows; n counts through all of them.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from webinstruct import (
    Aside,
    Column,
    Note,
    Numbered,
    Quarantined,
    Rejected,
    Row,
    Settings,
    Settled,
    Shard,
    Slice,
    Stage,
    Step,
    Stopped,
    Table,
)
from webinstruct.core.errors import InputError
from webinstruct.core.stage import PROCESS, SHARD, StageContext, StepContext, Verdict

NUMBERS = Table(
    "numbers",
    1,
    "id",
    (
        Column("id", pa.string(), "The number as a word."),
        Column("n", pa.int64(), "The number itself."),
        Column("url", pa.string(), "Where it would be.", default=""),
        Column("total", pa.int64(), "A sum that a step made.", default=0),
    ),
)


class Numbers:
    """Rows 0, 1, 2 ...; every 50th record is no row: it comes as Stopped."""

    writes = NUMBERS

    def __init__(self, settings) -> None:
        self._shards, self._rows = (int(word) for word in str(settings.path).split("x"))

    def shards(self) -> Sequence[Shard]:
        return [
            Shard((Slice(f"numbers-{i}", i * self._rows, (i + 1) * self._rows),)) for i in range(self._shards)
        ]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        part = shard.slices[0]
        for n in range(part.start, part.stop or 0):
            if n % 50 == 49:
                yield Stopped(f"record-{n}", f"n:{n}", Rejected("no_number"))
            else:
                yield {"id": f"number-{n}", "n": n, "url": f"n:{n}"}


class Remembering(Numbers):
    """As Numbers; how many numbers there are is looked up once, when the run is planned, and kept in its folder."""

    def open(self, folder: str) -> None:
        self._size = Path(folder, "size")

    def shards(self) -> Sequence[Shard]:
        self._size.write_text(str(self._rows))
        return super().shards()

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        return (row for row in super().read(shard) if self._size.read_text() == str(self._rows))


class BrokenShard(Numbers):
    """As Numbers, but the second shard cannot be read to its end."""

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        for row in super().read(shard):
            if isinstance(row, dict) and shard.slices[0].path == "numbers-1" and row["n"] % 10 == 5:
                raise InputError("numbers-1 is corrupt. Make it again.")
            yield row


class BrokenEverywhere(Numbers):
    """As Numbers, but no shard can be read."""

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        raise InputError(f"{shard.slices[0].path} is corrupt. Make it again.")


class Even(Stage):
    """Keeps even numbers twice, rejects odd ones, stumbles over every 40th."""

    reads = writes = NUMBERS

    def process(self, row: Row) -> Iterator[Verdict]:
        n = row["n"]
        if n % 40 == 10:
            raise ValueError(f"{n} is one too many")
        if n % 2:
            yield Rejected("odd", f"{n} is odd")
            return
        yield {**row, "id": f"{n}-a"}
        yield {**row, "id": f"{n}-b"}
        yield Note("halves")


HALVES = Table(
    "halves",
    1,
    "id",
    (Column("id", pa.string(), "The number as a word."), Column("half", pa.int64(), "Its half.", default=0)),
)


class EvenAside(Even):
    """As Even; the halves of all numbers stand in a table beside."""

    name = "even"
    leaves = HALVES

    def process(self, row: Row) -> Iterator[Verdict]:
        yield Aside({"id": row["id"], "half": row["n"] // 2})
        yield from super().process(row)


class WrongAside(EvenAside):
    """As EvenAside, but the row that it keeps of 4 does not fit its table."""

    name = "wrong_aside"

    def process(self, row: Row) -> Iterator[Verdict]:
        for verdict in super().process(row):
            yield {**verdict, "n": "four"} if row["n"] == 4 and isinstance(verdict, dict) else verdict


class SlowEven(Even):
    """As Even, three milliseconds a row."""

    name = "even"

    def process(self, row: Row) -> Iterator[Verdict]:
        time.sleep(0.003)
        yield from super().process(row)


class OnFullDisk(Stage):
    """Its worker can write no file beyond 100 bytes; leaves how many rows it saw."""

    reads = writes = NUMBERS
    _seen = 0

    def open(self, context: StageContext) -> None:
        self._opened = Path(context.folder("opened")) / str(os.getpid())
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    def process(self, row: Row) -> Iterator[Verdict]:
        self._opened.write_text(str(self._seen))
        self._seen += 1
        yield row


class Plain:
    """A custom stage in its smallest form: no base class, nothing but what a stage needs."""

    reads = NUMBERS
    writes = NUMBERS

    def process(self, row: Row) -> Iterable[Row]:
        yield row


class Silent(Plain):
    """Says nothing about the number 3."""

    def process(self, row: Row) -> Iterable[Row]:
        if row["n"] != 3:
            yield row


class Wrong(Plain):
    """Yields what does not fit: for 3 a word where a number should be, for 4 no key, for 5 no verdict at all."""

    def process(self, row: Row) -> Iterable[Row]:
        yield {3: {**row, "n": "three"}, 4: {"n": 4}, 5: 5}.get(row["n"], row)  # type: ignore[misc]


class DeadlySettings(Settings):
    number: int = 13
    """The number over which the worker dies."""

    how: str = "kill"
    """kill, or hang in a call that no signal interrupts."""


class Deadly(Stage):
    """Dies, or hangs, over one number."""

    reads = writes = NUMBERS
    settings_type = DeadlySettings

    def process(self, row: Row) -> Iterator[Verdict]:
        if row["n"] == self.settings.number:
            if self.settings.how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if self.settings.how == "hang":
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
            time.sleep(60)
        yield row


class StillBorn(Stage):
    """Its worker dies while it opens."""

    reads = writes = NUMBERS

    def open(self, context: StageContext) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def process(self, row: Row) -> Iterator[Verdict]:
        yield row


class Summed(Stage):
    """Adds the total of all numbers to each; the total is made by two steps."""

    reads = writes = NUMBERS
    _total = 0

    def steps(self) -> Sequence[Step | str]:
        return (_ShardSum(), _Total(), PROCESS, _Listing())

    def open(self, context: StageContext) -> None:
        parts = range(_Total.parts)
        self._total = sum(json.loads(Path(context.artifact("total", part)).read_text()) for part in parts)

    def process(self, row: Row) -> Iterator[Verdict]:
        yield {**row, "total": self._total}


class _ShardSum:
    name = "sums"
    per_shard = True
    suffix = ".json"

    def write(self, part: int, out: str, context: StepContext) -> None:
        Path(out).write_text(str(sum(row["n"] for row in context.rows(part, ["n"]))))


class _Total:
    name = "total"
    per_shard = False
    parts = 2
    suffix = ".json"

    def write(self, part: int, out: str, context: StepContext) -> None:
        shards = range(part, context.shards, self.parts)
        sums = [int(Path(context.artifact("sums", shard)).read_text()) for shard in shards]
        Path(out).write_text(str(sum(sums)))


class _Listing:
    name = "listing"
    per_shard = False
    suffix = ".json"

    def write(self, part: int, out: str, context: StepContext) -> None:
        ids = [row["id"] for shard in range(context.shards) for row in context.kept(shard, ["id"])]
        Path(out).write_text(json.dumps({"ids": ids, "facts": sorted(context.facts()["stages"])}))


class InFlightSettings(Settings):
    in_flight: int = 25
    """Rows that are open at a time."""


class InFlight(Stage):
    """Holds many rows at once, as an engine does, and settles the youngest first."""

    reads = writes = NUMBERS
    settings_type = InFlightSettings

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        flight: list[Numbered] = []
        for numbered in rows:
            flight.append(numbered)
            if len(flight) == self.settings.in_flight:
                shards = len({row[SHARD] for _, row in flight})
                yield self._settled(flight.pop(), shards)
        while flight:
            yield self._settled(flight.pop(), 1)

    def _settled(self, numbered: Numbered, shards: int) -> Settled:
        number, row = numbered
        if row["n"] % 40 == 10:
            return Settled(number, [Quarantined("no_answer", "gave up")])
        return Settled(number, [row, *([Note("shards_mixed")] if shards > 1 else [])])


class Forgetful(InFlight):
    """An engine stage that loses the number 7."""

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        return (settled for settled in super().stream(rows) if not _is_seven(settled))


def _is_seven(settled: Settled) -> bool:
    return any(isinstance(verdict, Mapping) and verdict["n"] == 7 for verdict in settled.verdicts)


class SlowSource(Numbers):
    """As Numbers, with a pause before each row."""

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        for row in super().read(shard):
            time.sleep(2.5)
            yield row


class DeadlyStream(InFlight):
    """An engine that dies over the number 3 while others are in flight."""

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        for settled in super().stream(rows):
            if any(isinstance(verdict, Mapping) and verdict["n"] == 3 for verdict in settled.verdicts):
                os.kill(os.getpid(), signal.SIGKILL)
            yield settled


class CannotOpen(Stage):
    """Lacks something that no worker has; each try leaves a dot."""

    reads = writes = NUMBERS

    def open(self, context: StageContext) -> None:
        run_dir = Path(context.run_dir)  # type: ignore[attr-defined]
        with (run_dir / "opened").open("a") as file:
            file.write(".")
        raise InputError("There is no model here. Fetch one.")

    def process(self, row: Row) -> Iterator[Verdict]:
        yield row


class OpensForEver(CannotOpen):
    """Never becomes ready."""

    def open(self, context: StageContext) -> None:
        time.sleep(600)


class StrangeSettings(Settings):
    what: str = ""
    """What the stage says about the number 3."""


class Strange(Stage):
    """Says strange things about the number 3."""

    reads = writes = NUMBERS
    settings_type = StrangeSettings

    def process(self, row: Row) -> Iterator[Verdict]:
        if row["n"] != 3:
            yield row
        elif self.settings.what == "half a character":
            yield Rejected("strange", "\ud800")
        elif self.settings.what == "a number":
            yield {**row, "n": 2**70}
        else:
            raise ValueError("\udfff")


class Cat(Plain):
    """Starts a program that reads its standard input to the end."""

    def process(self, row: Row) -> Iterable[Row]:
        subprocess.run(["cat"], check=True, capture_output=True)
        yield row


class Orphaning(Stage):
    """Starts a program that lives on and holds what it inherited, then dies over the number 3."""

    reads = writes = NUMBERS

    def open(self, context: StageContext) -> None:
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)

    def process(self, row: Row) -> Iterator[Verdict]:
        if row["n"] == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        yield row


class Moody(Stage):
    """Stumbles over the number 3 unless the run directory holds a file `in-good-mood`."""

    reads = writes = NUMBERS

    def steps(self) -> Sequence[Step | str]:
        return (PROCESS, _Listing())

    def open(self, context: StageContext) -> None:
        self._is_willing = (Path(context.run_dir) / "in-good-mood").exists()  # type: ignore[attr-defined]

    def process(self, row: Row) -> Iterator[Verdict]:
        if row["n"] == 3 and not self._is_willing:
            raise ValueError("not today")
        yield row
