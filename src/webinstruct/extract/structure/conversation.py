"""Is this an interview? There, one person is asked and speaks of themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_conversation"]

_FIRST_PERSON = re.compile(
    r"\b(?:I|I'm|I've|my|me|myself|ich|mir|mich|mein(?:e[mnrs]?)?|je|j'ai|moi|mes?|yo|mi|me|eu|meu|"
    r"minha|io|mio|я|мне|меня|мой)\b"
)
_INTERVIEW = re.compile(
    r"\binterview|\bgespräch|\bentretien|\bentrevista|\bintervista|интервью|専訪|采访|访谈|"
    r"\bconversation with|\bin conversation|"
    r"\bq ?& ?a with|\btalks? (?:to|with|about)|\bquestions (?:for|to|with) ",
    re.IGNORECASE,
)
# The dash of a dialogue; a list's mark stands before each of several lines and apart from the word.
_SPOKEN = re.compile(r"[-–—―] ?(?=[^\W\d])(?![^\n]*\n[-–—―])")
_FEWEST_SPOKEN = 3
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
    return personal > _SHARE * words
