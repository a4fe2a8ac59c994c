"""What is renewed goes on being renewed, and what has been let go of stays gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from webinstruct.storage import owners
from webinstruct.storage.folders import created
from webinstruct.storage.leases import LEASE, taken_lease
from webinstruct.storage.owners import is_dead
from webinstruct.storage.presence import HERE, Presence, present
from webinstruct.storage.renewal import keep, let_go


def test_a_renewal_that_its_disk_refuses_is_tried_again(tmp_path: Path) -> None:
    """A file in place of the folder stands for a disk that fails: it is no fault that says what it means."""
    held = taken_lease(tmp_path / "a.lock", lease_s=2.0)
    assert held is not None
    folder = tmp_path / f"a.lock{LEASE}"
    folder.rename(tmp_path / "away")
    folder.touch()
    time.sleep(0.8)
    assert "leases" in [thread.name for thread in threading.enumerate()]
    folder.unlink()
    (tmp_path / "away").rename(folder)
    time.sleep(1.6)
    assert held.is_ours()
    held.release()
    assert list(tmp_path.iterdir()) == []


def test_who_is_interrupted_while_it_waits_for_its_turn_is_not_there_any_more(tmp_path: Path) -> None:
    alone = taken_lease(tmp_path / "alone")
    assert alone is not None
    before = signal.signal(signal.SIGALRM, _interrupted)
    signal.setitimer(signal.ITIMER_REAL, 0.7)
    with pytest.raises(KeyboardInterrupt), present(tmp_path):
        pass
    signal.signal(signal.SIGALRM, before)
    alone.release()
    assert list((tmp_path / HERE).iterdir()) == []


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class _Stumbling:
    """Something whose first renewal breaks off with what nobody expected."""

    every_s = 0.1

    def __init__(self) -> None:
        self.renewals = 0

    def renew(self) -> None:
        self.renewals += 1
        if self.renewals == 1:
            raise ValueError("the answer is no number")


def test_a_renewal_that_breaks_off_in_an_unexpected_way_is_said_and_tried_again(
    capfd: pytest.CaptureFixture[str],
) -> None:
    held = _Stumbling()
    keep(held)
    time.sleep(1.5)
    let_go(held)
    assert held.renewals > 2
    assert "ValueError: the answer is no number" in capfd.readouterr().err


class _Slow:
    """Something whose renewal takes longer than its turn in a row of all would leave it."""

    every_s = 0.4

    def __init__(self) -> None:
        self.renewals: list[float] = []

    def renew(self) -> None:
        self.renewals.append(time.monotonic())
        time.sleep(0.1)


def test_many_that_take_their_time_are_renewed_beside_one_another() -> None:
    held = [_Slow() for _ in range(24)]  # one after the other they would take 2.4 s a round
    for one in held:
        keep(one)
    time.sleep(3.0)
    for one in held:
        let_go(one)
    counts = [len(one.renewals) for one in held]
    assert min(counts) >= 2
    assert sum(counts) > 1.5 * 3.0 / 0.1
    assert [thread.name for thread in threading.enumerate()].count("leases") <= 4
    time.sleep(0.3)
    assert [len(one.renewals) for one in held] == counts


def test_a_number_that_is_taken_and_gone_again_is_another_s(tmp_path: Path) -> None:
    folder = tmp_path / f"a.lock{LEASE}"
    folder.mkdir()
    (folder / "7").write_text("elsewhere-1-1\n")
    os.utime(folder / "7", (1, 1))
    (folder / "8").symlink_to("nowhere")  # its name is taken, and there is nothing to read
    assert taken_lease(tmp_path / "a.lock") is None


def test_who_has_left_does_not_come_back_by_a_renewal_that_was_under_way(tmp_path: Path) -> None:
    presence = Presence(tmp_path, 60.0)
    presence.come()
    presence.leave()
    presence.renew()
    assert list((tmp_path / "here").iterdir()) == []


def test_who_looks_at_a_lease_leaves_no_folder_behind(tmp_path: Path) -> None:
    held = taken_lease(tmp_path / "a.lock")
    assert held is not None
    let_go(held)
    probe = tmp_path / f"a.lock{LEASE}" / ".probe-1"
    probe.touch()  # somebody is just looking: the folder outlives the lease
    held.release()
    probe.unlink()
    again = taken_lease(tmp_path / "a.lock")
    assert again is not None
    again.release()
    assert list(tmp_path.iterdir()) == []


def test_a_living_process_that_proc_does_not_show_is_not_taken_for_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        owner = owners.owner_now().partition("-")[0] + f"-{process.pid}-1234"
        assert is_dead(owner)  # its number is another's by now
        monkeypatch.setattr(owners, "_PROCESSES", tmp_path)
        assert not is_dead(owner)
        process.kill()
    assert is_dead(owner)


def test_a_file_that_was_made_though_the_answer_was_lost_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = os.link

    def asked_twice(*words: Any) -> None:
        linked(*words)
        linked(*words)

    monkeypatch.setattr(os, "link", asked_twice)
    assert created(tmp_path / "1", b"mine")
    assert [file.name for file in tmp_path.iterdir()] == ["1"]


def test_a_file_that_another_made_is_not_ours(tmp_path: Path) -> None:
    assert created(tmp_path / "1", b"theirs")
    assert not created(tmp_path / "1", b"mine")
    assert (tmp_path / "1").read_bytes() == b"theirs"
