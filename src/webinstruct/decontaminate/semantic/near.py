"""The nearest items of a question, by the cosine of their vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from webinstruct.decontaminate.benchmarks import Benchmark
from webinstruct.engines.embedding import Vectors

__all__ = ["AskedItem", "asked_items", "nearest"]

_MOST_CHARS = 8_000  # of a question that is embedded or shown
_ROWS = 256  # questions compared with all items at a time


class AskedItem(NamedTuple):
    """An item by its first question text."""

    benchmark: str
    item: str
    field: str
    text: str


def asked_items(benchmarks: Iterable[Benchmark]) -> list[AskedItem]:
    """The items that ask something, in order."""
    found = []
    for benchmark in benchmarks:
        for item in benchmark.items:
            asked = next((text for text in item.texts if text.is_question and text.text.strip()), None)
            if asked:
                found.append(AskedItem(benchmark.name, item.id, asked.field, asked.text[:_MOST_CHARS]))
    return found


def nearest(
    questions: Vectors, items: Vectors, top_k: int, near: float
) -> Iterator[Sequence[tuple[int, float]]]:
    """For each question the numbers of at most `top_k` items whose cosine is `near` or more, and that, nearest first.

    >>> plane = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    >>> [[number for number, _ in found] for found in nearest(plane, plane, 2, 0.7)]
    [[0], [1, 2], [2, 1]]
    """
    for start in range(0, len(questions), _ROWS):
        for cosines in questions[start : start + _ROWS] @ items.T:
            numbers = np.flatnonzero(cosines >= near)
            best = numbers[np.lexsort((numbers, -cosines[numbers]))][:top_k]
            yield list(zip(best.tolist(), cosines[best].tolist(), strict=True))
