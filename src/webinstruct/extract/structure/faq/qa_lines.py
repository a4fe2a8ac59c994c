"""Lines that say what they are: "Q: ..." and below it "A: ...", in the languages that `labels` knows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks, asks_openly
from webinstruct.extract.structure.chrome import between_chrome
from webinstruct.extract.structure.conversation import is_conversation
from webinstruct.extract.structure.labels import Label, LabelKind, ends_answer
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import BlockKind

__all__ = ["qa_lines"]

_LONGEST_QUESTION = 3000
_ASKS = (LabelKind.QUESTION,)
_ANSWERS = (LabelKind.ANSWER, LabelKind.SOLUTION)


def qa_lines(page: Page) -> Sighting:
    """Each labelled question that a labelled answer follows directly."""
    known = [label for label in page.labels if label.kind in _ASKS + _ANSWERS]
    questions = sum(label.kind in _ASKS for label in known)
    if not questions:
        return Sighting()
    pairs = [found for found in _pairs(page, known) if found is not None]
    asked = [found.question.text(page.text) for found in pairs]
    if is_conversation(page.title, asked, [found.answer.text(page.text) for found in pairs]):
        return Sighting(says=f"a conversation, questions: {questions}")
    return Sighting(pairs, f"lines labelled as questions: {questions}")


def _pairs(page: Page, known: Sequence[Label]) -> list[Found | None]:
    closed = [*known, Label(LabelKind.QUESTION, len(page.text), len(page.text))]
    found: list[Found | None] = []
    longest = 0
    for (asked, answered), following in zip(pairwise(closed), closed[2:], strict=False):
        if asked.kind not in _ASKS or answered.kind not in _ANSWERS:
            continue
        question = passage(page.text, [(asked.end, answered.start)])
        last = following.start == len(page.text)
        most = 2 * longest + 600 if last else None
        limit = _end_of_lines(page, known, answered) if last else following.start
        answer = _answer(page, answered.end, limit, most)
        longest = max(longest, sum(end - start for start, end in answer.spans))
        good = answer.spans and _is_fit(asked, question.text(page.text))
        found.append(Found(question, answer) if good else None)
    return found


def _end_of_lines(page: Page, known: Sequence[Label], last: Label) -> int:
    """Where the element ends that holds all labelled lines, if there are several pairs; else the text's end."""
    several = sum(label.kind in _ASKS for label in known) > 1
    return page.around(known[0].start, last.end + 1)[1] if several else len(page.text)


def _is_fit(label: Label, question: str) -> bool:
    """Whether a labelled question is one; "Q." may as well be an initial, so it has to ask."""
    return 0 < len(question) < _LONGEST_QUESTION and (
        not label.lettered or asks(question) or asks_openly(question)
    )


def _answer(page: Page, start: int, limit: int, most: int | None) -> Passage:
    end = start
    for block in page.blocks[page.block_at(start) :]:
        line = page.text[block.start : block.start + 80]
        far = most is not None and block.end - start > most and end > start
        if block.start >= limit or far or (block.start >= start and _closes(block.kind, line)):
            break
        end = min(block.end, limit)
    return passage(page.text, [between_chrome(page.text, (start, end))])


def _closes(kind: BlockKind, line: str) -> bool:
    return kind is BlockKind.HEADING or ends_answer(line)
