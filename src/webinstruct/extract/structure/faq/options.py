"""Are these answers only options to choose from, as in a quiz, a poll or a form?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from webinstruct.core.spans import Span
from webinstruct.extract.structure.page import Page

__all__ = ["are_choices", "are_options"]

_OPTION = re.compile(
    r"\W*(?:\(?[A-Ha-h1-8][.)\]:]\s+\S[^\n]{0,120}|[-•*○◯□☐] ?[^\n.!?]{1,60})$", re.MULTILINE
)


def are_options(answers: Sequence[str]) -> bool:
    """Whether most answers are only options by their text.

    >>> are_options(["a) red\\nb) blue", "a) one\\nb) two"]), are_options(["Red.", "- one\\n- two"])
    (True, False)
    """
    lists = 0
    for answer in answers:
        lines = [line for line in answer.splitlines() if line.strip()]
        lists += len(lines) > 1 and all(_OPTION.match(line) for line in lines)
    return 2 * lists > len(answers)


def are_choices(page: Page, answers: Sequence[Span]) -> bool:
    """Whether most answers hold buttons to choose with."""
    if 'type="radio"' not in page.html and 'type="checkbox"' not in page.html:
        return False
    parents = (node.parent for node in page.nodes("input[type=radio], input[type=checkbox]"))
    starts = sorted(span[0] for span in map(page.span, parents) if span is not None)
    held = sum(bisect_left(starts, start) < bisect_left(starts, end) for start, end in answers)
    return 2 * held > len(answers)
