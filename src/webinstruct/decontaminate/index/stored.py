"""The index as it stands in its file: arrays, and a few texts as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from webinstruct.core.arrays import Ints
from webinstruct.core.ngrams import Hashes
from webinstruct.decontaminate.index.keys import Keys
from webinstruct.decontaminate.index.wholes import Whole

__all__ = ["NUMERIC", "PLAIN", "TOLD", "Coverage", "Questions", "Rules", "Stored"]

PLAIN, TOLD, NUMERIC = 0, 1, 2
"""What a word of a question is: one that tells nothing, one that does, a number."""

_KEYS = ("exact", "ngram", "short", "anchors")


@dataclass(frozen=True)
class Coverage:
    """How many items of a benchmark each tier can find (an item may count in several), and how many none can."""

    items: int = 0
    exact: int = 0
    ngram: int = 0
    whole: int = 0
    share: int = 0
    uncovered: int = 0


class Rules(NamedTuple):
    """The settings that the search shares with the index."""

    ngram: int
    share: float | None
    fold: bool


class Questions(NamedTuple):
    """The content words of the questions in their order: hashes and kinds, shape [words]; those of text i are from
    `edges[i]` to `edges[i + 1]`, none where it is no question."""

    hashes: Hashes
    kinds: NDArray[np.uint8]
    edges: Ints


@dataclass(frozen=True)
class Stored:
    """The benchmarks. `sources` says of each item text its benchmark, item id and field; all else counts these."""

    rules: Rules
    sources: list[tuple[str, str, str]]
    keys: dict[str, Keys]
    """Whole questions (`exact`), n-grams (`ngram`), runs of three words (`short`), and the `anchors` of `wholes`."""

    wholes: list[Whole]
    questions: Questions
    coverage: dict[str, Coverage]

    def write(self, path: str) -> None:
        """Leave it in the file `path`; the same index gives the same bytes."""
        arrays = {name: array for key in _KEYS for name, array in self.keys[key].arrays(key).items()}
        arrays |= {f"questions_{name}": array for name, array in self.questions._asdict().items()}
        texts = {
            "rules": self.rules,
            "sources": self.sources,
            "wholes": self.wholes,
            "coverage": {name: asdict(counts) for name, counts in self.coverage.items()},
        }
        with Path(path).open("wb") as file:
            np.savez(file, texts=np.frombuffer(json.dumps(texts).encode(), np.uint8), **arrays)

    @classmethod
    def read(cls, path: str) -> Stored:
        """The index in the file `path`."""
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        texts: dict[str, Any] = json.loads(bytes(arrays["texts"]))
        return cls(
            Rules(*texts["rules"]),
            [(benchmark, item, field) for benchmark, item, field in texts["sources"]],
            {key: Keys.stored(key, arrays) for key in _KEYS},
            [Whole(*values) for values in texts["wholes"]],
            Questions(*(arrays[f"questions_{name}"] for name in Questions._fields)),
            {name: Coverage(**counts) for name, counts in texts["coverage"].items()},
        )
