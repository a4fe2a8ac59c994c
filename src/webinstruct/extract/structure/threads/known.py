"""Threads of forums and Q&A communities whose engine is known: the table says where, this file judges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import Engine, Post
from webinstruct.extract.structure.threads.engines import ENGINES
from webinstruct.extract.structure.threads.reading.known_posts import holds_more, posts_read
from webinstruct.extract.structure.threads.reading.names import is_nobody
from webinstruct.extract.structure.threads.reading.titles import is_later_page, named_title_span, title_span
from webinstruct.extract.structure.threads.replies import Reply, chosen, seeks_help

__all__ = ["Post", "engine_posts", "is_later_page", "thread_of", "threads", "title_span"]

_MARKS = frozenset(name for engine in ENGINES for mark in engine.marks for name in mark)
_IN_SEARCH = re.compile(
    r"/search(?:\.php|/|\?|$)|[?&;](?:search_id|searchid|action=search|do=search|sa=showposts|area=showposts|do=finduser)\b|"
    r"/(?:find-new|whats-new|recent-posts)\b",
    re.IGNORECASE,
)
_MOST_REPLIES = 20
_SHORTEST_TITLE = 4


def threads(page: Page) -> Sighting:
    """The question and answer of the first known engine whose mark-up is on the page."""
    engine, posts = engine_posts(page)
    if engine is None:
        return Sighting()
    if _IN_SEARCH.search(page.url):
        return Sighting(says=f"posts of many {engine.name} threads", settles=True)
    if is_later_page(page):
        return Sighting(says=f"a later page of a {engine.name} thread", settles=True)
    return _sighting(page, engine, posts)


def engine_posts(page: Page) -> tuple[Engine | None, Sequence[Post]]:
    """The posts of the first known engine whose mark-up is on the page; None and nothing where there is none.

    An engine that reads a single post goes behind one that reads more.
    """
    known = page.classes & _MARKS
    best: tuple[Engine | None, Sequence[Post]] = (None, ())
    for engine in ENGINES if known else ():
        if any(known.issuperset(mark) for mark in engine.marks):
            posts = posts_read(page, engine)
            if len(posts) > 1:
                return engine, posts
            if posts and best[0] is None:
                best = engine, posts
    return best


def thread_of(
    page: Page, title: Span | None, posts: Sequence[Post], all_answer: bool = False
) -> Found | None:
    """The pair of a thread whose first post asks; None where it does not ask or nobody answers."""
    read = (post for k, post in enumerate(posts) if k <= _MOST_REPLIES or post.accepted)
    first, *rest = map(_without_nobody, read)
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


def _without_nobody(post: Post) -> Post:
    """`post` without the name where it is that of every guest."""
    return replace(post, author="") if post.author and is_nobody(post.author) else post


def _sighting(page: Page, engine: Engine, posts: Sequence[Post]) -> Sighting:
    """The pair of a thread, or what was seen of it; where little was read, other methods may see more."""
    title = title_span(page, engine.title, _SHORTEST_TITLE)
    if title is None and posts[0].place is not None:
        title = named_title_span(page, posts[0].place[0])
    subject = page.text[slice(*title)] if title else ""
    written = [_below(page.text, subject, post) for post in posts]
    is_asked = bool(engine.question or written[0].body.spans)
    is_signed = bool(engine.question) or any(post.author for post in posts)
    found = thread_of(page, title, written, engine.answers_only) if is_asked and is_signed else None
    says = f"{engine.name} thread without an answer, posts: {len(posts)}"
    settles = found is not None or (is_signed and _is_read(page, engine, posts))
    return Sighting((found,) if found else (), says, settles=settles)


def _below(text: str, subject: str, post: Post) -> Post:
    """`post` without a first line that only repeats the thread's title."""
    (start, end), *rest = post.body.spans or ((0, 0),)
    line = text[start:end].partition("\n")[0]
    if not subject or line.strip(" #*") != subject or not (rest or text[start + len(line) : end].strip()):
        return post
    return replace(post, body=passage(text, [(start + len(line), end), *rest]))


def _is_read(page: Page, engine: Engine, posts: Sequence[Post]) -> bool:
    """Whether the posts read are all of the thread."""
    written = sum(bool(post.body.spans) for post in posts)
    return written > 1 or not holds_more(page, engine, posts)
