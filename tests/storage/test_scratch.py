"""Scratch of this machine: nobody else's, and nothing of the dead stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from webinstruct.core.errors import StorageError
from webinstruct.storage.scratch import own_folder, scratch_folder, shared_scratch

_OWNER = """
import time
from webinstruct.storage.scratch import own_folder
print(own_folder(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, which anybody may write."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("WEBINSTRUCT_SCRATCH", raising=False)
    return tmp_path


def test_a_link_that_somebody_made_in_its_place_is_not_followed(temporary: Path) -> None:
    (temporary / "elsewhere").mkdir()
    scratch_folder().symlink_to(temporary / "elsewhere")
    with pytest.raises(StorageError, match=r"another user's, or no folder\. Set WEBINSTRUCT_SCRATCH"):
        shared_scratch("s3://bucket/run")
    assert list((temporary / "elsewhere").iterdir()) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives a folder away")
def test_a_folder_that_another_user_made_first_is_not_used(temporary: Path) -> None:
    scratch_folder().mkdir(mode=0o777)
    os.chown(scratch_folder(), 12345, -1)
    with pytest.raises(StorageError, match="another user's"):
        own_folder()


def test_nobody_else_may_look_into_it(temporary: Path) -> None:
    scratch_folder().mkdir(mode=0o755)
    own = own_folder()
    assert [oct(place.stat().st_mode & 0o777) for place in (scratch_folder(), own)] == ["0o700", "0o700"]


def test_what_a_killed_process_left_goes_with_the_next_one_and_what_a_living_one_has_stays(
    tmp_path: Path,
) -> None:
    alive, killed = _owner(tmp_path), _owner(tmp_path)
    folders = [Path(_line(process)) for process in (alive, killed)]
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    third = _owner(tmp_path)
    assert Path(_line(third)).exists()
    assert [folder.exists() for folder in folders] == [True, False]
    for process in (alive, third):
        process.kill()
        process.wait()


def test_a_folder_whose_lock_is_just_being_made_stays_for_a_minute(tmp_path: Path) -> None:
    young, old = (tmp_path / "processes" / name for name in ("1-young", "2-old"))
    for folder in (young, old):
        folder.mkdir(parents=True)
        (folder / ".lock-to-be").touch()
    os.utime(old, (time.time() - 120,) * 2)
    process = _owner(tmp_path)
    _line(process)
    process.kill()
    process.wait()
    assert (young.exists(), old.exists()) == (True, False)


def _owner(scratch: Path) -> subprocess.Popen[str]:
    around = {**os.environ, "WEBINSTRUCT_SCRATCH": str(scratch)}
    return subprocess.Popen([sys.executable, "-c", _OWNER], env=around, stdout=subprocess.PIPE, text=True)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    with process.stdout:
        return process.stdout.readline().strip()
