"""What a method found: a question and its answer as passages of one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from webinstruct.core.spans import Span, text_at

__all__ = ["AnswerStatus", "Found", "Passage", "Sighting", "passage"]


class AnswerStatus(StrEnum):
    """Why this answer and not another: the page marks it, votes say so, it came first, there is one only."""

    ACCEPTED = "accepted"
    VOTED = "voted"
    FIRST = "first"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of a page's text, in reading order; or wording `given` beside the text, still to be located.

    `shown` is what the spans say once code that they cut has its fence back; empty where they cut none. `coverage` is
    the share of the words of `given` that the spans hold, in [0, 1].
    """

    spans: tuple[Span, ...] = ()
    given: str = ""
    shown: str = ""
    coverage: float = 1.0

    def text(self, page: str) -> str:
        """The words, from the page's text where spans name them.

        >>> Passage(((0, 2), (3, 5))).text("ab-cd")
        'ab\\n\\ncd'
        """
        return self.shown or (text_at(page, self.spans) if self.spans else self.given)


@dataclass(frozen=True, slots=True)
class Found:
    """One pair as a method saw it; `others` are further answers in the page's order."""

    question: Passage
    answer: Passage
    status: AnswerStatus = AnswerStatus.ONLY
    others: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """All that one method saw on a page.

    `settles` says that the method knows what the page is (a thread, a FAQ of known shape), so that weaker methods
    would only find what is not meant: question headings inside an answer, comments below a question nobody answered.
    """

    pairs: Sequence[Found] = field(default_factory=tuple)
    says: str = ""
    settles: bool = False


def passage(text: str, spans: Iterable[Span]) -> Passage:
    """The passage of `spans` without white space at their edges; spans left empty vanish.

    >>> passage("a  b ", [(0, 3), (3, 5), (1, 3)]).spans
    ((0, 1), (3, 4))
    """
    trimmed = []
    for start, end in spans:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if left < right:
            trimmed.append((start + left, start + right))
    return Passage(tuple(trimmed))
