"""Is this an interview? There, one person is asked and speaks of themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_conversation"]

_FIRST_PERSON = re.compile(
    r"\b(?:I|I'm|I've|[Mm]y|me|myself|[Ii]ch|[Mm]ir|mich|[Mm]ein(?:e[mnrs]?)?|[Jj]'ai|moi|mes?|[Yy]o|[Mm]i|me|"
    r"[Ee]u|meu|[Mm]inha|[Ii]o|mio|[Яя]|[Мм]не|[Мм]еня|[Мм]ой|و?أنا)\b"
)
# The same word is "you" in Dutch and "is" in Czech, so only text that is French by another word counts it.
_FRENCH_PERSON = re.compile(r"\b[Jj]e\b")
_FRENCH = re.compile(r"\b(?:et|est|suis|c'est)\b")
_INTERVIEW = re.compile(
    r"\binterview|\bgespräch|\bentretien|\bentrevista|\bintervista|интервью|専訪|采访|访谈|"
    r"\bconversation with|\bin conversation|"
    r"\bq ?& ?a with|\btalks? (?:to|with|about)|\bquestions (?:for|to|with) ",
    re.IGNORECASE,
)
# The dash of a dialogue; a list's mark stands before each of several lines and apart from the word.
_SPOKEN = re.compile(r"[-–—―] ?(?=[^\W\d])(?![^\n]*\n[-–—―])")
_FEWEST_SPOKEN = 3
# What somebody said, behind their name, as newspapers head an interview.
_QUOTED = re.compile(
    r"(?!\W*(?:faqs?|q ?& ?a)\b)[^:?\n\"“«„]{2,60}: ?[\"“«„](?:[^\s:?؟\"”»“]{1,40} ){2,40}[^\s:?؟\"”»“]{1,40}[\"”»“]",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SHARE = 0.02


def is_conversation(title: str, questions: Sequence[str], answers: Sequence[str]) -> bool:
    """Whether questions and answers are a talk between people, not a FAQ.

    >>> is_conversation("A talk", ["How did you begin?"], ["I was a child when my father gave me a book."])
    True
    >>> is_conversation("Loans", ["What is a loan?"], ["Money that a bank lends for a time."])
    False
    """
    if _INTERVIEW.search(title):
        return True
    spoken = sum(_SPOKEN.match(answer) is not None for answer in answers)
    if spoken >= _FEWEST_SPOKEN and 5 * spoken >= 4 * len(answers):
        return True
    words = sum(len(_WORD.findall(answer)) for answer in answers)
    personal = sum(len(_FIRST_PERSON.findall(answer)) for answer in answers)
    if any(map(_FRENCH.search, answers)):
        personal += sum(len(_FRENCH_PERSON.findall(answer)) for answer in answers)
    return personal > (0 if _QUOTED.match(title) else _SHARE * words)
