"""Locks of one machine, and file systems that have none."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from webinstruct.core.errors import StorageError
from webinstruct.storage.locks import is_held, share_between_machines, shared_folder, taken_lock


@pytest.fixture
def no_flock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's answer on a file system that was mounted without locks."""

    def refused(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refused)


@pytest.mark.usefixtures("no_flock")
def test_a_file_system_without_locks_is_told_with_a_way_on(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"has no locks .* make the empty file .*/locks/leases"):
        taken_lock(tmp_path / "locks" / "a.lock")
    assert list((tmp_path / "locks").iterdir()) == []


@pytest.mark.usefixtures("no_flock")
def test_a_folder_without_locks_is_told_with_a_way_on(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="has no locks"), shared_folder(tmp_path):
        pass


@pytest.mark.usefixtures("no_flock")
def test_without_flock_a_lease_alone_keeps_others_out(tmp_path: Path) -> None:
    share_between_machines(tmp_path)
    path = tmp_path / "locks" / "a.lock"
    lock = taken_lock(path)
    assert lock is not None
    assert taken_lock(path) is None
    assert is_held(path)
    lock.release()
    assert not is_held(path)
    assert [file.name for file in path.parent.iterdir()] == ["leases"]


@pytest.mark.usefixtures("no_flock")
def test_without_flock_a_folder_is_shared_by_those_who_say_that_they_are_there(tmp_path: Path) -> None:
    share_between_machines(tmp_path)
    with shared_folder(tmp_path) as one:
        assert one.is_alone()
        one.share()
        with shared_folder(tmp_path):
            assert not one.is_alone()


def test_locks_of_one_machine_do_not_become_leases_while_somebody_holds_them(tmp_path: Path) -> None:
    with shared_folder(tmp_path):
        assert not share_between_machines(tmp_path)
        assert not (tmp_path / "locks").exists()
    assert share_between_machines(tmp_path)
    with shared_folder(tmp_path):
        assert share_between_machines(tmp_path)  # whoever comes now has leases as well


def test_a_lock_says_whether_a_dead_process_had_it_before(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    words = "import os, sys; from webinstruct.storage.locks import taken_lock; taken_lock(sys.argv[1]); os._exit(0)"
    subprocess.run([sys.executable, "-c", words, str(path)], check=True, timeout=60)
    first = taken_lock(path)
    assert first is not None
    assert first.was_left
    first.release()
    second = taken_lock(path)
    assert second is not None
    assert not second.was_left
    second.release()
