"""Answers that a page calls so, by a class or by a line above them, below a title that asks: no date is needed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.asking import asks, asks_openly, sets_task
from webinstruct.extract.structure.chrome import without_chrome
from webinstruct.extract.structure.dom import attribute, classes_of
from webinstruct.extract.structure.labels import LabelKind
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.asked import question_below
from webinstruct.extract.structure.threads.dates import has_dated_lines, tells_when
from webinstruct.extract.structure.threads.engine import Post
from webinstruct.extract.structure.threads.heads import post_in
from webinstruct.extract.structure.threads.repeated import Group
from webinstruct.extract.structure.threads.words import (
    announcements,
    announces_remarks,
    names_answer,
    names_answerer,
)
from webinstruct.sources.page_text import BlockKind

__all__ = ["Answered", "announced_answers", "answered_above", "called_answers", "may_be_answered"]

_NAMES = ("answer", "antwort", "reponse", "respuesta", "resposta", "risposta", "antwoord", "odpowiedz")
_NAMED = ", ".join([f"[class*={name} i]" for name in _NAMES] + ["[id*=answer i]"])
_NEVER = frozenset(
    [
        "a",
        "button",
        "input",
        "form",
        "label",
        "nav",
        "body",
        "html",
        "svg",
        "i",
        "span",
        "h1",
        "h2",
        "h3",
        "img",
    ]
)
_SHORTEST = 15  # characters of an element that can be an answer
_GAP = 200  # characters between two answers: bylines and controls, but no question
_LONGEST = 6000  # characters of a question; more are an article
_MOST = 100
_CARD = 100  # characters of a line about who answers
_SENTENCE_ENDS = ".?!。？！؟:;)`"
_DIGIT = re.compile(r"\d")
_LINE = re.compile(r"[^\n]+")
_COUNTED = re.compile(r"(?:^|(?<=\s))([123])[.)](?=\s)")


@dataclass(frozen=True, slots=True)
class Answered:
    """What asks below the title, and the posts that answer it."""

    asked: Passage
    posts: Sequence[Post]


def may_be_answered(page: Page) -> bool:
    """Whether a class or a line of the page speaks of answers."""
    if any(name in page.vocabulary for name in _NAMES):
        return True
    return next(announcements(page.text, 0), None) is not None


def called_answers(page: Page, title: Span, dates: frozenset[int]) -> Answered | None:
    """The question and the elements named answers; None where nothing is asked,
    or where more than one question is."""
    return _answered(page, title, _called(page, title, dates))


def announced_answers(page: Page, title: Span) -> Answered | None:
    """The question and what stands below lines that announce answers."""
    return _answered(page, title, _announced(page, title))


def _answered(page: Page, title: Span, posts: Sequence[Post]) -> Answered | None:
    if not posts or posts[0].place is None:
        return None
    start, _ = answered_above(page, posts[0].place[0], title)
    asked = question_below(page, title, start)
    if names_answerer(page.text[start : page.text.find("\n", start)]):
        asked = _without_card(page.text, asked)
    text = asked.text(page.text)
    remarks = any(map(announces_remarks, page.text[title[1] : start].splitlines()))
    seeks = _seeks(page.text[slice(*title)], text)
    return Answered(asked, posts) if seeks and not remarks and len(text) <= _LONGEST else None


def _without_card(text: str, asked: Passage) -> Passage:
    """A question without the lines at its end that say who answers it: they end like no sentence."""
    spans = list(asked.spans)
    while spans:
        start, end = spans.pop()
        before, _, last = text[start:end].rpartition("\n")
        if len(last) > _CARD or last.rstrip()[-1:] in _SENTENCE_ENDS or not (before.strip() or spans):
            spans.append((start, end))
            break
        if before.strip():
            spans.append((start, start + len(before.rstrip())))
    return Passage(tuple(spans))


def answered_above(page: Page, first: int, title: Span) -> tuple[int, Sequence[Post]]:
    """Where the question ends that answers from `first` on follow, and the accepted answer that stands
    above them."""
    lines = [line for line in announcements(page.text, title[1]) if line[0][1] <= first]
    if not lines:
        return first, ()
    (start, end), accepted = lines[0]
    stop = lines[1][0][0] if len(lines) > 1 else first
    body = _run(page, (end, stop)) if accepted else Passage()
    length = sum(e - s for s, e in body.spans)
    return start, (Post(body, accepted=True, place=(end, stop)),) if length >= _SHORTEST else ()


def _called(page: Page, title: Span, dates: frozenset[int]) -> Sequence[Post]:
    """The outermost elements named answers, where no question stands between them."""
    members: list[LexborNode] = []
    asking: list[Span] = []
    end = title[1]
    for node in page.nodes(_NAMED) if any(name in page.vocabulary for name in _NAMES) else ():
        span = page.span(node)
        if span is None or span[0] < end or span[1] - span[0] < _SHORTEST or node.tag in _NEVER:
            continue
        if any(map(names_answer, [*classes_of(node), attribute(node, "id").rstrip("0123456789")])):
            if members and span[0] - end > _GAP:
                return ()
            if members and asks(page.text[end : span[0]]):
                asking.append((end, span[0]))
            members.append(node)
            end = span[1]
    is_one = len(members) <= _MOST and (not asking or _lead_elsewhere(page, asking))
    return _posts_of(page, members, dates) if is_one else ()


def _lead_elsewhere(page: Page, gaps: Sequence[Span]) -> bool:
    """Whether each of `gaps` holds several links and little else: a box of other questions."""
    links = sorted(span for span in map(page.span, page.nodes("a")) if span is not None)
    return all(len(_inside(gap, links)) > 1 and _leads(gap, links) for gap in gaps)


def _posts_of(page: Page, members: Sequence[LexborNode], dates: frozenset[int]) -> Sequence[Post]:
    if not members or members[0].parent is None:
        return ()
    group = Group(members[0].parent, members, dates)
    posts = (post_in(page, group, k, named=False) for k in range(len(members)))
    return [post for post in posts if post is not None]


def _announced(page: Page, title: Span) -> Sequence[Post]:
    """What follows each line that announces an answer, where the page poses no more than one problem."""
    lines = list(announcements(page.text, title[1]))
    if not 0 < len(lines) <= _MOST or not _seeks(
        page.text[slice(*title)], page.text[title[1] : lines[0][0][0]]
    ):
        return ()
    problems = [label for label in page.labels if label.kind in (LabelKind.PROBLEM, LabelKind.QUESTION)]
    if len(problems) > 1 or (problems and problems[0].start > lines[0][0][0]):
        return ()
    starts = [start for (start, _), _ in lines[1:]]
    last = _end(page, lines[-1][0], lines[-2][0] if len(lines) > 1 else title)
    links = sorted(span for span in map(page.span, page.nodes("a")) if span is not None)
    posts = (
        Post(_run(page, (line[1], stop)), accepted=accepted, place=(line[1], stop))
        for (line, accepted), stop in zip(lines, [*starts, last], strict=True)
        if not _leads((line[1], stop), links)
    )
    said = [post for post in posts if post.body.spans]
    if not _is_from_people(page.text, [page.text[start:end] for (start, end), _ in lines]):
        return ()
    above = page.text[title[1] : lines[0][0][0]]
    return () if said and _is_counted(above) and _is_counted(said[0].body.text(page.text)) else said


def _is_from_people(text: str, lines: Sequence[str]) -> bool:
    """Whether people answer below `lines`, not a book: these count or name them, or one line stands on a dated page."""
    if any(_DIGIT.search(line) or names_answerer(line) for line in lines):
        return True
    return len(set(lines)) == len(lines) and has_dated_lines(text, 1)


def _is_counted(text: str) -> bool:
    """Whether a text counts from one to three: above answers that do so too, these are several questions."""
    return {"1", "2", "3"} <= set(_COUNTED.findall(text))


def _seeks(heading: str, text: str) -> bool:
    """Whether a title or what stands below it asks or sets a task."""
    return asks(heading) or asks_openly(heading) or asks(text) or sets_task(heading) or sets_task(text)


def _leads(span: Span, links: Sequence[Span]) -> bool:
    """Whether most of `span` leads to other pages; `links` are sorted."""
    return 2 * sum(end - start for start, end in _inside(span, links)) > span[1] - span[0]


def _inside(span: Span, links: Sequence[Span]) -> Sequence[Span]:
    return links[bisect_left(links, (span[0], 0)) : bisect_left(links, (span[1], 0))]


def _run(page: Page, span: Span) -> Passage:
    """What stands in `span` without lines that are the site's or say when."""
    return passage(
        page.text,
        (run for start, end in without_chrome(page.text, [span]) for run in _undated(page, start, end)),
    )


def _undated(page: Page, start: int, end: int) -> Iterator[Span]:
    begin = start
    for line in _LINE.finditer(page.text, start, end):
        if tells_when(line[0]):
            yield begin, line.start()
            begin = line.end()
    yield begin, end


def _end(page: Page, line: Span, before: Span) -> int:
    """Where the answer below a line ends: with the element that holds both but not the line before,
    or at a heading."""
    around = page.around(line[0], min(line[1] + 2, len(page.text)))
    if around[0] >= before[1]:
        return around[1]
    headings = (
        block.start for block in page.blocks[page.block_at(line[1]) :] if block.kind is BlockKind.HEADING
    )
    return min(around[1], next((start for start in headings if start > line[1]), len(page.text)))
