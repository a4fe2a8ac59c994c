"""Threads of forums and Q&A communities whose engine is known: the table says where, this file reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting
from webinstruct.extract.structure.asking import asks
from webinstruct.extract.structure.dom import classes_of, inner, number_in, passage_of, words_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import DROPPED, Engine
from webinstruct.extract.structure.threads.engines import ENGINES
from webinstruct.extract.structure.threads.replies import Reply, chosen, seeks_help

__all__ = ["Post", "engine_posts", "is_later_page", "thread_of", "threads", "title_span"]

_TITLE_BEFORE = re.compile(
    r"^(?:\W*(?:thread|topic|author topic|re|question|thema|sujet|tema|موضوع)\s*:\s*|\[?(?:solved|"
    r"gelöst|résolu|closed)\]?\s*[:-]?\s+)+",
    re.IGNORECASE,
)
_TITLE_AFTER = re.compile(
    r"\s*(?:\[(?:solved|closed|duplicate|on hold)\]|#\d+|\(read \d+ times\)|- ?solved)\s*$", re.IGNORECASE
)
_PAGE_IN_TITLE = re.compile(
    r"\b(?:page|seite|página|pagina|strona|страница|сторінка|صفحه|صفحة|sayfa)\s*[:#]?\s*(\d{1,4})\b|"
    r"第\s*(\d{1,4})\s*页",
    re.IGNORECASE,
)
_PAGE_IN_URL = re.compile(r"(?:[?&/;-]page[=/-]?|[?&]p=|/p)(\d{1,4})(?=$|[&/#?.])", re.IGNORECASE)
_MARKS = frozenset(name for engine in ENGINES for mark in engine.marks for name in mark)
_MOST_REPLIES = 20


@dataclass(frozen=True, slots=True)
class Post:
    """One post: where its text stands, and what its head says.

    `place` is all of its body, quotes and signature too. `asks` says that it is the question, not a reply.
    """

    body: Passage
    author: str = ""
    accepted: bool = False
    votes: float | None = None
    place: Span | None = None
    asks: bool = False


def threads(page: Page) -> Sighting:
    """The question and answer of the first known engine whose mark-up is on the page."""
    engine, posts = engine_posts(page)
    if engine is None:
        return Sighting()
    if is_later_page(page):
        return Sighting(says=f"a later page of a {engine.name} thread", settles=True)
    return _sighting(page, engine, posts)


def engine_posts(page: Page) -> tuple[Engine | None, Sequence[Post]]:
    """The posts of the first known engine whose mark-up is on the page; None and nothing where there is none."""
    known = page.classes & _MARKS
    for engine in ENGINES if known else ():
        if any(known.issuperset(mark) for mark in engine.marks):
            posts = _posts(page, engine)
            if posts:
                return engine, posts
    return None, ()


def thread_of(
    page: Page, title: Span | None, posts: Sequence[Post], all_answer: bool = False
) -> Found | None:
    """The pair of a thread whose first post asks; None where it does not ask or nobody answers."""
    first, rest = posts[0], posts[1 : _MOST_REPLIES + 1]
    question = first.body.text(page.text)
    heading = page.text[slice(*title)] if title else page.title
    if not all_answer and not seeks_help(f"{heading} {page.title}", question):
        return None
    replies = [Reply(p.body.text(page.text), p.author, p.accepted, p.votes) for p in rest]
    choice = chosen(replies, first.author, all_answer)
    if choice is None or not (title or first.body.spans) or not (first.body.spans or asks(heading)):
        return None
    best, status = choice
    others = tuple(
        post.body
        for k, post in enumerate(rest)
        if k != best and post.body.spans and (all_answer or post.author != first.author or not first.author)
    )
    spans = ((title,) if title else ()) + first.body.spans
    return Found(Passage(spans), rest[best].body, status, others)


def is_later_page(page: Page) -> bool:
    """Whether a page continues a thread, so that its first post is not the question."""
    number = _PAGE_IN_TITLE.search(page.title) or _PAGE_IN_URL.search(page.url)
    return number is not None and int(number[1]) > 1


def title_span(page: Page, selectors: Sequence[str]) -> Span | None:
    """Where the thread's title stands, without "Thread:" before and "[solved]" after it."""
    for selector in selectors:
        node = page.tree.css_first(selector) if page.tree is not None else None
        span = page.span(node)
        if span is not None:
            trimmed = _trimmed(page.text, span)
            if 8 <= trimmed[1] - trimmed[0] <= 300:
                return trimmed
    return None


def _trimmed(text: str, span: Span) -> Span:
    title = text[slice(*span)]
    before = _TITLE_BEFORE.match(title)
    after = _TITLE_AFTER.search(title)
    start = span[0] + (before.end() if before else 0)
    end = span[0] + after.start() if after else span[1]
    return (start, end) if start < end else span


def _sighting(page: Page, engine: Engine, posts: Sequence[Post]) -> Sighting:
    found = thread_of(page, title_span(page, engine.title), posts, engine.answers_only)
    says = f"{engine.name} thread without an answer, posts: {len(posts)}"
    return Sighting((found,) if found else (), says, settles=True)


def _posts(page: Page, engine: Engine) -> list[Post]:
    nodes = page.nodes(engine.posts)
    if engine.question:
        asked = _only_question(page, engine)
        if asked is None:
            return []
        nodes = [asked, *(node for node in nodes if node.mem_id != asked.mem_id)]
    posts: list[Post] = []
    taken: set[int] = set()
    for node in nodes:
        body = _body(page, engine, node)
        if body is None and engine.question and not posts and node is nodes[0]:
            posts.append(Post(Passage()))
        if body is None or body.mem_id in taken:
            continue
        taken.add(body.mem_id)
        posts.append(_post(page, engine, node, body))
    return [post for post in posts if post.author or not posts[0].author]


def _only_question(page: Page, engine: Engine) -> LexborNode | None:
    """The element that asks; None where several do, because then the page is a FAQ in a similar mark-up."""
    nodes = page.nodes(engine.question)
    spans = [span for span in map(page.span, nodes) if span is not None]
    apart = any(span[0] >= spans[0][1] for span in spans[1:])
    return nodes[0] if nodes and not apart else None


def _body(page: Page, engine: Engine, post: LexborNode) -> LexborNode | None:
    for selector in engine.body:
        node = inner(post, selector) if selector else post
        if page.span(node) is not None:
            return node
    return None


def _post(page: Page, engine: Engine, node: LexborNode, body: LexborNode) -> Post:
    author = next((words_of(a) for a in (inner(node, s) for s in engine.author) if a is not None), "")
    accepted = (
        bool(set(engine.accepted_post) & set(classes_of(node))) or inner(node, engine.accepted) is not None
    )
    votes = number_in(words_of(inner(node, engine.votes)))
    return Post(passage_of(page, body, DROPPED), author, accepted, votes, page.span(body))
