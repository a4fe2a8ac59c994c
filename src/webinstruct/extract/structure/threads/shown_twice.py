"""A reply that a page shows below its question already, before all replies: the one that the site holds best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from webinstruct.core.spans import Span
from webinstruct.extract.structure.threads.engine import Post

__all__ = ["shown_above"]

_SHORTEST = 40  # characters that nobody writes twice by chance
_MOST = 20  # replies that are looked for
_LONGEST = 20_000  # characters among which they are looked for


def shown_above(text: str, asked: Span, posts: Sequence[Post]) -> tuple[int, Sequence[Post]]:
    """Where the question ends, and `posts` with that one accepted which stands in `asked` too.

    >>> from webinstruct.extract.found import Passage
    >>> said = "Put it into warm water and wait until it foams."
    >>> end, posts = shown_above(f"Why?\\n{said}\\n{said}", (0, 53), [Post(Passage(((53, 100),)))])
    >>> end, posts[0].accepted
    (5, True)
    """
    start, end = asked
    found = end
    kept = list(posts)
    for k, post in enumerate(posts[:_MOST] if end - start <= _LONGEST else ()):
        first, last = post.body.spans[0] if post.body.spans else (0, 0)
        place = text.find(text[first:last], start, end) if last - first >= _SHORTEST else -1
        if place >= 0:
            found = min(found, place)
            kept[k] = replace(post, accepted=True)
    return found, kept
