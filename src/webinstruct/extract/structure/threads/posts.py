"""The posts of a page, whoever knows of them: a known engine, schema.org mark-up, or the shape of a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from webinstruct.extract.structure.marked.microdata import marked_posts
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.known import Post, engine_posts, is_later_page
from webinstruct.extract.structure.threads.shaped import shape_of

__all__ = ["Post", "posts_of"]


def posts_of(page: Page) -> Sequence[Post]:
    """The posts that left text, in reading order; `asks` is set on the questions."""
    engine, posts = engine_posts(page)
    if engine is not None:
        return _with_asker(posts, not is_later_page(page))
    marked = marked_posts(page)
    if marked:
        return marked
    shape = shape_of(page)
    return _with_asker(shape.posts, shape.begins and not is_later_page(page)) if shape is not None else []


def _with_asker(posts: Sequence[Post], begins: bool) -> Sequence[Post]:
    """`posts` whose first asks where the thread begins on this page."""
    asked = [replace(post, asks=begins and k == 0) for k, post in enumerate(posts)]
    return sorted((post for post in asked if post.place is not None), key=lambda post: post.place or (0, 0))
