"""Answers that a page calls so, by a class or a heading, below a title that asks: no date and no name is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.asking import asks, asks_openly, sets_task
from webinstruct.extract.structure.chrome import without_chrome
from webinstruct.extract.structure.dom import attribute, classes_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.heads import post_in
from webinstruct.extract.structure.threads.known import Post
from webinstruct.extract.structure.threads.repeated import Group
from webinstruct.extract.structure.threads.titles import question_below
from webinstruct.extract.structure.threads.words import announces_answers, announces_remarks, names_answer
from webinstruct.sources.page_text import Block, BlockKind

__all__ = ["Answered", "answered", "may_be_answered"]

_NAMED = "[class*=answer i], [class*=antwort i], [class*=reponse i], [class*=respuesta i], [class*=resposta i], [id*=answer i]"
_NAMES = ("answer", "antwort", "reponse", "respuesta", "resposta")
_NEVER = frozenset(["a", "button", "input", "form", "label", "nav", "body", "html", "svg", "i", "span", "h1", "h2", "h3", "img"])
_SHORTEST = 15  # characters of an element that can be an answer
_GAP = 200  # characters between two answers: bylines and controls, but no question
_LONGEST = 6000  # characters of a question; more are an article
_MOST = 100
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_HIGHEST = 4  # elements around a heading in which it may stand alone


@dataclass(frozen=True, slots=True)
class Answered:
    """What asks below the title, and the posts that answer it."""

    asked: Passage
    posts: Sequence[Post]


def may_be_answered(page: Page) -> bool:
    """Whether a class or a heading of the page speaks of answers."""
    if any(name in page.vocabulary for name in _NAMES):
        return True
    return any(announces_answers(page.text[block.start : block.end]) for block in _headings(page))


def answered(page: Page, title: Span) -> Answered | None:
    """The question and its answers; None where nothing is asked, or where more than one question is."""
    posts = _called(page, title) or _announced(page, title)
    if not posts or posts[0].place is None:
        return None
    start = posts[0].place[0]
    above = [h for h in _headings(page) if title[1] <= h.start < start]
    asked = question_below(page, title, start)
    heading, text = page.text[slice(*title)], asked.text(page.text)
    if len(text) > _LONGEST or any(announces_remarks(page.text[h.start : h.end]) for h in above):
        return None
    seeks = asks(heading) or asks_openly(heading) or asks(text) or sets_task(heading) or sets_task(text)
    return Answered(asked, posts) if seeks else None


def _headings(page: Page) -> list[Block]:
    return [block for block in page.blocks if block.kind is BlockKind.HEADING and block.end - block.start < 80]


def _called(page: Page, title: Span) -> Sequence[Post]:
    """The outermost elements named answers, where no question stands between them."""
    members: list[LexborNode] = []
    end = title[1]
    for node in page.nodes(_NAMED) if any(name in page.vocabulary for name in _NAMES) else ():
        span = page.span(node)
        if span is None or span[0] < end or span[1] - span[0] < _SHORTEST or node.tag in _NEVER:
            continue
        if any(map(names_answer, [*classes_of(node), attribute(node, "id").rstrip("0123456789")])):
            if members and (span[0] - end > _GAP or asks(page.text[end : span[0]])):
                return ()
            members.append(node)
            end = span[1]
    return _posts_of(page, members) if len(members) <= _MOST else ()


def _posts_of(page: Page, members: Sequence[LexborNode]) -> Sequence[Post]:
    if not members or members[0].parent is None:
        return ()
    group = Group(members[0].parent, members, frozenset())
    posts = (post_in(page, group, k, named=False) for k in range(len(members)))
    return [post for post in posts if post is not None]


def _announced(page: Page, title: Span) -> Sequence[Post]:
    """What follows the only heading that announces an answer, up to the next heading of its level."""
    headings = [block for block in _headings(page) if block.start >= title[1]]
    announcing = [k for k, block in enumerate(headings) if announces_answers(page.text[block.start : block.end])]
    if len(announcing) != 1 or announcing[0] > 1:
        return ()
    heading = headings[announcing[0]]
    below = _below(page, heading)
    if len(below) == 1:
        return _posts_of(page, below)
    end = next((block.start for block in headings[announcing[0] + 1 :] if block.level <= heading.level), len(page.text))
    last = page.span(below[-1]) if below else None
    whole = (heading.end, min(end, last[1]) if last else end)
    body = passage(page.text, without_chrome(page.text, [whole]))
    return [Post(body, place=whole)] if body.spans else ()


def _below(page: Page, heading: Block) -> Sequence[LexborNode]:
    """The elements with text that follow a heading, or the element that it heads; none where it is not found."""
    node: LexborNode | None = next((n for n in page.nodes(_HEADINGS) if (page.span(n) or (-1, 0))[1] == heading.end), None)
    for _ in range(_HIGHEST):
        following: list[LexborNode] = []
        beside = node.next if node is not None else None
        while beside is not None and len(following) < _MOST:
            if page.span(beside) is not None:
                following.append(beside)
            beside = beside.next
        if following or node is None:
            return following
        node = node.parent
    return ()
