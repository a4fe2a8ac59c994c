"""Books under fire: runs are killed, stopped, starved of disk and time, and end as if nothing had happened.

    python -m tests.stories.chaos --executor local --rounds 50 --seed 1 --run-dir-kind folder

A round is one run, disturbed three to five times at random and then left to end. What has to hold: the bytes and the
books of a run that nobody disturbed, exit code 0, no process of ours, no lock, no temporary file.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.stories.fire.field import battlefield
from tests.stories.fire.grounds import ground_of
from tests.stories.fire.rounds import Outcome, round_of

__all__ = ["main"]


def main() -> int:
    """Rounds by the command line; 0 if nothing was found."""
    words = _words()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # by way of `finally`: the disk is a mount
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the store's server tells every request
    folder = Path(tempfile.mkdtemp(prefix="fire-"))
    done: list[Outcome] = []
    try:
        with (
            ground_of(words.executor, words.run_dir_kind, folder) as ground,
            battlefield(folder, ground) as field,
        ):
            for number in words.only or range(words.rounds):
                done.append(round_of(f"{words.seed}/{number}", field, words.fault, words.keep))
                _tell(number, done[-1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        print(_row(words, done))
    return int(any(outcome.findings for outcome in done))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--executor", choices=("local", "ray", "slurm"), default="local")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run-dir-kind", choices=("folder", "s3"), default="folder")
    parser.add_argument("--fault", action="append", default=[], help="only faults of this kind")
    parser.add_argument("--only", action="append", type=int, default=[], help="only this round")
    parser.add_argument("--keep", type=Path, help="folder for rounds in which something is found")
    return parser.parse_args()


def _tell(number: int, outcome: Outcome) -> None:
    print(
        f"round {number}: {outcome.commands} commands, {outcome.seconds:.0f} s, {', '.join(outcome.faults)}"
    )
    for said in outcome.said:
        print(f"  said {said}")
    for finding in outcome.findings:
        print(f"  FOUND {finding}")
    sys.stdout.flush()


def _row(words: argparse.Namespace, done: Sequence[Outcome]) -> str:
    """A line of the table in docs/reliability.md."""
    kinds = Counter(fault for outcome in done for fault in outcome.faults)
    faults = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    bad = sum(bool(outcome.findings) for outcome in done)
    result = f"{bad} rounds with findings" if bad else "same bytes, books close, nothing left"
    return f"| {words.executor}, {words.run_dir_kind} | {len(done)} | {faults} | {result} | `--seed {words.seed}` |"


if __name__ == "__main__":
    sys.exit(main())
