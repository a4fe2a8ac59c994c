"""Marker lines: where a post begins and ends, by whom it is, what it scored, whether it was accepted.

Names are not shown: who asks is told from who replies, which takes fewer tokens, sends nobody's name to a model's
server, and gives a page's author no way into a marker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webinstruct.extract.structure.threads.posts import Post

__all__ = ["CONTINUED", "Mark", "marks_of"]

CONTINUED = ", continued]"
"""How the marker of a post ends where a view begins within it."""


class Mark(NamedTuple):
    """The marker line before a post, and the one before what stands between it and the next: comments, signatures."""

    begin: str
    end: str


def marks_of(posts: Sequence[Post]) -> list[Mark]:
    """The marker lines of every post, in order.

    >>> from webinstruct.extract.found import Passage
    >>> marks = marks_of([Post(Passage(), "ann", asks=True), Post(Passage(), "bob", accepted=True, votes=61.0)])
    >>> [mark.begin for mark in marks], marks[1].end
    (['[post 1 by asker]', '[post 2 by other, accepted, score 61]'], '[end of post 2]')
    """
    asker = next((post.author for post in posts if post.asks), "")
    names = list(_names(posts))
    alike = Counter(names)
    return [
        Mark(
            f"[{', '.join([name + _by(post, asker, name), *_praise(post, name, alike[name])])}]",
            f"[end of {name}]",
        )
        for post, name in zip(posts, names, strict=True)
    ]


def _names(posts: Sequence[Post]) -> Iterator[str]:
    """ "post 2", or "question 2" and "answer 2" where a page marks several questions."""
    is_list = sum(post.asks for post in posts) > 1
    questions = 0
    for k, post in enumerate(posts, 1):
        questions += post.asks
        word = "question" if post.asks else "answer"
        yield f"{word} {questions}" if is_list else f"post {k}"


def _by(post: Post, asker: str, name: str) -> str:
    if name.startswith("question"):
        return ""
    if post.asks:
        return " by asker"
    if asker and post.author:
        return " by asker" if post.author == asker else " by other"
    return ""


def _praise(post: Post, name: str, alike: int) -> Iterator[str]:
    """What speaks for a post; that the only answer to a marked question is the accepted one says nothing."""
    if post.accepted and (alike > 1 or not name.startswith("answer")):
        yield "accepted"
    if post.votes is not None:
        yield f"score {post.votes:.15g}"
