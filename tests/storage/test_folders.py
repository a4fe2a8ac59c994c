"""What is asked of files beside their content."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from webinstruct.storage.folders import created

_COMES_AND_GOES = """
import os, sys
while True:
    for act in (os.mkdir, os.rmdir):
        try:
            act(sys.argv[1])
        except OSError:
            pass
"""


def test_a_file_is_made_in_a_folder_that_others_remove_whenever_it_is_empty(tmp_path: Path) -> None:
    folder = tmp_path / "a.lease"
    with subprocess.Popen([sys.executable, "-c", _COMES_AND_GOES, str(folder)]) as other:
        try:
            until = time.monotonic() + 4
            while time.monotonic() < until:
                assert created(folder / "1", b"ours")
                (folder / "1").unlink()
        finally:
            other.kill()
