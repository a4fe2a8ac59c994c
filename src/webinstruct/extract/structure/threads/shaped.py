"""Threads whose engine nobody knows: posts that look alike, each with somebody's name and a date, below one title.

A comment section has the same shape but for what stands before it: an article. So the first post has to follow the
title closely, and it has to ask.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, Sighting, passage
from webinstruct.extract.structure.asking import asks
from webinstruct.extract.structure.chrome import without_chrome
from webinstruct.extract.structure.dom import classes_of, inner, number_in, passage_of, words_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import DROPPED
from webinstruct.extract.structure.threads.known import Post, is_later_page, thread_of, title_span

__all__ = ["begins_below", "shaped_posts", "thread_shape"]

_POST_WORDS = ("post", "comment", "message", "reply", "beitrag", "msg")
_DATE_WORDS = ("date", "time")
_PEOPLE_WORDS = re.compile(r"author|user|nick|poster|account|member|profile|avatar")
_AUTHOR = (
    "[itemprop=author], [rel=author], [class*=author i], [class*=username i], [class*=user-name i], [class*=nick i], "
    "[class*=poster i], [class*=accountname i], [class*=user i] a, a[href*='/user'], "
    "a[href*='/profile'], a[href*='/member']"
)
_DATE = "time, [class*=date i], [class*=time i], [title*='20']"
_BODY = "[class*=text i], [class*=content i], [class*=body i], [class*=message i], [class*=msg i]"
_VOTES = "[class*=votecount i], [class*=vote-count i], [class*=score i], [class*=likes i], [class*=vote i]"
_QUOTE = "[class*=quote i]"
_TITLES = ("h1", "[class*=title i]", "h2")
_FEWEST = 2
_MOST = 300
_NEAR_TITLE = 400


def thread_shape(page: Page) -> Sighting:
    """The pair of a page that has the shape of a thread."""
    title, posts = shaped_posts(page)
    if title is None:
        return Sighting()
    if is_later_page(page):
        return Sighting(says="a later page of a thread", settles=True)
    if not begins_below(title, posts):
        return Sighting(says=f"comments below other text: {len(posts)}")
    found = thread_of(page, title, posts)
    return Sighting((found,) if found else (), f"thread without an answer, posts: {len(posts)}", settles=True)


def shaped_posts(page: Page) -> tuple[Span | None, Sequence[Post]]:
    """The title of the page and what looks like posts; None and nothing where fewer than two do."""
    words = page.vocabulary
    named = [word for word in _POST_WORDS if word in words]
    dated = any(word in words for word in _DATE_WORDS) or "<time" in page.html
    if not (named and dated and _PEOPLE_WORDS.search(words) and asks(page.text[:20000])):
        return None, ()
    posts = max((_posts(page, nodes) for nodes in _groups(page, named)), key=_length, default=[])
    title = title_span(page, _TITLES)
    return (None, ()) if len(posts) < _FEWEST or title is None else (title, posts)


def begins_below(title: Span, posts: Sequence[Post]) -> bool:
    """Whether the first post follows the title closely, as in a thread; comments follow an article."""
    return 0 <= posts[0].body.spans[0][0] - title[1] <= _NEAR_TITLE


def _groups(page: Page, named: Sequence[str]) -> Iterator[list[LexborNode]]:
    """Elements of one tag and class, outermost only, in document order."""
    styles: dict[tuple[str, ...], list[LexborNode]] = defaultdict(list)
    ends: dict[tuple[str, ...], int] = {}
    for node in page.nodes(", ".join(f"[class*={word} i]" for word in named)):
        span = page.span(node)
        names = [
            re.sub(r"\d+", "", name) for name in classes_of(node) if not name.startswith(("odd", "even"))
        ]
        style = (node.tag or "", *sorted(set(names))[:4])
        if span is None or span[0] < ends.get(style, 0):
            continue
        ends[style] = span[1]
        styles[style].append(node)
    return (nodes for nodes in styles.values() if _FEWEST <= len(nodes) <= _MOST)


def _posts(page: Page, nodes: Sequence[LexborNode]) -> list[Post]:
    """The posts of a group; none where fewer than four in five have an author and a date."""
    if not all(inner(node, _AUTHOR) is not None for node in (nodes[0], nodes[-1])):
        return []
    posts = [post for post in (_post(page, node) for node in nodes) if post is not None]
    return posts if 5 * len(posts) >= 4 * len(nodes) else []


def _post(page: Page, node: LexborNode) -> Post | None:
    author = inner(node, _AUTHOR)
    if author is None or inner(node, _DATE) is None:
        return None
    names = {words_of(named) for named in node.css(_AUTHOR)}
    element = _body(page, node, author)
    body = _without_name(page.text, _written(page, element), names)
    votes = number_in(words_of(inner(node, _VOTES)))
    return Post(body, words_of(author), votes=votes, place=page.span(element)) if body.spans else None


def _body(page: Page, node: LexborNode, author: LexborNode) -> LexborNode | None:
    """The largest inner element that is called text or content and holds neither the author nor the whole post."""
    best, length = None, 0
    name = page.span(author)
    for candidate in node.css(_BODY):
        span = page.span(candidate)
        if span is None or (name and span[0] <= name[0] < span[1]):
            continue
        if span[1] - span[0] > length:
            best, length = candidate, span[1] - span[0]
    return best


def _written(page: Page, body: LexborNode | None) -> Passage:
    """What stands in a body, without what is quoted there and without the lines that are the site's."""
    if body is None:
        return Passage()
    spans = passage_of(page, body, f"{DROPPED}, {_QUOTE}").spans
    return passage(page.text, without_chrome(page.text, spans))


def _without_name(text: str, body: Passage, names: set[str]) -> Passage:
    """`body` without a first line that is only the name of who wrote."""
    if not body.spans:
        return body
    (start, end), *rest = body.spans
    line, _, below = text[start:end].partition("\n")
    if " ".join(line.split()) not in names or not (below.strip() or rest):
        return body
    return passage(text, [(start + len(line), end), *rest])


def _length(posts: Sequence[Post]) -> int:
    return sum(end - start for post in posts for start, end in post.body.spans)
