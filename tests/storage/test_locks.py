"""Locks: one holder, none stale."""

import subprocess
import sys
from pathlib import Path

from webinstruct.storage.locks import taken_lock
from webinstruct.storage.presence import Presence

_HOLDER = """
import sys, time
from webinstruct.storage.locks import taken_lock
lock = taken_lock(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""
_COMPETITOR = """
import pathlib, sys
from webinstruct.storage.locks import taken_lock
inside, held = pathlib.Path(sys.argv[2]), 0
while held < 200:
    if lock := taken_lock(sys.argv[1]):
        inside.touch(exist_ok=False)
        inside.unlink()
        lock.release()
        held += 1
"""


def test_a_held_lock_is_not_taken_again(tmp_path: Path) -> None:
    path = str(tmp_path / "a.lock")
    lock = taken_lock(path)
    assert lock is not None
    assert taken_lock(path) is None
    lock.release()


def test_a_released_lock_leaves_no_file(tmp_path: Path) -> None:
    lock = taken_lock(str(tmp_path / "a.lock"))
    assert lock is not None
    lock.release()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    path = str(tmp_path / "a.lock")
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, path], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder:
        assert holder.stdout.readline() == b"held\n"
        assert taken_lock(path) is None
        holder.kill()
    lock = taken_lock(path)
    assert lock is not None
    lock.release()


def test_processes_that_compete_never_hold_it_together(tmp_path: Path) -> None:
    words = [sys.executable, "-c", _COMPETITOR, str(tmp_path / "a.lock"), str(tmp_path / "inside")]
    competitors = [subprocess.Popen(words) for _ in range(3)]
    assert [competitor.wait(30) for competitor in competitors] == [0, 0, 0]
    assert list(tmp_path.iterdir()) == []


def test_who_is_there_says_so_in_one_file_and_leaves_none_half_written(tmp_path: Path) -> None:
    one = Presence(tmp_path, 60.0)
    one.come()
    (file,) = (tmp_path / "here").iterdir()
    before = file.stat()
    one.renew()
    after = file.stat()  # the same file, not one that was written beside it and put in its place
    assert (after.st_ino, after.st_mtime_ns > before.st_mtime_ns) == (before.st_ino, True)
    one.leave()
    assert not list((tmp_path / "here").iterdir())


def test_a_lock_that_is_let_go_of_twice_takes_nothing_from_the_next_holder(tmp_path: Path) -> None:
    first = taken_lock(tmp_path / "a.lock")
    assert first is not None
    first.release()
    second = taken_lock(tmp_path / "a.lock")
    assert second is not None
    first.release()
    assert taken_lock(tmp_path / "a.lock") is None
    second.release()
