"""What was written so far, counted, and which elements are to be judged by it at the end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from webinstruct.sources.page_text.draft import Draft
from webinstruct.sources.page_text.furniture import Content, holds_sentence, is_furniture, may_hold_sentences
from webinstruct.sources.page_text.suspicion import Suspicion

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """Running counts of a page; `suspects` are (first piece, stop, suspicion, content), inner ones first.

    `link_starts` are the pieces before which a link to another place began, in order.
    """

    characters: int = 0
    linked: int = 0
    headings: int = 0
    questions: int = 0
    suspects: list[tuple[int, int, Suspicion, Content]] = field(default_factory=list)
    titles: list[tuple[int, int]] = field(default_factory=list)
    link_starts: list[int] = field(default_factory=list)

    def content(self) -> Content:
        """Everything so far."""
        return Content(self.characters, self.linked, len(self.link_starts), self.headings, self.questions)

    def suspect(self, first: int, stop: int, suspicion: Suspicion, before: Content) -> None:
        """Judge pieces [first, stop) at the end by what came since `before`."""
        characters, linked, links, headings, questions = before
        since = Content(
            self.characters - characters,
            self.linked - linked,
            len(self.link_starts) - links,
            self.headings - headings,
            self.questions - questions,
        )
        self.suspects.append((first, stop, suspicion, since))

    def strike_furniture(self, draft: Draft, is_labeled: Callable[[int], bool]) -> None:
        """Take furniture out of `draft`; the outermost first, so that no piece is struck twice.

        `is_labeled` is asked with the first piece of a hidden element whether a label elsewhere opens it.
        """
        untouched = len(draft.pieces)
        for first, stop, suspicion, content in reversed(self.suspects):
            if stop > untouched or not is_furniture(suspicion, content, self.characters):
                continue
            if may_hold_sentences(suspicion, content) and holds_sentence(draft.pieces[first:stop]):
                continue
            if suspicion is Suspicion.HIDDEN and not content.linked and is_labeled(first):
                continue
            self.strike(draft, first, stop)
            untouched = first

    def strike(self, draft: Draft, first: int, stop: int) -> None:
        """Take pieces [first, stop) out of `draft`, but for the page's titles."""
        for begin, end in self._outside_titles(first, stop):
            draft.strike(begin, end)

    def _outside_titles(self, first: int, stop: int) -> list[tuple[int, int]]:
        """The parts of [first, stop) between the page's titles: a bar may be furniture, the title in it is not."""
        parts: list[tuple[int, int]] = []
        for begin, end in self.titles[
            bisect_left(self.titles, (first, 0)) : bisect_left(self.titles, (stop, 0))
        ]:
            parts.append((first, begin))
            first = end
        return [*parts, (first, stop)]
