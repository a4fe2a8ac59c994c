"""One task with a large model, in a process of its own; the figures are printed as JSON.

child.py build MODEL · child.py fold MODEL FOLDED · child.py use MODEL LINES
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from webinstruct.recall.classifier import WANTED, loaded_classifier, train_file
from webinstruct.recall.fold import write_folded

WORDS, EXAMPLES, WORDS_EACH = 5_000, 400, 100
LEAST_S = 5.0


def main() -> None:
    """Do what the first word says."""
    task, *paths = sys.argv[1:]
    tasks: Mapping[str, Callable[..., None]] = {"build": build, "fold": fold, "use": use}
    tasks[task](*paths)


def build(model: str) -> None:
    """Train preset mammoth2, without folding, on made-up words: its size does not depend on them."""
    chance = random.Random(1)  # noqa: S311 -- made-up words are no secret
    words = [f"w{number}" for number in range(WORDS)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lines:
        for number in range(EXAMPLES):
            label = ("wanted", "other")[number % 2]
            lines.write(f"__label__{label} {' '.join(chance.choices(words, k=WORDS_EACH))}\n")
        lines.flush()
        train_file(lines.name, model, "mammoth2", "0", "1")


def fold(model: str, out: str) -> None:
    """Fold it; seconds, and the most memory that this took."""
    began = time.perf_counter()
    write_folded(model, out)
    seconds = time.perf_counter() - began
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"fold_s": round(seconds, 1), "fold_mb": round(most_mb)}))


def use(model: str, lines: str) -> None:
    """Load it, and score the lines for some seconds."""
    texts = Path(lines).read_text("utf-8").splitlines()
    began = time.perf_counter()
    classifier = loaded_classifier(model, WANTED, 0)
    load_s = time.perf_counter() - began
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < LEAST_S:
        for text in texts:
            classifier.score_line(text)
        count += len(texts)
    figures = {
        "file_mb": round(Path(model).stat().st_size / 1e6, 1),
        "load_s": round(load_s, 2),
        "private_mb": private_mb(),
        "predictions_per_s": round(count / (time.perf_counter() - began)),
    }
    print(json.dumps(figures))


def private_mb() -> int:
    """Memory that this process shares with no other, in 10**6 bytes."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return round(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024 / 1e6)


if __name__ == "__main__":
    main()
