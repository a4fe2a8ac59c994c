"""Lines that say what they are: "Q: ..." and below it "A: ...", in the languages that `labels` knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks, asks_openly
from webinstruct.extract.structure.chrome import between_chrome, ends_content
from webinstruct.extract.structure.conversation import is_conversation
from webinstruct.extract.structure.faq.letters import Lettered, lettered
from webinstruct.extract.structure.labels import Label, LabelKind, ends_answer
from webinstruct.extract.structure.page import Page
from webinstruct.sources.page_text import BlockKind

__all__ = ["qa_lines"]

_FEWEST = 2
_LONGEST_QUESTION = 3000
_LONGEST_LINE = 121
_MARK = re.compile(r"[?？؟;]")
_ASKS = (LabelKind.QUESTION,)
_ANSWERS = (LabelKind.ANSWER, LabelKind.SOLUTION)


def qa_lines(page: Page) -> Sighting:
    """Each labelled question that a labelled answer follows directly."""
    known = [label for label in page.labels if label.kind in _ASKS + _ANSWERS]
    questions = sum(label.kind in _ASKS for label in known)
    pairs = _labelled(page, known) if questions else []
    if not pairs and len(_MARK.findall(page.text)) >= _FEWEST:
        pairs = _lettered(page)
        questions = max(questions, len(pairs))
    if not questions:
        return Sighting()
    asked = [found.question.text(page.text) for found in pairs]
    if is_conversation(page.title, asked, [found.answer.text(page.text) for found in pairs]):
        return Sighting(says=f"a conversation, questions: {questions}")
    return Sighting(pairs, f"lines labelled as questions: {questions}")


def _labelled(page: Page, known: Sequence[Label]) -> list[Found]:
    turns = [
        (asked, Lettered(asked.end, answered.start, answered.end))
        for asked, answered in pairwise(known)
        if asked.kind in _ASKS and answered.kind in _ANSWERS
    ]
    following = {
        answered.end: after.start for (_, answered), after in zip(pairwise(known), known[2:], strict=False)
    }
    end = _end_of_lines(page, turns[0][1].start, turns[-1][1].answer, len(turns)) if turns else 0
    found = _pairs(page, [turn for _, turn in turns], [following.get(turn.answer, end) for _, turn in turns])
    fits = (
        _is_fit(label, pair.question.text(page.text)) for (label, _), pair in zip(turns, found, strict=True)
    )
    return [pair for pair, fit in zip(found, fits, strict=True) if fit and pair.answer.spans]


def _lettered(page: Page) -> list[Found]:
    turns = lettered(page.text)
    if not turns:
        return []
    end = _end_of_lines(page, turns[0].start, turns[-1].answer, len(turns))
    limits = [page.text.rfind("\n", 0, turn.start) + 1 for turn in turns[1:]]
    pairs = _pairs(page, turns, [*limits, end])
    return [pair for pair in pairs if pair.answer.spans and pair.question.spans]


def _pairs(page: Page, turns: Sequence[Lettered], limits: Sequence[int]) -> list[Found]:
    """The pairs of `turns`, whose answers end at `limits`; the last where its length is out of proportion."""
    found: list[Found] = []
    longest = 0
    for turn, limit in zip(turns, limits, strict=True):
        begin = (
            turn.start
            + len(page.text[turn.start : turn.end])
            - len(page.text[turn.start : turn.end].lstrip(" |\n"))
        )
        question = passage(page.text, [(begin, max(begin, turn.end))])
        answer = _answer(page, turn.answer, limit, 2 * longest + 600 if turn is turns[-1] else None)
        longest = max(longest, sum(end - start for start, end in answer.spans))
        found.append(Found(question, answer))
    return found


def _end_of_lines(page: Page, start: int, end: int, count: int) -> int:
    """Where the element ends that holds all labelled lines, if there are several pairs; else the text's end."""
    return page.around(start, end + 1)[1] if count > 1 else len(page.text)


def _is_fit(label: Label, question: str) -> bool:
    """Whether a labelled question is one; "Q." may as well be an initial, so it has to ask."""
    return 0 < len(question) < _LONGEST_QUESTION and (
        not label.lettered or asks(question) or asks_openly(question)
    )


def _answer(page: Page, start: int, limit: int, most: int | None) -> Passage:
    end = start
    for k in range(page.block_at(start), len(page.blocks)):
        block = page.blocks[k]
        line = page.text[block.start : min(block.end, block.start + _LONGEST_LINE)]
        far = most is not None and block.end - start > most and end > start
        if block.start >= limit or far or (block.start >= start and _closes(block.kind, line)):
            break
        end = min(block.end, limit)
    start += len(page.text[start:end]) - len(page.text[start:end].lstrip(" |\n"))
    return passage(page.text, [between_chrome(page.text, (start, max(start, end)))])


def _closes(kind: BlockKind, line: str) -> bool:
    return kind is BlockKind.HEADING or ends_answer(line[:80]) or ends_content(line)
