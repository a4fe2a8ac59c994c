"""The posts of a page as a row of the engine table says where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from selectolax.lexbor import LexborNode

from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.dom import attribute, classes_of, inner, number_in, passage_of, words_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import DROPPED, SIGNATURES, Engine, Post
from webinstruct.extract.structure.threads.reading.leftovers import without_leftovers
from webinstruct.extract.structure.threads.reading.names import ANY_AUTHOR, is_advertiser, name_in

__all__ = ["holds_more", "posts_read"]

_REPEATED_CHARS = 40
_POST_ID = re.compile(
    r"""id=["']?(?:p|post|msg|comment|pid|reply|message|elComment|post_message)[-_]?(\d{2,12})["'\s>]"""
)
_MANY_IDS = 3
_DIGITS = re.compile(r"(\d{1,12})\D{0,20}$")
_FEWEST_NUMBERED = 3


def posts_read(page: Page, engine: Engine) -> list[Post]:
    """The posts with a body, the question first; none where the page is no thread of this engine."""
    nodes = page.nodes(engine.posts)
    if engine.question:
        asked = _only_question(page, engine)
        if asked is None:
            return []
        nodes = [asked, *(node for node in nodes if node.mem_id != asked.mem_id)]
    named = _named(page, engine, nodes) if engine.names else [(node, "") for node in nodes]
    if not engine.question and _counts_down(nodes):
        named.reverse()
    posts = _distinct(page.text, list(_posts(page, engine, named)))
    kept = [post for post in posts if (post.author or not posts[0].author) and not is_advertiser(post.author)]
    return _with_solution(page, engine, kept)


def holds_more(page: Page, engine: Engine, posts: Sequence[Post]) -> bool:
    """Whether the page shows more posts than were read: other bodies, or as many marks of single posts."""
    bodies = next(filter(None, (page.nodes(selector) for selector in engine.body if selector)), [])
    places = [post.place for post in posts if post.place is not None]
    apart = (
        span
        for span in map(page.span, bodies)
        if span is not None and not any(place[0] < span[1] and span[0] < place[1] for place in places)
    )
    return next(apart, None) is not None or len(set(_POST_ID.findall(page.html))) >= len(posts) + _MANY_IDS


def _counts_down(nodes: Sequence[LexborNode]) -> bool:
    """Whether the newest post stands first, as the numbers in their ids say."""
    ids = [_DIGITS.search(attribute(node, "id")) for node in nodes]
    numbers = [int(match[1]) for match in ids if match is not None]
    return len(numbers) == len(nodes) >= _FEWEST_NUMBERED and all(a > b for a, b in pairwise(numbers))


def _posts(page: Page, engine: Engine, named: Sequence[tuple[LexborNode, str]]) -> Iterator[Post]:
    taken: set[int] = set()
    around = (0, 0)
    for k, (node, name) in enumerate(named):
        body = _body(page, engine, node)
        place = page.span(body)
        if body is None or place is None:
            if k == 0 and (engine.question or _is_post(engine, node)):
                yield Post(Passage(), "" if engine.question else _author(engine, node, name))
            continue
        is_inside = not engine.question and around[0] <= place[0] and place[1] <= around[1]
        if body.mem_id not in taken and not is_inside:
            taken.add(body.mem_id)
            around = place
            yield _post(page, engine, node, body, name)


def _only_question(page: Page, engine: Engine) -> LexborNode | None:
    """The element that asks; None where several do, because then the page is a FAQ in a similar mark-up."""
    nodes = page.nodes(engine.question)
    spans = [span for span in map(page.span, nodes) if span is not None]
    apart = any(span[0] >= spans[0][1] for span in spans[1:])
    return nodes[0] if nodes and not apart else None


