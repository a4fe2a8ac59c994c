"""Put the quickstart's real output into the README: python scripts/readme_output.py

The block shows the funnel, the first pair beside its page and the last lines; "..." stands for what is left out. A test
(tests/stories/test_quickstart.py) holds the README to what is printed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

_README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"^```text\n.*?^```$", re.DOTALL | re.MULTILINE)
_RUN_DIR = "runs/quickstart"
_COMMAND = ".venv/bin/webinstruct"


def main() -> None:
    """Run the quickstart and rewrite the block."""
    with tempfile.TemporaryDirectory() as folder:
        run_dir = str(Path(folder, "run"))
        words = ["run", "--config", "configs/quickstart.yaml", "--run-dir", run_dir]
        done = subprocess.run(
            [sys.executable, "-m", "webinstruct", *words], capture_output=True, text=True, check=True
        )
    text = shortened(done.stdout.replace(run_dir, _RUN_DIR).replace("python -m webinstruct", _COMMAND))
    _README.write_text(_BLOCK.sub(lambda _: f"```text\n{text}\n```", _README.read_text("utf-8")), "utf-8")


def shortened(printed: str) -> str:
    """The funnel, the first pair, the head of the second and the last two lines.

    >>> shortened("a\\nPair 1 of 2\\n  q\\nPair 2 of 2\\n  r\\nReport: x\\nNext: y\\n")
    'a\\n\\nPair 1 of 2\\n  q\\n\\nPair 2 of 2\\n...\\nReport: x\\nNext: y'
    """
    lines = printed.splitlines()
    first, second = (
        next(i for i, line in enumerate(lines) if line.startswith(f"Pair {n} of")) for n in (1, 2)
    )
    pair = "\n".join(lines[first:second]).rstrip()
    return "\n".join([*lines[:first], "", pair, "", lines[second], "...", *lines[-2:]])


if __name__ == "__main__":
    main()
