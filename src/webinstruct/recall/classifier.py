"""The fastText classifier: the one file that knows the package."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from webinstruct.core.errors import InputError
from webinstruct.recall.features import features
from webinstruct.recall.fold import write_folded
from webinstruct.recall.model_file import model_shape
from webinstruct.storage.files import is_local, opened, read_bytes, resolved

__all__ = ["OTHER", "PRESETS", "WANTED", "Classifier", "loaded_classifier", "train_model"]

PRESETS: Mapping[str, Mapping[str, Any]] = {
    # MAmmoTH2 (arXiv 2405.03548), section 2.1; buckets are fastText's default
    "mammoth2": {"dim": 256, "epoch": 3, "lr": 0.1, "wordNgrams": 3, "minCount": 3, "bucket": 2_000_000},
    "small": {"dim": 32, "epoch": 30, "lr": 0.5, "wordNgrams": 2, "minCount": 2, "bucket": 50_000},
}

WANTED, OTHER = "wanted", "other"
_LABEL = "__label__"
_IN_CHILD = "import sys; from webinstruct.recall.classifier import train_file; train_file(*sys.argv[1:])"
_FRESH_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "65536"}  # glibc: large blocks come from the kernel, zeroed
_DIE_WITH_PARENT = 1


class Classifier:
    """A loaded model; scores are the probability of one label, in [0, 1]."""

    def __init__(self, model: Any, label: str, text_chars: int) -> None:
        self._model = model
        self._label = _LABEL + label
        self._text_chars = text_chars

    def score(self, text: str) -> float:
        """The probability that `text` has the label, as a 32-bit number."""
        return self.score_line(features(text, self._text_chars))

    def score_line(self, line: str) -> float:
        """The same for a line that `features` gave."""
        labels, shares = self._model.predict([line], k=-1)
        found = dict(zip(labels[0], shares[0], strict=True))
        return float(np.float32(min(1.0, max(0.0, float(found.get(self._label, 0.0))))))


def loaded_classifier(path: str, label: str, text_chars: int, shown: str = "") -> Classifier:
    """The classifier in the file `path`, which a message calls `shown` where a user knows it by another name.

    Raises:
        InputError: it is no whole fastText classifier, or does not have the label.
    """
    place = resolved(path)
    if is_local(place):
        return _loaded(place, shown or path, label, text_chars)
    with TemporaryDirectory(prefix="webinstruct-") as folder:
        copy = Path(folder, "model.bin")
        copy.write_bytes(read_bytes(place))
        return _loaded(str(copy), shown or path, label, text_chars)


def train_model(
    wanted: Iterable[str], others: Iterable[str], out: str, preset: str, seed: int
) -> tuple[int, int]:
    """Train on texts (as `features` gave them), write the folded model to the local file `out`, and return how many
    texts of each kind.

    The same input gives the same bytes: there is one thread, and fastText works in a process of its own, where fresh
    memory is zero; with one thread it sets the first tenth of its matrix only and takes the rest as it finds it.

    Raises:
        InputError: one of the kinds is missing, or no word occurs often enough.
    """
    with TemporaryDirectory(prefix="webinstruct-") as folder, _wide_file(out) as wide:
        lines = Path(folder, "train.txt")
        counts = _write_lines(lines, wanted, others)
        if 0 in counts:
            raise InputError(
                f"{counts[0]} positives and {counts[1]} negatives with text: training needs both. "
                "Check the files of positives and negatives."
            )
        if fault := _fault_of_training(lines, wide, preset, seed):
            raise InputError(
                f"fastText cannot train on {counts[0]} positives and {counts[1]} negatives ({fault}). "
                "Give more pages, or use preset small."
            )
        write_folded(wide, out)
    return counts


def train_file(lines: str, out: str, preset: str, seed: str) -> None:
    """Train on a file of labelled lines; runs in a process of its own, which ends with its parent."""
    import fasttext

    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    model = fasttext.train_supervised(
        input=lines, thread=1, verbose=0, seed=int(seed), loss="softmax", **PRESETS[preset]
    )
    if len(model.words) <= 1:  # the end of a line is a word
        raise ValueError("no word occurs often enough")
    model.save_model(out)


def _fault_of_training(lines: Path, out: str, preset: str, seed: int) -> str:
    """Train in a process of its own; why that failed, or nothing."""
    done = subprocess.run(
        [sys.executable, "-c", _IN_CHILD, str(lines), out, preset, str(seed)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **_FRESH_MEMORY},
        capture_output=True,
        text=True,
        check=False,
    )
    return _last_line(done.stderr) if done.returncode else ""


@contextmanager
def _wide_file(out: str) -> Iterator[str]:
    """Where the model lies until it is folded: beside `out`, under a name that a later start of a run sweeps away."""
    wide = Path(out).with_name(f".{Path(out).name}.wide.tmp")
    try:
        yield str(wide)
    finally:
        wide.unlink(missing_ok=True)


def _loaded(place: str, shown: str, label: str, text_chars: int) -> Classifier:
    import fasttext
    from fasttext import FastText

    with opened(place) as stream:
        model_shape(stream, shown)
    FastText.eprint = lambda *_: None  # it prints a note about its own interface to stderr at every load
    try:
        model = fasttext.load_model(place)
    except (ValueError, RuntimeError, MemoryError) as error:
        raise InputError(f"{shown} cannot be loaded by fastText: {error}. Train it again.") from error
    labels = [name.removeprefix(_LABEL) for name in model.labels]
    if label not in labels:
        raise InputError(
            f"{shown} has no label '{label}', but {', '.join(sorted(labels)[:10])}. Set recall.label."
        )
    return Classifier(model, label, text_chars)


def _write_lines(path: Path, wanted: Iterable[str], others: Iterable[str]) -> tuple[int, int]:
    counts = [0, 0]
    with path.open("w", encoding="utf-8") as lines:
        for place, (label, texts) in enumerate(((WANTED, wanted), (OTHER, others))):
            for text in texts:
                lines.write(f"{_LABEL}{label} {text}\n")
                counts[place] += 1
    return counts[0], counts[1]


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it died"
