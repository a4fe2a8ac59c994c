"""The fastText classifier: the one file that knows the package.

fastText trusts its files: given a truncated one it returns made-up numbers, or never returns. So a model is looked at
before it is loaded.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from webinstruct.core.errors import InputError
from webinstruct.recall.features import features
from webinstruct.storage.files import is_local, opened, read_bytes, resolved

__all__ = ["OTHER", "PRESETS", "WANTED", "Classifier", "loaded_classifier", "train_model"]

PRESETS: Mapping[str, Mapping[str, Any]] = {
    # MAmmoTH2 (arXiv 2405.03548), section 2.1; buckets are fastText's default
    "mammoth2": {"dim": 256, "epoch": 3, "lr": 0.1, "wordNgrams": 3, "minCount": 3, "bucket": 2_000_000},
    "small": {"dim": 32, "epoch": 30, "lr": 0.5, "wordNgrams": 2, "minCount": 2, "bucket": 50_000},
}

WANTED, OTHER = "wanted", "other"
_LABEL = "__label__"
_MAGIC, _NEWEST_VERSION = 793712314, 12
_HEADER = struct.Struct("<ii12id")  # magic, version, then the arguments: dim first, of the model sixth
_DICTIONARY = struct.Struct("<iiiqq")  # entries, words, labels, tokens, pruned
_SHAPE = struct.Struct("<qq")
_FLOAT_BYTES = 4
_IN_CHILD = "import sys; from webinstruct.recall.classifier import train_file; train_file(*sys.argv[1:])"
_FRESH_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "65536"}  # glibc: large blocks come from the kernel, zeroed
_DIE_WITH_PARENT = 1
_SUPERVISED = 3


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


def loaded_classifier(path: str, label: str, text_chars: int) -> Classifier:
    """The classifier in the file `path`.

    Raises:
        InputError: it is no whole fastText classifier, or does not have the label.
    """
    place = resolved(path)
    if is_local(place):
        return _loaded(place, path, label, text_chars)
    with TemporaryDirectory(prefix="webinstruct-") as folder:
        copy = Path(folder, "model.bin")
        copy.write_bytes(read_bytes(place))
        return _loaded(str(copy), path, label, text_chars)


def train_model(
    wanted: Iterable[str], others: Iterable[str], out: str, preset: str, seed: int
) -> tuple[int, int]:
    """Train on texts (as `features` gave them), write the model to `out`, and return how many texts of each kind.

    The same input gives the same bytes: there is one thread, and fastText works in a process of its own, where fresh
    memory is zero; with one thread it sets the first tenth of its matrix only and takes the rest as it finds it.

    Raises:
        InputError: one of the kinds is missing, or no word occurs often enough.
    """
    with TemporaryDirectory(prefix="webinstruct-") as folder:
        lines = Path(folder, "train.txt")
        counts = _write_lines(lines, wanted, others)
        if 0 in counts:
            raise InputError(
                f"{counts[0]} positives and {counts[1]} negatives with text: training needs both. "
                "Check the files of positives and negatives."
            )
        done = subprocess.run(
            [sys.executable, "-c", _IN_CHILD, str(lines), out, preset, str(seed)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **_FRESH_MEMORY},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise InputError(
            f"fastText cannot train on {counts[0]} positives and {counts[1]} negatives ({_last_line(done.stderr)}). "
            "Give more pages, or use preset small."
        )
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


def _loaded(place: str, shown: str, label: str, text_chars: int) -> Classifier:
    import fasttext
    from fasttext import FastText

    _check_whole(place, shown)
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


def _check_whole(place: str, shown: str) -> None:
    """Raise unless the file begins as a classifier and ends with an output matrix of the shape it announces."""
    advice = (
        "Train it with webinstruct recall train (a gate: webinstruct extract train-gate), or fetch it again."
    )
    with opened(place) as stream:
        head = stream.read(_HEADER.size + _DICTIONARY.size)
        size = stream.seek(0, 2)
        if len(head) < _HEADER.size + _DICTIONARY.size or _HEADER.unpack_from(head)[0] != _MAGIC:
            raise InputError(f"{shown} is no fastText model. {advice}")
        version, dim, kind = (_HEADER.unpack_from(head)[place] for place in (1, 2, 9))
        labels = _DICTIONARY.unpack_from(head, _HEADER.size)[2]
        if version > _NEWEST_VERSION or kind != _SUPERVISED or dim < 1 or labels < 1:
            raise InputError(f"{shown} is a fastText model, but no classifier (version {version}). {advice}")
        start = size - _SHAPE.size - _FLOAT_BYTES * dim * labels
        if start < len(head):
            raise InputError(f"{shown} is truncated: {size:,} bytes. {advice}")
        stream.seek(start)
        if _SHAPE.unpack(stream.read(_SHAPE.size)) != (labels, dim):
            raise InputError(f"{shown} is truncated, or its output is quantized: {size:,} bytes. {advice}")


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
