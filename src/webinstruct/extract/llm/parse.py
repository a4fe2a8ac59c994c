"""What a model's answer says: pairs as line ranges, or as copied text.

Where an engine holds the model to a schema this is JSON of one form; where none does it may come in fences, with words
around, as a bare list, with ranges written in other ways, or without its end. Nothing here raises, and time is linear.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from webinstruct.core.loose_json import loose_json
from webinstruct.extract.view.pointers import Range

__all__ = ["Copied", "Parsed", "Pointed", "copied_pairs", "pointed_pairs"]

P = TypeVar("P")

_MOST_CHARS = 1_000_000
"""Characters of an answer that are read; answer_tokens bounds what a well-behaved engine gives far below."""
_MOST_PAIRS = 1_000
_MOST_RANGES, _MOST_OTHERS = 64, 16
_MOST_DIGITS = 9
_QUESTION, _ANSWER, _OTHERS = ("q", "question"), ("a", "answer"), ("o", "others", "other_answers")
_RANGE = re.compile(r"(\d{1,9})(?:\s{0,9}[-–—:]\s{0,9}(\d{1,9}))?")
_VOID = re.compile(r"\s*+[`'\"*]*+(?:json)?\s*+(?:void|none|null|\[\s*\]|\{\s*\})[\s`'\".*]*", re.IGNORECASE)
_NESTING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pointed:
    """One pair as inclusive ranges of line numbers; `others` are further answers in the page's order."""

    question: tuple[Range, ...]
    answer: tuple[Range, ...]
    others: tuple[tuple[Range, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Copied:
    """One pair as the model copied it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Parsed(Generic[P]):
    """What an answer holds. `malformed` entries were no pairs, `left_out` were beyond what is read of one answer.

    `is_whole` says that it has a form that was asked for, to its end; else there may be pairs that it does not say.
    """

    pairs: tuple[P, ...]
    malformed: int = 0
    left_out: int = 0
    is_whole: bool = True


def pointed_pairs(text: str) -> Parsed[Pointed]:
    """The pairs of an answer that points at lines.

    >>> pointed_pairs('{"pairs":[{"q":[[3,4]],"a":[[6,9],[12,12]],"o":[]}]}').pairs
    (Pointed(question=((3, 4),), answer=((6, 9), (12, 12)), others=()),)
    >>> pointed_pairs('Here: [{"q": 3, "a": "5-7", "o": [[8, 9]]}').pairs
    (Pointed(question=((3, 3),), answer=((5, 7),), others=(((8, 9),),)),)
    >>> pointed_pairs("[]"), pointed_pairs("I see no lines.").is_whole
    (Parsed(pairs=(), malformed=0, left_out=0, is_whole=True), False)
    """
    return _parsed(text, _pointed)


def copied_pairs(text: str) -> Parsed[Copied]:
    r"""The pairs of an answer that copies text.

    >>> copied_pairs('{"pairs":[{"question":"Half?","answer":"$\\frac12$"},{"question":"Thi').pairs
    (Copied(question='Half?', answer='$\\frac12$'),)
    """
    return _parsed(text, _copied)


def _parsed(text: str, pair_of: Callable[[Mapping[str, Any]], P | None]) -> Parsed[P]:
    is_cut = len(text) > _MOST_CHARS
    text = text[:_MOST_CHARS]
    records = _records(loose_json(text))
    if records is None or _is_aside(records):
        return Parsed((), is_whole=not is_cut and _VOID.fullmatch(_answered(text)) is not None)
    pairs = [pair_of(record) if isinstance(record, Mapping) else None for record in records[:_MOST_PAIRS]]
    found = tuple(pair for pair in pairs if pair is not None)
    is_whole = not is_cut and _is_closed(text)
    return Parsed(found, len(pairs) - len(found), len(records) - len(pairs), is_whole)


def _is_aside(records: Sequence[Any]) -> bool:
    """Whether a list holds no entry at all for a pair: "I cannot say [1]" is no answer."""
    return bool(records) and not any(isinstance(record, Mapping) for record in records)


def _answered(text: str) -> str:
    """`text` behind the model's thoughts."""
    return text.rpartition("</think>")[2]


def _records(value: Any) -> Sequence[Any] | None:
    """The entries for pairs in a JSON value, whichever container holds them; None where none does."""
    for _ in range(_MOST_DIGITS):
        if isinstance(value, list):
            return value
        if not isinstance(value, Mapping) or "error" in value:
            return None
        if isinstance(value.get("pairs"), list | Mapping):
            value = value["pairs"]
        elif _first(value, _QUESTION) is not None:
            return [value]
        else:
            value = next((inner for inner in value.values() if isinstance(inner, list | Mapping)), None)
    return None


def _is_closed(text: str) -> bool:
    """Whether every bracket of the answer that opens also closes."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        depth = 0
        for mark in _NESTING.findall(_answered(text)):
            depth += (mark in "[{") - (mark in "]}")
        return depth <= 0
    return True


def _pointed(record: Mapping[str, Any]) -> Pointed | None:
    question, answer = _ranges(_first(record, _QUESTION)), _ranges(_first(record, _ANSWER))
    if not question or not answer:
        return None
    others = _first(record, _OTHERS)
    many = others if isinstance(others, list) else [others]
    read = [_ranges(other) for other in many[:_MOST_OTHERS]]
    return Pointed(question, answer, tuple(other for other in read if other))


def _copied(record: Mapping[str, Any]) -> Copied | None:
    question, answer = _first(record, _QUESTION), _first(record, _ANSWER)
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        answer = str(answer)
    if not isinstance(question, str) or not isinstance(answer, str):
        return None
    asked, told = _storable(question), _storable(answer)
    return Copied(asked, told) if asked and told else None


def _storable(text: str) -> str:
    """`text` without half characters, which no file takes."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _ranges(value: Any) -> tuple[Range, ...] | None:
    """The ranges that `value` names; None where a part of it names none.

    >>> _ranges([[3, 4], 7, "9-11"]), _ranges([3, 9]), _ranges(5), _ranges("3, 5-6"), _ranges([[1, None]])
    (((3, 4), (7, 7), (9, 11)), ((3, 9),), ((5, 5),), ((3, 3), (5, 6)), None)
    """
    if isinstance(value, list) and not _is_range(value):
        if len(value) > _MOST_RANGES:
            return None
        parts = [_range(part) for part in value]
        return None if any(part is None for part in parts) else tuple(part for part in parts if part)
    if isinstance(value, str):
        return tuple(_turned(int(m[1]), int(m[2] or m[1])) for m in _RANGE.finditer(value[:1_000])) or None
    one = _range(value)
    return (one,) if one else None


def _range(value: Any) -> Range | None:
    if _is_range(value):
        return _turned(*value)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str) and (match := _RANGE.fullmatch(value.strip())):
        return _turned(int(match[1]), int(match[2] or match[1]))
    return (value, value) if _is_number(value) else None


def _is_range(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_number(end) for end in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**_MOST_DIGITS


def _turned(first: int, last: int) -> Range:
    return min(first, last), max(first, last)


def _first(record: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((record[name] for name in names if name in record), None)
