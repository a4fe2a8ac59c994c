"""A worker that lost its lock and does not know yet harms nothing of the one that has it now."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import webinstruct
from tests.helpers.runs import toy_config
from tests.helpers.toy import NUMBERS
from webinstruct.core.errors import LockLost
from webinstruct.core.stage import Stage
from webinstruct.runner.ledger import Ledger
from webinstruct.runner.parts import Part
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.stages import stage_of
from webinstruct.runner.sweep import swept_part
from webinstruct.storage.leases import LEASE, taken_lease
from webinstruct.storage.locks import Lock, shared_folder
from webinstruct.storage.renewal import awake_s, let_go

_LEASE_S = 1_000.0
_ROWS = 60_000
"""More than one row group: it is written while the ledger is open."""


class Sleeper:
    """Holders of one lease, of which each sleeps while the next one takes it over."""

    def __init__(self, run_dir: RunDir, stage: Stage) -> None:
        self.run_dir = run_dir
        self.stage = stage
        self._lock = run_dir.lock(stage.name, "process", 0)
        self._ahead_s = 0.0

    def ledger(self) -> Ledger:
        lease = taken_lease(self._lock, _LEASE_S, lambda: awake_s() + self._ahead_s)
        assert lease is not None
        let_go(lease)  # asleep: nobody renews it
        lock = Lock(None, -1, lease)
        if lease.was_left:
            swept_part(self.run_dir, self.stage, Part("process", 0))
        return Ledger(self.run_dir, self.stage, 0, lock)

    def oversleep(self) -> None:
        self._ahead_s += _LEASE_S + 1
        for file in Path(f"{self._lock}{LEASE}").iterdir():
            at = file.stat().st_mtime - _LEASE_S - 1
            os.utime(file, (at, at))


def _rows(word: str) -> pa.RecordBatch:
    rows = [{"id": f"{word}-{n}", "n": n, "url": "", "total": 0} for n in range(_ROWS)]
    return pa.RecordBatch.from_pylist(rows, NUMBERS.schema)


def test_a_shard_that_was_taken_over_is_whole_whatever_its_former_holder_does(tmp_path: Path) -> None:
    run_dir = RunDir(tmp_path)
    holders = Sleeper(run_dir, stage_of("tests.helpers.toy:Plain", "plain", {}))
    late = holders.ledger()
    late.tell(_rows("late"), [])
    holders.oversleep()
    now = holders.ledger()
    now.tell(_rows("now"), [])
    late.tell(_rows("late"), [])
    late.end_of_input(2 * _ROWS)
    with pytest.raises(LockLost):
        late.finish()
    late.abandon()
    now.end_of_input(_ROWS)
    now.finish()
    kept = pq.read_table(run_dir.kept("plain", 0)).column("id").to_pylist()
    assert (len(kept), kept[0], kept[-1]) == (_ROWS, "now-0", f"now-{_ROWS - 1}")
    assert list(tmp_path.rglob(".*")) == []


@pytest.mark.parametrize("left", ["kept/.00001.parquet.1f.tmp", "manifest/.00001.json.4711.tmp"])
def test_who_takes_over_from_a_killed_worker_removes_what_it_was_writing(left: str, tmp_path: Path) -> None:
    half = tmp_path / "plain" / left
    others = half.with_name(half.name.replace("00001", "00002"))
    for file in (half, others, tmp_path / "locks" / "plain-process-00001.lock"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    with shared_folder(tmp_path):  # somebody else is there: what is left everywhere is not looked for
        webinstruct.run(toy_config("Plain"), run_dir=str(tmp_path))
    assert (half.exists(), others.exists()) == (False, True)
