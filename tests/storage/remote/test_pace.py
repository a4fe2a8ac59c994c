from __future__ import annotations

import math
import multiprocessing
import struct
import time
from pathlib import Path

import pytest

from webinstruct.storage.remote.pace import Pace


def _turns(folder: str, count: int, rate: float) -> None:
    pace = Pace(rate, folder)
    for _ in range(count):
        pace.turn(time.monotonic() + 60)


def test_three_processes_together_keep_one_pace(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_turns, args=(str(tmp_path), 20, 20.0)) for _ in range(3)]
    began = time.monotonic()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert time.monotonic() - began >= 59 / 20


def test_thirty_turns_at_twenty_a_second_take_a_second_and_a_half() -> None:
    pace = Pace(20.0)
    began = time.monotonic()
    for _ in range(31):
        pace.turn(began + 60)
    assert 1.45 <= time.monotonic() - began < 2.5


def test_what_one_is_asked_to_wait_all_wait(tmp_path: Path) -> None:
    first, second = Pace(1000.0, str(tmp_path)), Pace(1000.0, str(tmp_path))
    first.hold(0.6)
    began = time.monotonic()
    assert second.turn(began + 60) is not None
    assert time.monotonic() - began >= 0.55


def test_quiet_beyond_the_patience_gives_no_turn() -> None:
    pace = Pace(1000.0)
    pace.hold(30)
    began = time.monotonic()
    assert pace.turn(began + 0.3) is None
    assert 0.25 <= time.monotonic() - began < 1


def test_a_clock_that_goes_back_does_not_stop_the_run(tmp_path: Path) -> None:
    ahead = time.time() + 86_400
    (tmp_path / "pace.bin").write_bytes(struct.pack("=ddd", ahead, ahead + 0.1, ahead - 1))
    began = time.monotonic()
    assert Pace(10.0, str(tmp_path)).turn(began + 60) is not None
    assert time.monotonic() - began < 1


def test_a_torn_file_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "pace.bin").write_bytes(b"torn")
    assert Pace(10.0, str(tmp_path)).turn(time.monotonic() + 5) is not None


@pytest.mark.parametrize(
    "number", [math.inf, math.nan, 1e300, pytest.param(time.time() + 90 * 86_400, id="in 90 days")]
)
def test_a_damaged_file_holds_nobody(tmp_path: Path, number: float) -> None:
    (tmp_path / "pace.bin").write_bytes(struct.pack("=ddd", 0.0, number, number))
    began = time.monotonic()
    assert Pace(10.0, str(tmp_path)).turn(began + 60) is not None
    assert time.monotonic() - began < 1


def test_a_file_that_breaks_off_holds_nobody(tmp_path: Path) -> None:
    (tmp_path / "pace.bin").write_bytes(b"\x7f" * 11)
    began = time.monotonic()
    assert Pace(10.0, str(tmp_path)).turn(began + 60) is not None
    assert time.monotonic() - began < 1
