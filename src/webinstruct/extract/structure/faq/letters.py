"""The single letters that stand for question and answer in many languages: "Q:" and "A:", "В:" and "О:", "P:" and "R:".

One letter proves nothing: two of one language have to take turns, and what stands behind the first has to ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from webinstruct.extract.structure.asking import asks, asks_openly

__all__ = ["Lettered", "lettered"]

_PAIRS = (
    *(
        ("Q", "A"),
        ("F", "A"),
        ("P", "R"),
        ("D", "R"),
        ("V", "A"),
        ("S", "C"),
        ("P", "O"),
        ("Q", "R"),
        ("F", "S"),
    ),
    *(
        ("T", "J"),
        ("K", "V"),
        ("H", "Đ"),
        ("Î", "R"),
        ("В", "О"),
        ("П", "В"),
        ("З", "В"),
        ("Ε", "Α"),
        ("E", "A"),
    ),
    *(("问", "答"), ("問", "答"), ("س", "ج"), ("ش", "ت"), ("प्र", "उ"), ("質", "答"), ("Ş", "C"), ("I", "R")),
)
"""English, German, Spanish and Portuguese, Italian, Dutch, Turkish, Polish, French, Swedish and Danish; Indonesian,
Finnish, Vietnamese, Romanian, Russian, Ukrainian (two), Greek (two); Chinese (two), Arabic, Urdu, Hindi, Japanese."""
_LABEL = re.compile(
    r"\n[ \t#>*•|\-]*(?P<letter>[^\W\d_]|प्र)\.?\s?#?\d{0,3}"
    r"(?:[ \t]?[:.)\-–—：、．|]+[ \t|]*|[ \t]*(?=\n))"
)
_FEWEST = 2


class Lettered(NamedTuple):
    """A question [start, end) and where its answer begins."""

    start: int
    end: int
    answer: int


def lettered(text: str) -> Sequence[Lettered]:
    """The questions of the pair of letters that is used most, in reading order; nothing where none takes turns.

    >>> [lettered("В: Где он?\\nО: Тут.\\nВ: Где она?\\nО: Там.")[k].start for k in (0, 1)]
    [3, 22]
    >>> lettered("A. Red\\nC. Blue\\nA. One\\nC. Two")
    []
    """
    marks = [(match["letter"].upper(), match) for match in _LABEL.finditer("\n" + text)]
    letters = {letter for letter, _ in marks}
    best: Sequence[Lettered] = []
    for asks_with, answers_with in _PAIRS:
        if asks_with in letters and answers_with in letters:
            found = _turns(text, [m for m in marks if m[0] in (asks_with, answers_with)], asks_with)
            best = found if len(found) > len(best) else best
    return best


def _turns(text: str, marks: Sequence[tuple[str, re.Match[str]]], asks_with: str) -> Sequence[Lettered]:
    """The questions of marks that take turns: most are pairs, and most of the questions ask."""
    found = [
        Lettered(asked.end() - 1, told.start(), told.end() - 1)
        for (first, asked), (second, told) in pairwise(marks)
        if first == asks_with and second != asks_with
    ]
    questions = [text[turn.start : turn.end].strip() for turn in found]
    asking = sum(asks(question) or asks_openly(question) for question in questions)
    fits = len(found) >= _FEWEST and 2 * asking > len(found) and 3 * len(found) >= len(marks)
    return found if fits else []
