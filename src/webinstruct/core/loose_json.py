r"""JSON as language models write it: with chatter and fences around, LaTeX that is not escaped, or cut off at the end.

What is whole is taken; what was cut off is left out rather than guessed at: a string or number without its end, and
whatever is unfinished inside a list, so that no record comes out shorter than it was meant. Time is linear in the
length of the text, and nothing here raises.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

__all__ = ["loose_json"]

_THOUGHT = "</think>"

# A letter behind a backslash may be JSON's escape or the beginning of a LaTeX command. Backspaces and form feeds stand
# in no text, carriage returns before no letter; tabs and line ends do, so that only whole commands count there.
_COMMAND = (
    r"[bf](?=[A-Za-z])|r(?=[a-z])"
    r"|t(?:imes|heta|ext(?:bf|it|rm)?|an|anh|au|frac|riangle|ilde|o)(?![A-Za-z])"
    r"|n(?:abla|eq|eg|otin|mid|leq|geq|subseteq)(?![A-Za-z])|nu(?=[_^$}\\)])"
)
_ESCAPE = re.compile(rf"\\(?:(?P<command>{_COMMAND})|(?P<known>[\"\\/bfnrt]|u[0-9a-fA-F]{{4}})|)", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<mark>[{}\[\]:,])"
    r'|"(?P<double>[^"\\]*(?:(?:\\.|"(?!\s*(?:[,:}\]]|$)))[^"\\]*)*)(?P<end>"?)'
    r"|'(?P<single>[^'\\]*(?:\\.[^'\\]*)*)(?P<end1>'?)"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?)"
    r"|(?P<word>[A-Za-z_]\w*))",
    re.DOTALL,
)
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
_BEGINS = re.compile(r"[{\[]")
_SOMETHING = re.compile(r"\s*\S")


def loose_json(text: str) -> Any | None:
    r"""The object or list that `text` holds, as far as it is whole; None where there is none.

    >>> loose_json('Sure!\n```json\n{"a": [1, 2,], "b": "x"}\n```')
    {'a': [1, 2], 'b': 'x'}
    >>> loose_json('{"pairs": [{"q": "one", "a": "two"}, {"q": "thr')
    {'pairs': [{'q': 'one', 'a': 'two'}]}
    >>> print(loose_json('{"answer": "$\\frac{1}{2}\\times 3$ is\\nit"}')["answer"])
    $\frac{1}{2}\times 3$ is
    it
    >>> loose_json("There is nothing to extract.") is None
    True
    """
    repaired = _ESCAPE.sub(_escaped, text.rpartition(_THOUGHT)[2])
    try:
        whole = json.loads(repaired, strict=False)
        if isinstance(whole, dict | list):
            return whole
    except (ValueError, RecursionError):
        pass
    return _longest(repaired)


def _escaped(escape: re.Match[str]) -> str:
    return escape[0] if escape["known"] else "\\" + escape[0]


def _longest(text: str) -> Any | None:
    """The value that takes up most of `text`; a finished one goes before an unfinished one."""
    best: Any = None
    best_rank = (False, 0)
    begin = _BEGINS.search(text)
    while begin is not None:
        reader = _Reader(text, begin.start())
        value = reader.value()
        rank = (reader.is_finished, reader.position - begin.start())
        if value and rank > best_rank:
            best, best_rank = value, rank
        begin = _BEGINS.search(text, max(reader.position, begin.end()))
    return best


@dataclass(slots=True)
class _Open:
    """A container that is being read, and the key that waits for its value."""

    content: dict[str, Any] | list[Any]
    key: str | None = None
    has_colon: bool = False
    wants_comma: bool = False

    @property
    def wants_value(self) -> bool:
        return not self.wants_comma and (isinstance(self.content, list) or self.has_colon)

    def add(self, value: Any) -> None:
        if isinstance(self.content, list):
            self.content.append(value)
        elif self.key is not None:
            self.content[self.key] = value
        self.key, self.has_colon, self.wants_comma = None, False, True

    def without_last(self) -> None:
        """Forget the value behind which something stood that cannot stand there: it may not be whole."""
        if self.wants_comma and isinstance(self.content, list):
            self.content.pop()
        elif isinstance(self.content, dict) and self.content and (self.wants_comma or self._has_stray_key):
            self.content.popitem()

    @property
    def _has_stray_key(self) -> bool:
        return self.key is not None and not self.has_colon


class _Reader:
    """Reads one container from `position` on, without recursion; stops at what fits nowhere."""

    def __init__(self, text: str, position: int) -> None:
        self.position = position
        self.is_finished = False
        self._text = text
        self._stack: list[_Open] = []

    def value(self) -> Any:
        """What was read; of what is unfinished, the part that is whole."""
        while not self.is_finished:
            token = _TOKEN.match(self._text, self.position)
            if token is None or not self._takes(token):
                break
            self.position = token.end()
        if not self.is_finished and _SOMETHING.match(self._text, self.position):
            self._stack[-1].without_last()
        while len(self._stack) > 1:
            unfinished = self._stack.pop()
            above = self._stack[-1]
            if isinstance(above.content, dict) and unfinished.content:
                above.add(unfinished.content)
        return self._stack[0].content

    def _takes(self, token: re.Match[str]) -> bool:
        mark = token["mark"]
        if not mark:
            return self._takes_scalar(token)
        if mark in "{[":
            return self._opens(mark)
        top = self._stack[-1]
        if mark in "}]":
            return self._closes(mark)
        if mark == ",":
            top.wants_comma = False
            return top.key is None
        is_expected = top.key is not None and not top.has_colon
        top.has_colon = True
        return is_expected

    def _opens(self, mark: str) -> bool:
        if self._stack and not self._stack[-1].wants_value:
            return False
        self._stack.append(_Open({} if mark == "{" else []))
        return True

    def _closes(self, mark: str) -> bool:
        top = self._stack[-1]
        if isinstance(top.content, dict) != (mark == "}") or top.key is not None:
            return False
        if len(self._stack) == 1:
            self.is_finished = True
        else:
            self._stack.pop()
            self._stack[-1].add(top.content)
        return True

    def _takes_scalar(self, token: re.Match[str]) -> bool:
        quoted = token["double"] if token["double"] is not None else token["single"]
        if quoted is not None and not (token["end"] or token["end1"]):
            return False
        top = self._stack[-1]
        if isinstance(top.content, dict) and top.key is None and not top.wants_comma:
            top.key = _unquoted(quoted) if quoted is not None else token["word"]
            return top.key is not None
        if not top.wants_value:
            return False
        if quoted is not None:
            top.add(_unquoted(quoted))
            return True
        if token.end() == len(self._text) or (token["word"] and token["word"] not in _WORDS):
            return False
        top.add(_WORDS[token["word"]] if token["word"] else _number(token["number"]))
        return True


def _unquoted(body: str) -> str:
    try:
        return str(json.loads('"' + re.sub(r'(?<!\\)"', r"\"", body) + '"', strict=False))
    except ValueError:  # an escape that only single quotes need
        return body.replace("\\'", "'")


def _number(digits: str) -> int | float | None:
    try:
        return int(digits) if digits.lstrip("-").isdigit() else float(digits)
    except ValueError:  # more digits than Python turns into a number
        return None
