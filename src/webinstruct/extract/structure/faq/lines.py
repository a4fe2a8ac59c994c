"""Lines of a page's text that ask: one look at the text tells whether any other look is worth its time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webinstruct.extract.structure.asking import asks_openly, invites_contact, is_question

__all__ = ["AskingLine", "asking_lines", "begins_line", "ends_line"]

_LONGEST = 300
_SHORTEST = 6
_LONGEST_OPEN = 120
_CLOSERS = r"[\"'”’»)\]*_.…]*"
# What themes put behind a heading: a permalink, an edit link, the arrow of an accordion or the name of its icon.
_TAIL = (
    r"(?:[ \t:\u200b\u200c\ufe0f\u2600-\u27bf\U0001f300-\U0001faff¶#§+▼▾▸►▶◀▲△▽⯆˅⌄❯»›×✕✖✚➕➖🔗–—\-]|"
    r"\[ ?(?:edit|bearbeiten|modifier|editar|править|編集|编辑)[^\n\]]{0,40}\]|"
    r"expand_(?:more|less)|keyboard_arrow_(?:down|up|right)|arrow_drop_(?:down|up)|add|chevron_right)*"
)
# Japanese asks without a mark; its last syllable is the same in every polite question.
_ASKS = re.compile(rf"[?？؟՞か][。．]?{_CLOSERS}(?P<tail>{_TAIL})$", re.MULTILINE)
_GOES_ON = re.compile(rf"[?？؟]{_CLOSERS}(?=[ \t\u00a0:–—\-]*[^\W_])")
_LONGEST_RUN_IN = 200
_OPEN_LINE = re.compile(r"^[^\n]{8,130}(?<![.:;,!?])$", re.MULTILINE)
_BEFORE = re.compile(
    r"[\s#>*•▸►▼▾+\-–—|\ufe0f\u2600-\u27bf\U0001f300-\U0001faff]*+(?:\(?(?:\d{1,3}(?:\.\d{1,2})?|[A-Za-z])[.):]\s++|\d{1,3}\s*[-–—|]\s++)?"
    r"(?:(?:Q|Question|Frage|FAQ)\s*+#?\d*+\s*+[.:)\-–]\s*+)?(?:\d{1,3}[.):]\s++)?"
)


class AskingLine(NamedTuple):
    """A line [begin, stop) of the text and the question [start, end) in it.

    `open`: it begins like a question but has no mark. `runs_on`: its answer follows on the same line.
    """

    begin: int
    start: int
    end: int
    stop: int
    open: bool = False
    runs_on: bool = False


def asking_lines(text: str, may_lack_mark: bool = False, may_run_on: bool = False) -> Sequence[AskingLine]:
    """The asking lines in reading order, each once; those without a mark or with more behind it only where they may.

    >>> [line.start for line in asking_lines("## 1. What is it?¶\\n\\nA set.\\nHow to join\\n", may_lack_mark=True)]
    [6, 27]
    """
    lines = {line.begin: line for line in _marked(text)}
    for further in (_running_on(text) if may_run_on else (), _unmarked(text) if may_lack_mark else ()):
        for line in further:
            if not (line.open and line.stop + 1 in lines):
                lines.setdefault(line.begin, line)
    return sorted(lines.values())


def begins_line(text: str, begin: int) -> int:
    """Where a line's words begin behind its marks, number and label."""
    before = _BEFORE.match(text, begin)
    return before.end() if before else begin


def ends_line(text: str, start: int, stop: int) -> bool:
    """Whether nothing but signs stands in [start, stop)."""
    return start >= stop or re.fullmatch(_TAIL, text[start:stop].strip()) is not None


def _marked(text: str) -> Iterator[AskingLine]:
    for match in _ASKS.finditer(text):
        begin = text.rfind("\n", 0, match.start()) + 1
        start, end = begins_line(text, begin), match.start("tail")
        if (
            _SHORTEST <= end - start <= _LONGEST
            and is_question(text[start:end])
            and not invites_contact(text[start:end])
        ):
            yield AskingLine(begin, start, end, match.end())


def _running_on(text: str) -> Iterator[AskingLine]:
    """One line for each that begins with a question and goes on; a line is looked back over once."""
    behind = 0
    for match in _GOES_ON.finditer(text):
        begin = text.rfind("\n", behind, match.start()) + 1
        is_first = begin > 0 or behind == 0
        behind = match.start()
        start = begins_line(text, begin) if is_first else match.end()
        if start + _SHORTEST <= match.end() <= start + _LONGEST_RUN_IN:
            yield AskingLine(begin, start, match.end(), match.end(), runs_on=True)


def _unmarked(text: str) -> Iterator[AskingLine]:
    for match in _OPEN_LINE.finditer(text):
        start = begins_line(text, match.start())
        if match.end() - start <= _LONGEST_OPEN and asks_openly(text[start : match.end()]):
            yield AskingLine(match.start(), start, match.end(), match.end(), open=True)
