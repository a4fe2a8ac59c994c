"""Threads whose engine nobody knows: posts that look alike, each with somebody's name and a date, below one title.

Either the first post asks and stands directly below the title, as in a forum, or what asks has an element
of its own
above posts that are called answers. A comment section has the same shape but for what stands before it: an
article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting
from webinstruct.extract.structure.asking import asks, asks_openly, sets_task
from webinstruct.extract.structure.dom import classes_of
from webinstruct.extract.structure.marked.class_pairs import class_pairs
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.answered import (
    Answered,
    announced_answers,
    answered_above,
    called_answers,
    may_be_answered,
)
from webinstruct.extract.structure.threads.asked import question_below, title_above, title_in
from webinstruct.extract.structure.threads.engine import Post
from webinstruct.extract.structure.threads.heads import post_in
from webinstruct.extract.structure.threads.known import is_later_page, thread_of
from webinstruct.extract.structure.threads.people import author_in
from webinstruct.extract.structure.threads.repeated import Group, alike_groups, may_be_dated, stamps
from webinstruct.extract.structure.threads.replies import doubts, seeks_help
from webinstruct.extract.structure.threads.shown_twice import shown_above
from webinstruct.extract.structure.threads.talk import (
    is_about_things,
    is_talk,
    leads_away,
    names_around,
    says_article,
)
from webinstruct.extract.structure.threads.wiki_talk import wiki_talk
from webinstruct.extract.structure.threads.words import (
    announces_remarks,
    names_answer,
)

__all__ = ["Shape", "shape_of", "thread_shape"]

_ASKING = "?？؟"
_ASKING_SIGN = re.compile(f"[{_ASKING}か]")
_ASKED_WITHIN = 4000  # characters from the top within which a thread has asked
_GROUPS = 8
_SHORTEST = 12  # characters that a post has on average
_SAMPLE = 20  # members that tell whether all of them lead to other pages
_MOST = 300
_NEAR_TITLE = 400
_LEAD_WITHIN = 120
_LONGEST_APART = 1500
_REPLY_NAMES = ("message", "reply", "beitrag", "msg", "respon", "thread", "topic", "forum")


class _Seen(NamedTuple):
    """A group, its posts, and the characters of these."""

    group: Group
    posts: Sequence[Post]
    length: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What looks like a thread. `begins`: the first of `posts` asks; `all_answer`: the others are called
    answers."""

    title: Span
    posts: Sequence[Post]
    begins: bool
    all_answer: bool = False


def thread_shape(page: Page) -> Sighting:
    """The pair of a page that has the shape of a thread; all pairs of a wiki's talk page.

    Entries that each hold a question and its answer, and are called so, are no thread.
    """
    talk = wiki_talk(page)
    if talk is not None:
        return talk
    shape = shape_of(page)
    if shape is None:
        return Sighting()
    if is_later_page(page):
        return Sighting(says="a later page of a thread", settles=True)
    if not shape.begins:
        return Sighting(says=f"comments below other text: {len(shape.posts)}")
    found = thread_of(page, shape.title, shape.posts, shape.all_answer)
    if _answer_themselves(page, shape.posts, found):
        return Sighting()
    return Sighting(
        (found,) if found else (), f"thread without an answer, posts: {len(shape.posts)}", settles=True
    )


def _answer_themselves(page: Page, posts: Sequence[Post], found: Found | None) -> bool:
    """Whether the posts are entries of question and answer: so many pairs are marked that hardly one post replies."""
    marked = len(class_pairs(page).pairs)
    return marked > 1 and (found is None or marked >= len(posts))


def shape_of(page: Page) -> Shape | None:
    """The thread that a page seems to be; None where no two posts look alike or nothing is asked."""
    if not page.html or not _may_ask(page) or says_article(page):
        return None
    called = may_be_answered(page)
    if not called and not may_be_dated(page):
        return None
    dates = stamps(page)
    longest = sorted(alike_groups(dates), key=lambda group: -len(group.members))[:_GROUPS]
    groups = [group for group in longest if _is_signed(page, group)]
    title = title_in(page) if groups or called else None
    if title is None:
        return None
    found = called_answers(page, title, frozenset(node.mem_id for node in dates)) if called else None
    shape = None if found else _dated_shape(page, title, groups)
    if called and found is None and (shape is None or not shape.begins):
        found = announced_answers(page, title)
    return _answered_shape(title, found) if found is not None else shape


def _may_ask(page: Page) -> bool:
    """Whether the title or the beginning of the page asks, or sets a task."""
    if any(sign in page.text for sign in _ASKING):
        lines = filter(_ASKING_SIGN.search, page.text[:_ASKED_WITHIN].split("\n"))
        if asks(page.title) or any(map(asks, lines)):
            return True
    return (
        seeks_help(page.title, "") or sets_task(page.text[:_NEAR_TITLE]) or doubts(page.text[:_ASKED_WITHIN])
    )


