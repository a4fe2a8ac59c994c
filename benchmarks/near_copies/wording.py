"""The words of questions, as arrays of tokens: the clauses of their form, with the question's own words filled in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from near_copies.lexicon import (
    BASES,
    FIXED,
    MARKS,
    NOUNS,
    Tokens,
    drawn_nouns,
    drawn_numbers,
    fixed_numbers,
    keyed,
)
from near_copies.patterns import ASKS, FORMS
from near_copies.planting import KINDS, Corpus, Ints, Planted

__all__ = ["NOTHING", "WIDTH", "worded"]

NOTHING = -1
"""No token."""
_CLAUSE = 22
_CLAUSES = 3
WIDTH = _CLAUSE * _CLAUSES

_SHARED, _OWN, _FIGURES = "ABCD", "abcdef", "12"
_SLOTS = len(_SHARED) + _CLAUSES * (len(_OWN) + len(_FIGURES))
_FIGURE_RANGE = 29_989  # a prime
_SEED_STRIDE = 7_368_787


class _Table(NamedTuple):
    """The patterns of one place of a form, shape [patterns, _CLAUSE]: a fixed token, or a slot as -2 - slot."""

    code: NDArray[np.int64]
    mark: NDArray[np.int64]


def worded(corpus: Corpus, found: Planted) -> Tokens:
    """The tokens of rows before any edit, shape [rows, WIDTH]; NOTHING where there is none."""
    words = _slot_words(corpus, found)
    tokens = np.full((len(found.kind), WIDTH), NOTHING, np.int32)
    for form in range(len(FORMS)):
        rows = np.flatnonzero(found.form == form)
        for place, table in enumerate(_TABLES[form]):
            start = place * _CLAUSE
            chosen = _chosen_patterns(corpus, found, rows, place, table)
            tokens[rows, start : start + _CLAUSE] = _filled(table, chosen, words[rows])
    return tokens


def _chosen_patterns(corpus: Corpus, found: Planted, rows: Ints, place: int, table: _Table) -> Ints:
    """Which pattern of `table` each row takes; the last clause of a row that asks something else is another."""
    count = len(table.code)
    chosen = (keyed(found.question[rows], corpus.seed + 10 + place) % np.uint64(count)).astype(np.int64)
    form = FORMS[int(found.form[rows[0]])] if len(rows) else FORMS[0]
    if place == len(form.clauses) - 1:
        other = found.kind[rows] == KINDS.index(ASKS)
        chosen = np.where(other, (chosen + 1 + found.question[rows] % (count - 1)) % count, chosen)
    return chosen


def _filled(table: _Table, chosen: Ints, words: Tokens) -> Tokens:
    code, mark = table.code[chosen], table.mark[chosen]
    slots = np.clip(-2 - code, 0, _SLOTS - 1)
    own = np.take_along_axis(words, slots, axis=1)
    filled = np.where(code < NOTHING, own, code)
    return np.where(filled == NOTHING, NOTHING, filled + mark * BASES).astype(np.int32)


def _slot_words(corpus: Corpus, found: Planted) -> Tokens:
    """The base that each slot of each row holds, shape [rows, _SLOTS]."""
    source = np.where(found.kind == KINDS.index("other_words"), found.meaning, found.question)
    words = np.empty((len(source), _SLOTS), np.int32)
    for slot in range(_SLOTS):
        if _is_figure(slot):
            words[:, slot] = drawn_numbers(keyed(found.question, corpus.seed + 100 + slot))
        else:
            words[:, slot] = drawn_nouns(keyed(source, corpus.seed + 100 + slot))
    is_changed = found.kind == KINDS.index("numbers")
    first = len(_SHARED) + len(_OWN)
    words[is_changed, first] = _next_number(words[is_changed, first])
    return _made_unique(words, found, corpus.seed * _SEED_STRIDE)


def _next_number(base: Tokens) -> Tokens:
    numbers = base - FIXED - NOUNS
    return (FIXED + NOUNS + (numbers * 3 + 7) % _FIGURE_RANGE).astype(np.int32)


def _made_unique(words: Tokens, found: Planted, start: int) -> Tokens:
    """Short forms have few slots: theirs count through all that there are, so that no two rows agree by accident."""
    short = found.form >= 2
    code = (found.meaning[short] * 611_953 + start) % (_FIGURE_RANGE * _FIGURE_RANGE)
    first = len(_SHARED) + len(_OWN)
    words[short, first] = FIXED + NOUNS + code % _FIGURE_RANGE
    words[short, first + 1] = FIXED + NOUNS + code // _FIGURE_RANGE
    words[short, 0] = FIXED + code % NOUNS
    words[short, 1] = FIXED + code // NOUNS
    return words


def _is_figure(slot: int) -> bool:
    inside = (slot - len(_SHARED)) % (len(_OWN) + len(_FIGURES))
    return slot >= len(_SHARED) and inside >= len(_OWN)


def _slot(name: str, place: int) -> int:
    if name in _SHARED:
        return _SHARED.index(name)
    return len(_SHARED) + place * (len(_OWN) + len(_FIGURES)) + (_OWN + _FIGURES).index(name)


def _table(patterns: tuple[str, ...], place: int) -> _Table:
    code = np.full((len(patterns), _CLAUSE), NOTHING, np.int64)
    mark = np.zeros((len(patterns), _CLAUSE), np.int64)
    fixed = fixed_numbers()
    for number, pattern in enumerate(patterns):
        for column, word in enumerate(pattern.split()):
            bare = word.rstrip(".,?")
            is_slot = bare[0] == "{" and len(bare) == 3
            code[number, column] = -2 - _slot(bare[1], place) if is_slot else fixed[word]
            mark[number, column] = MARKS.index(word[len(bare) :]) if is_slot else 0
    return _Table(code, mark)


_TABLES = [[_table(patterns, place) for place, patterns in enumerate(form.clauses)] for form in FORMS]
