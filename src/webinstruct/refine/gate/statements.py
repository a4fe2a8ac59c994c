r"""Where an answer says its result: behind a mark (`Answer:`, `\boxed`), else in its last sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = [
    "Statement",
    "final_statement",
    "first_sentence",
    "is_conclusion",
    "marked_statement",
    "sentences",
]

_MARK = re.compile(
    r"(?:(?:\b(?:the |my |our )?(?:final |correct |right )?(?:answer|result|solution|choice|"
    r"option)(?: to the question)?"
    r"|\b(?:die |das |unsere )?(?:richtige |korrekte )?(?:Antwort|Lösung|Ergebnis)|"
    r"\b(?:la )?(?:réponse|respuesta|risposta)"
    r"|\b[Оо]твет|答案|答)"
    r"(?:\*\*)?[ \t]*(?::(?:\*\*)?|：|\bis\b:?|\bare\b|\blautet\b:?|\bist\b:?|\best\b:?|\bes\b:?|[—-]|"
    r"是|为|為))[ \t]*(?:\*\*)?",
    re.IGNORECASE,
)
_BOXED = re.compile(r"\\boxed\s?\{")
_SENTENCE_END = re.compile(
    r"(?<=[.!?。！？])(?<!\b[A-Za-z]\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\bca\.)(?<!\bapprox\.)[\"')\]*]{0,3}"
    r"(?:\s+(?![=+*/<>≤≥])|$)|\n+|(?<=[。！？])"
)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_LETTERED = re.compile(r"\w")
_OPENERS = re.compile(
    r"^(?:(?:and |und )?(?:so|thus|hence|therefore|then|finally|in total|altogether|also|somit|daher|"
    r"folglich|damit|insgesamt|"
    r"donc|ainsi|por (?:lo )?tanto|así|quindi|итак|значит|所以|因此|故)\b,?:?|所以|因此|故|[⇒⟹]|"
    r"\\(?:Rightarrow|implies|therefore))\s*",
    re.IGNORECASE,
)


class Statement(NamedTuple):
    """The words that say a result, and whether a mark says that they do."""

    text: str
    is_marked: bool


def final_statement(answer: str) -> Statement:
    r"""What `answer` comes to.

    >>> final_statement("We get 6 x 7.\n\nAnswer: 42 km")
    Statement(text='42 km', is_marked=True)
    >>> final_statement("Six sevens are 42. So it covers 42 km.")
    Statement(text='it covers 42 km.', is_marked=False)
    """
    marked = marked_statement(answer)
    if marked is not None:
        return marked
    found = sentences(answer)
    return Statement(_OPENERS.sub("", found[-1]) if found else "", False)


def marked_statement(answer: str) -> Statement | None:
    r"""The last result that a mark points to; None where there is no mark.

    >>> marked_statement(r"Thus $x = \boxed{\frac{1}{2}}$.").text
    '\\frac{1}{2}'
    """
    boxed = None
    for box in _BOXED.finditer(answer):
        boxed = box
    if boxed is not None:
        return Statement(_braced(answer, boxed.end()), True)
    prose = _FENCE.sub(lambda fence: " " * len(fence[0]), answer)
    marks = list(_MARK.finditer(prose))
    for mark in reversed(marks):
        line = prose[mark.end() :].lstrip("\n").partition("\n")[0]
        first = next(iter(sentences(line)), "")
        if _LETTERED.search(first):
            return Statement(_OPENERS.sub("", first), True)
    return None


def is_conclusion(answer: str) -> bool:
    """Whether the last sentence of `answer` says that it follows: "So ...", "Therefore ..."."""
    found = sentences(answer)
    return bool(found and _OPENERS.match(found[-1]))


def first_sentence(answer: str) -> str:
    """The sentence that `answer` begins with."""
    return next(iter(sentences(answer)), "")


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text` that hold a letter or digit, code left out.

    >>> sentences("It is 3.5 km. Really!\\n- Yes")
    ['It is 3.5 km.', 'Really!', '- Yes']
    """
    prose = _FENCE.sub("\n", text)
    return [piece.strip() for piece in _SENTENCE_END.split(prose) if piece and _LETTERED.search(piece)]


def _braced(text: str, start: int) -> str:
    depth = 1
    for place in range(start, min(len(text), start + 2_000)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[start:place]
    return text[start : start + 2_000]
