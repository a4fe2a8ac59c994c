"""The fastText classifier: the one file that knows the package."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np

from webinstruct.core.errors import InputError
from webinstruct.recall.features import features
from webinstruct.recall.fold import write_folded
from webinstruct.recall.model_file import model_shape
from webinstruct.recall.presets import PRESETS, Preset
from webinstruct.recall.shuffle import write_shuffled
from webinstruct.storage.files import is_local, opened, read_bytes, resolved

__all__ = ["OTHER", "WANTED", "Classifier", "loaded_classifier", "telling_words", "train_model"]

WANTED, OTHER = "wanted", "other"
_LABEL = "__label__"
_LINE_END = "</s>"  # a word to fastText
_WEIGHT_DIGITS = 6
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


def telling_words(path: str, count: int) -> dict[str, list[tuple[str, float]]]:
    """The `count` words that speak most "for" and most "against" a page, each with its weight: by how much the word
    moves the logit, times its share of all words that the model was trained on. N-grams have no names any more.

    `path` is a local file of a model that this project has trained.
    """
    model = _fasttext_model(path)
    words, counts = model.get_words(include_freq=True)
    rows = model.get_input_matrix()[: len(words)] @ model.get_output_matrix().T
    wanted, other = (model.labels.index(_LABEL + label) for label in (WANTED, OTHER))
    weights = (rows[:, wanted] - rows[:, other]) * counts / max(1, counts.sum())
    rising = [place for place in np.argsort(weights, kind="stable") if words[place] != _LINE_END]
    told = {"for": rising[::-1], "against": rising}
    signs = {"for": 1, "against": -1}
    return {
        kind: [
            (words[place], round(float(weights[place]), _WEIGHT_DIGITS))
            for place in places[:count]
            if weights[place] * signs[kind] > 0
        ]
        for kind, places in told.items()
    }


def train_model(
    examples: Iterable[tuple[bool, str]], out: str, preset: Preset, seed: int, threads: int = 1
) -> tuple[int, int]:
    """Train on `examples`, each whether it is wanted and its text as `features` gave it; write the folded model to the
    local file `out`, and return how many were wanted and how many not.

    With one thread the same examples give the same bytes, in whatever order they come: they are shuffled by their
    hashes, and fastText works in a process of its own, where fresh memory is zero; with one thread it sets the first
    tenth of its matrix only and takes the rest as it finds it.

    Raises:
        InputError: one of the kinds is missing, or no word occurs often enough.
    """
    with TemporaryDirectory(prefix="webinstruct-") as folder, _wide_file(out) as wide:
        lines = str(Path(folder, "train.txt"))
        counts = [0, 0]
        write_shuffled(lines, _labelled(examples, counts), seed)
        others, wanted = counts
        if not wanted or not others:
            raise InputError(
                f"{wanted} positives and {others} negatives with text: training needs both. "
                "Check the files of positives and negatives; a text that stands among both counts for neither."
            )
        if fault := _fault_of_training([lines, wide, preset, str(seed), str(threads)]):
            raise InputError(
                f"fastText cannot train on {wanted} positives and {others} negatives ({fault}). "
                "Give more pages, or use preset small."
            )
        write_folded(wide, out)
    return wanted, others


def train_file(lines: str, out: str, preset: str, seed: str, threads: str = "1") -> None:
    """Train on a file of labelled lines; runs in a process of its own, which ends with its parent."""
    import fasttext

    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    model = fasttext.train_supervised(
        input=lines,
        thread=int(threads),
        verbose=0,
        seed=int(seed),
        loss="softmax",
        **PRESETS[cast(Preset, preset)],
    )
    if set(model.words) <= {_LINE_END}:
        raise ValueError("no word occurs often enough")
    model.save_model(out)


def _fasttext_model(place: str) -> Any:
    import fasttext
    from fasttext import FastText

    FastText.eprint = lambda *_: None  # it prints a note about its own interface to stderr at every load
    return fasttext.load_model(place)


def _labelled(examples: Iterable[tuple[bool, str]], counts: list[int]) -> Iterator[str]:
    """The examples as fastText reads them; `counts` grows with them: others, wanted."""
    for is_wanted, line in examples:
        counts[is_wanted] += 1
        yield f"{_LABEL}{WANTED if is_wanted else OTHER} {line}"


def _fault_of_training(arguments: Sequence[str]) -> str:
    """Train in a process of its own; why that failed, or nothing."""
    done = subprocess.run(
        [sys.executable, "-c", _IN_CHILD, *arguments],
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
    with opened(place) as stream:
        model_shape(stream, shown)
    try:
        model = _fasttext_model(place)
    except (ValueError, RuntimeError, MemoryError) as error:
        raise InputError(f"{shown} cannot be loaded by fastText: {error}. Train it again.") from error
    labels = [name.removeprefix(_LABEL) for name in model.labels]
    if label not in labels:
        raise InputError(
            f"{shown} has no label '{label}', but {', '.join(sorted(labels)[:10])}. Set recall.label."
        )
    return Classifier(model, label, text_chars)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it died"
