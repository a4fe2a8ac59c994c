"""What an engine said about numbered subjects, read tolerantly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from webinstruct.core.loose_json import loose_json
from webinstruct.recall.labels.label import truth_of

__all__ = ["LABEL_SCHEMA", "Said", "said_of"]

LABEL_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "labels": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "n": {"type": "integer"},
                    "label": {"type": "string", "enum": ["keep", "drop"]},
                    "reason": {"type": "string"},
                },
                "required": ["n", "label", "reason"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["labels"],
    "additionalProperties": False,
}
_MOST_REASON_CHARS = 500
_LINE = re.compile(r"^[ \t]*(?:n[ \t]*=?[ \t]*)?(\d{1,6})[.):][ \t]+([^\w\n]{0,4}\w+)(.*)$", re.MULTILINE)
_NUMBERS = ("n", "number", "id", "index")
_LABELS = ("label", "verdict", "decision", "answer")


class Said(NamedTuple):
    """A label that an answer gives, and its reason."""

    is_wanted: bool
    reason: str


def said_of(text: str, count: int) -> dict[int, Said]:
    """What an answer says about the subjects 1 to `count`, by number; what contradicts itself is left out.

    >>> said_of('{"labels": [{"n": 1, "label": "keep", "reason": "exams"}, {"n": 9, "label": "keep"}]}', 2)
    {1: Said(is_wanted=True, reason='exams')}
    >>> said_of('["keep", "drop"]', 2)[2].is_wanted, said_of('{"label": "drop"}', 1)[1].is_wanted
    (False, False)
    >>> said_of("1. **keep**: lecture notes\\n2. drop", 2)[1]
    Said(is_wanted=True, reason='lecture notes')
    >>> said_of('[{"n": 1, "label": "keep"}, {"n": 1, "label": "drop"}]', 1)
    {}
    """
    answer = loose_json(text)
    entries = _numbered_lines(text) if answer is None else _entries(answer, count)
    said: dict[int, Said] = {}
    contradicted = set()
    for number, word, reason in entries:
        truth = truth_of(word)
        if truth is None or not 1 <= number <= count:
            continue
        if number in said and said[number].is_wanted != truth:
            contradicted.add(number)
        said.setdefault(number, Said(truth, _clean(reason)))
    return {number: found for number, found in said.items() if number not in contradicted}


_Entry = tuple[int, Any, str]


def _entries(answer: Any, count: int) -> Iterator[_Entry]:
    """Number, label and reason of each thing in an answer that was JSON."""
    if isinstance(answer, Mapping):
        inner = next((value for value in answer.values() if isinstance(value, list)), None)
        if inner is None and not any(word in answer for word in _LABELS):
            yield from _by_key(answer)
            return
        answer = [answer] if inner is None else inner
    is_in_order = len(answer) == count
    for place, entry in enumerate(answer, 1):
        number = _number(_first(entry, _NUMBERS) if isinstance(entry, Mapping) else None)
        if number is None and is_in_order:
            number = place
        if number is not None:
            yield number, *_label_and_reason(entry)


def _by_key(answer: Mapping[str, Any]) -> Iterator[_Entry]:
    for key, entry in answer.items():
        number = _number(key)
        if number is not None:
            yield number, *_label_and_reason(entry)


def _label_and_reason(entry: Any) -> tuple[Any, str]:
    if not isinstance(entry, Mapping):
        return entry, ""
    reason = entry.get("reason")
    return _first(entry, _LABELS), reason if isinstance(reason, str) else ""


def _clean(reason: str) -> str:
    """A reason as one line that a table can hold: a model may write half a character."""
    return " ".join(reason.split())[:_MOST_REASON_CHARS].encode("utf-8", "replace").decode()


def _numbered_lines(text: str) -> Iterator[_Entry]:
    for line in _LINE.finditer(text.rpartition("</think>")[2]):
        yield int(line[1]), line[2], line[3].lstrip(" -*:,.\t")


def _first(entry: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((entry[name] for name in names if name in entry), None)


def _number(value: Any) -> int | None:
    text = str(value).strip(" .#")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