def _named(page: Page, engine: Engine, nodes: Sequence[LexborNode]) -> list[tuple[LexborNode, str]]:
    """Each post with the name nearest before it, or behind it where the first post stands before all names.

    A second body below one name is a signature or an addition of the forum's, and is left out. Where nobody is named,
    the bodies are some other site's.
    """
    bodies = {node.mem_id for node in nodes}
    for names in (engine.names, ANY_AUTHOR[-1]):
        ordered = page.nodes(f"{names}, {engine.posts}")
        if any(node.mem_id not in bodies for node in ordered):
            return _each_named(ordered, bodies)
    return []


def _each_named(ordered: Sequence[LexborNode], bodies: Set[int]) -> list[tuple[LexborNode, str]]:
    is_behind = ordered[0].mem_id in bodies
    named: list[tuple[LexborNode, str]] = []
    seen: set[int] = set()
    name = ""
    for node in ordered[::-1] if is_behind else ordered:
        if node.mem_id not in bodies:
            name = name_in(node) or name
        elif node.mem_id not in seen and name:
            named.append((node, name))
            name = ""
        seen.add(node.mem_id)
    return named[::-1] if is_behind else named


def _body(page: Page, engine: Engine, post: LexborNode) -> LexborNode | None:
    for selector in engine.body:
        node = inner(post, selector) if selector else post
        if page.span(node) is not None:
            return node
    return None


def _is_post(engine: Engine, node: LexborNode) -> bool:
    """Whether an element without text is a post of pictures only: it has a body all the same."""
    return any(not selector or inner(node, selector) is not None for selector in engine.body)


def _author(engine: Engine, node: LexborNode, name: str) -> str:
    own = (name_in(inner(node, selector)) for selector in engine.author)
    other = (name_in(inner(node, selector)) for selector in ANY_AUTHOR)
    return (
        name or next(filter(None, own), "") or attribute(node, "data-author") or next(filter(None, other), "")
    )


def _post(page: Page, engine: Engine, node: LexborNode, body: LexborNode, name: str) -> Post:
    accepted = (
        bool(set(engine.accepted_post) & set(classes_of(node))) or inner(node, engine.accepted) is not None
    )
    votes = number_in(words_of(inner(node, engine.votes)))
    return Post(_written(page, engine, body), _author(engine, node, name), accepted, votes, page.span(body))


def _written(page: Page, engine: Engine, body: LexborNode) -> Passage:
    """What somebody wrote; all but the signature where nothing is left beside quotes."""
    drop = f"{DROPPED}, {engine.drop}" if engine.drop else DROPPED
    spans = passage_of(page, body, drop).spans or passage_of(page, body, SIGNATURES).spans
    return passage(page.text, without_leftovers(page.text, spans, engine.is_mail))


def _distinct(text: str, posts: Sequence[Post]) -> list[Post]:
    """`posts` each in the last place where it stands: a solution is also shown on top, even above the question."""
    places: dict[tuple[str, str], int] = {}
    accepted: set[int] = set()
    for k, post in enumerate(posts):
        said = post.author, post.body.text(text)
        if len(said[1]) >= _REPEATED_CHARS:
            earlier = places.get(said)
            if earlier is not None and (post.accepted or posts[earlier].accepted or earlier in accepted):
                accepted.add(k)
            places[said] = k
    kept = set(places.values())
    return [
        replace(post, accepted=post.accepted or k in accepted)
        for k, post in enumerate(posts)
        if k in kept or len(post.body.text(text)) < _REPEATED_CHARS
    ]


def _with_solution(page: Page, engine: Engine, posts: Sequence[Post]) -> list[Post]:
    """`posts` with the reply accepted that begins as the solution does which the page shows apart."""
    solution = _flat(words_of(page.tree.css_first(engine.solution))) if page.tree and engine.solution else ""
    if not solution:
        return list(posts)
    begin = (_flat(post.body.text(page.text))[:_REPEATED_CHARS] for post in posts)
    return [
        replace(post, accepted=post.accepted or (k > 0 and bool(words) and words in solution))
        for k, (post, words) in enumerate(zip(posts, begin, strict=True))
    ]


def _flat(text: str) -> str:
    return "".join(text.split())