def _answered_shape(title: Span, found: Answered) -> Shape:
    return Shape(title, (_asker(found.asked), *found.posts), begins=True, all_answer=True)


def _dated_shape(page: Page, title: Span, groups: Sequence[Group]) -> Shape | None:
    """The thread that the group with the longest posts is."""
    seen = [
        _Seen(group, posts, _length(posts))
        for group, posts in ((g, _posts(page, g)) for g in groups)
        if posts
    ]
    best = max(seen, key=lambda one: one.length, default=None)
    while best is not None:
        inner = (one for one in seen if best is not None and _is_inside(one, best))
        more = max(inner, key=lambda one: one.length, default=None)
        if more is None:
            start = best.posts[0].place[0] if best.posts[0].place else 0
            return _shape(page, title_above(page, start) or title, best.group, best.posts)
        best = more
    return None


def _is_signed(page: Page, group: Group) -> bool:
    """Whether somebody is named in the first and the last member, and they do not lead to other pages."""
    members = group.members[:_MOST]
    ends = (members[0], members[-1])
    if leads_away(page.title, ends) or not all(author_in(page, member)[0] for member in ends):
        return False
    return not leads_away(page.title, members[:_SAMPLE])


def _is_inside(one: _Seen, other: _Seen) -> bool:
    """Whether posts stand inside one post of another group and say nearly as much: that one was a list of
    posts."""
    if len(one.posts) < max(len(other.posts), 3) or 2 * one.length < other.length or one is other:
        return False
    first, last = one.posts[0].place, one.posts[-1].place
    places = (post.place for post in other.posts if post.place)
    return (
        first is not None and last is not None and any(p[0] <= first[0] and last[1] <= p[1] for p in places)
    )


def _length(posts: Sequence[Post]) -> int:
    return sum(end - start for post in posts for start, end in post.body.spans)


def _posts(page: Page, group: Group) -> Sequence[Post]:
    """The posts of a group; none where fewer than four in five have a name,
    or where they lead to other pages."""
    members = group.members[:_MOST]
    written = sum(span[1] - span[0] for span in map(page.span, members) if span is not None)
    if written < _SHORTEST * len(members):
        return ()
    posts: list[Post] = []
    for k in range(len(members)):
        post = post_in(page, group, k)
        if post is None and k == 1 and not posts:
            return ()
        if post is not None:
            posts.append(post)
    names = {post.author for post in posts}
    is_one_name = len(posts) > 2 and len(names) == 1
    return posts if 5 * len(posts) >= 4 * len(members) and len(posts) > 1 and not is_one_name else ()


def _shape(page: Page, title: Span, group: Group, posts: Sequence[Post]) -> Shape:
    posts, start = _below_title(posts, title)
    between = page.text[title[1] : max(title[1], start)]
    lines = [line for line in between.splitlines() if line.strip()]
    names = " ".join(names_around(group))
    heading = page.text[slice(*title)]
    if start < title[1] or any(map(announces_remarks, lines)) or is_about_things(page, heading, names):
        return Shape(title, posts, begins=False)
    end, above = answered_above(page, start, title)
    end, posts = shown_above(page.text, (title[1], end), posts)
    asked = question_below(page, title, end)
    seeks = seeks_help(f"{heading} {page.title}", asked.text(page.text))
    if seeks and (end < start or _is_called_answer(group)):
        return Shape(title, (_asker(asked), *above, *posts), begins=True, all_answer=True)
    if len(between) <= _NEAR_TITLE:
        return Shape(title, posts, begins=is_talk(group, posts, names))
    if asked.spans and len(between) <= _LONGEST_APART and (asks_openly(heading) or asks(heading)):
        called_reply = any(name in names.lower() for name in _REPLY_NAMES) and "comment" not in names.lower()
        return Shape(title, (_asker(asked), *posts), begins=called_reply)
    return Shape(title, posts, begins=False)


def _below_title(posts: Sequence[Post], title: Span) -> tuple[Sequence[Post], int]:
    """`posts` without a title at the head of the first, and where its text begins then."""
    start, end = posts[0].place or (0, 0)
    spans = tuple((max(s, title[1]), e) for s, e in posts[0].body.spans if e > title[1])
    if start <= title[0] <= start + _LEAD_WITHIN and title[1] < end and spans:
        return (replace(posts[0], body=Passage(spans), place=(title[1], end)), *posts[1:]), title[1]
    return posts, start


def _asker(asked: Passage) -> Post:
    place = (asked.spans[0][0], asked.spans[-1][1]) if asked.spans else None
    return Post(asked, place=place)


def _is_called_answer(group: Group) -> bool:
    first, last = group.members[0], group.members[-1]
    return all(any(map(names_answer, classes_of(node))) for node in (first, last))
