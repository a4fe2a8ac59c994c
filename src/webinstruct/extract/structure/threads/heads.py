"""One post of unknown mark-up: who wrote it, how it was voted, and which of its elements holds what was written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage, passage
from webinstruct.extract.structure.chrome import without_chrome
from webinstruct.extract.structure.dom import ancestors, attribute, inner, number_in, passage_of, words_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import DROPPED
from webinstruct.extract.structure.threads.known import Post
from webinstruct.extract.structure.threads.people import (
    MOST_TEXTS,
    author_in,
    is_beside,
    texts_of,
)
from webinstruct.extract.structure.threads.reading.titles import is_subject
from webinstruct.extract.structure.threads.repeated import Group
from webinstruct.extract.structure.threads.words import (
    marks_accepted,
    names_accepted,
)

__all__ = ["post_in"]

_BODY = (
    "[class*=text i], [class*=content i], [class*=body i], [class*=message i], [class*=msg i], "
    "[class*=prose i], [class*=markdown i], [class*=description i]"
)
_VOTES = (
    "[class*=votecount i], [class*=vote-count i], [class*=score i], [class*=likes i], [class*=vote i], "
    "[class*=upvote i]"
)
_ACCEPTED = (
    "[class*=accepted i], [class*=best i], [class*=solution i], [class*=chosen i], [class*=selected i]"
)
_QUOTE = "[class*=quote i]"
_STAMP = 30  # characters of a date with the words around it
_NESTED = (
    5  # how many times longer an element with dates of its own has to be, because it may hold other posts
)
_LONGEST_HEAD = 250  # characters of an element that holds no more than name, date and a few counts


def post_in(page: Page, group: Group, k: int, named: bool = True) -> Post | None:
    """The post that member `k` of `group` is; None where nothing written stands in it,
    or nobody is `named`."""
    node = group.members[k]
    author, element = author_in(page, node)
    if named and not author:
        return None
    heads, further = _heads(node, group, element)
    element = _body(page, node, heads, further, _length(page.span(element)) + _STAMP)
    whole = page.span(element)
    body = _tidy(page, element, heads, author) if element is not None else Passage()
    said = body.text(page.text)
    if not body.spans or is_beside(said, author) or is_subject(said, page.title):
        whole = _beside(page, group, k)
        left = without_chrome(page.text, [whole]) if whole else ()
        body = _without_name(page.text, passage(page.text, left), author)
    if not body.spans:
        return None
    return Post(body, author, _is_accepted(node), number_in(words_of(inner(node, _VOTES))), whole)


def _is_accepted(node: LexborNode) -> bool:
    """Whether a post is marked as the one that solves the question, by class or in words."""
    if names_accepted(attribute(node, "class")):
        return True
    for marked in islice(node.css(_ACCEPTED), 8):
        if names_accepted(attribute(marked, "class")) and "none" not in attribute(marked, "style"):
            return True
    return any(marks_accepted(text) for text in islice(texts_of(node), MOST_TEXTS))


def _tidy(page: Page, element: LexborNode, heads: Collection[int], author: str) -> Passage:
    """What stands in an element, without quotes, heads and the lines that are the site's."""
    spans = passage_of(page, element, f"{DROPPED}, {_QUOTE}").spans
    cut = [
        s for s in (page.span(child) for child in element.iter() if child.mem_id in heads) if s is not None
    ]
    kept = [span for span in spans if span not in cut]
    for start, end in cut:
        if end - start <= _LONGEST_HEAD:
            kept = [piece for span in kept for piece in _split(span, (start, end))]
    return _without_name(page.text, passage(page.text, without_chrome(page.text, kept)), author)


def _split(span: Span, cut: Span) -> Iterator[Span]:
    if cut[1] <= span[0] or cut[0] >= span[1]:
        yield span
        return
    if cut[0] > span[0]:
        yield span[0], cut[0]
    if cut[1] < span[1]:
        yield cut[1], span[1]


def _heads(node: LexborNode, group: Group, named: LexborNode | None) -> tuple[set[int], set[int]]:
    """The ids of the elements from the author and the first date of a post up to it; those above further
    dates."""
    dated = [part for part in node.traverse() if part.mem_id in group.stamps]
    heads = _path(node, [head for head in (named, *dated[:1]) if head is not None])
    return heads, _path(node, dated[1:]) - heads


def _path(node: LexborNode, below: Sequence[LexborNode]) -> set[int]:
    """The ids of the elements from each of `below` up to the child of `node`."""
    ids: set[int] = set()
    for part in below:
        if part.mem_id == node.mem_id:
            continue
        ids.add(part.mem_id)
        for above in ancestors(part):
            if above.mem_id == node.mem_id or above.mem_id in ids:
                break
            ids.add(above.mem_id)
    return ids


def _body(
    page: Page, node: LexborNode, heads: set[int], further: set[int], said: int = 0
) -> LexborNode | None:
    """The element of a post that holds most of what was written and not who wrote it."""
    best = _fullest(page, node, heads, further, said)
    named, length = None, 0
    for candidate in node.css(_BODY):
        own = _length(page.span(candidate))
        if own > length and candidate.mem_id not in heads | further | {node.mem_id}:
            named, length = candidate, own
    return named if named is not None and 2 * length >= _length(page.span(best)) else best


def _fullest(
    page: Page, node: LexborNode, heads: set[int], further: set[int], said: int
) -> LexborNode | None:
    """Down from a post into the child with most text beside the head, whose own length is `said`."""
    while page.span(node) is not None:
        headed, free, held, rest = None, None, 0, 0
        for child in node.iter():
            own = _length(page.span(child))
            if child.mem_id in heads:
                headed, held = (child, own) if own >= held else (headed, held)
                continue
            own = own // _NESTED if child.mem_id in further else own
            free, rest = (child, own) if own > rest else (free, rest)
        if headed is not None and held - said > rest:
            node = headed
            continue
        return node if free is None or 2 * rest < _length(page.span(node)) - held else free
    return None


def _beside(page: Page, group: Group, k: int) -> Span | None:
    """The characters of what stands between a post's head and the next head,
    where it is no element of its own."""
    node = group.members[k].next
    following = group.members[k + 1].mem_id if k + 1 < len(group.members) else 0
    spans: list[Span] = []
    while node is not None and node.mem_id != following and len(spans) < MOST_TEXTS:
        span = page.span(node)
        if span is not None:
            spans.append(span)
        if not following and spans:
            break
        node = node.next
    return (spans[0][0], spans[-1][1]) if spans else None


def _without_name(text: str, body: Passage, author: str) -> Passage:
    """`body` without lines at its edges that say who wrote and when, mark it as accepted or are controls."""
    spans: list[Span] = list(body.spans)
    while spans:
        start, end = spans[0]
        line, _, below = text[start:end].partition("\n")
        if not is_beside(line, author) or not (below.strip() or spans[1:]):
            break
        spans = list(passage(text, [(start + len(line), end), *spans[1:]]).spans)
    while spans:
        start, end = spans[-1]
        above, _, line = text[start:end].rpartition("\n")
        if not is_beside(line, author) or not (above.strip() or spans[:-1]):
            break
        spans = list(passage(text, [*spans[:-1], (start, end - len(line))]).spans)
    return Passage(tuple(spans))


def _length(span: Span | None) -> int:
    return span[1] - span[0] if span is not None else 0
