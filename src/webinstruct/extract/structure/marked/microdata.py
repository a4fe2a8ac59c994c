"""schema.org questions in microdata and RDFa: the text is that of the marked elements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting, passage
from webinstruct.extract.structure.dom import attribute, number_in, passage_of, spans_without, words_of
from webinstruct.extract.structure.marked.items import Item, questions_of
from webinstruct.extract.structure.marked.values import plain
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import DROPPED
from webinstruct.extract.structure.threads.known import Post
from webinstruct.extract.structure.threads.replies import Reply, chosen

__all__ = ["marked_posts", "microdata"]

_LONGEST_UNNAMED = 1_000
"""Characters of a question that none of its properties holds, so that it is the rest of its element."""


def microdata(page: Page) -> Sighting:
    """The marked questions that have a marked answer."""
    questions = questions_of(page)
    if not questions:
        return Sighting()
    pairs = [found for found in (_found(page, question) for question in questions) if found is not None]
    answers = sum(len(question.answers) for question in questions)
    return Sighting(pairs, f"marked questions: {len(questions)}, marked answers: {answers}")


def marked_posts(page: Page) -> list[Post]:
    """Every marked question and answer that left text, in reading order."""
    posts: list[Post] = []
    for question in questions_of(page):
        asked = _asked(page, question)
        posts.append(Post(asked, place=_around(asked), asks=True))
        for answer in question.answers:
            said = _text(page, answer)
            posts.append(Post(said, "", answer.accepted, _votes(answer), _around(said)))
    placed = [(post.place, post) for post in posts if post.place is not None]
    return [post for _, post in sorted(placed, key=lambda both: both[0])]


def _around(passage: Passage) -> Span | None:
    return (passage.spans[0][0], passage.spans[-1][1]) if passage.spans else None


def _found(page: Page, question: Item) -> Found | None:
    passages = [_text(page, answer) for answer in question.answers]
    replies = [
        Reply(said.text(page.text), "", answer.accepted, _votes(answer))
        for said, answer in zip(passages, question.answers, strict=True)
    ]
    choice = chosen(replies, "", all_answer=True)
    if choice is None:
        return None
    asked = _asked(page, question)
    if not asked.spans and not asked.given:
        return None
    others = tuple(p for k, p in enumerate(passages) if k != choice[0] and p.spans)
    return Found(asked, passages[choice[0]], choice[1], others)


def _asked(page: Page, question: Item) -> Passage:
    """The name and the text of a question; without either what its element holds beside the answers."""
    spans: list[Span] = []
    given = ""
    for name in ("name", "headline", "text"):
        if name == "headline" and (spans or given):
            continue
        told = _told(page, question.properties.get(name, ()))
        spans += [span for span in told.spans if not any(s[0] <= span[0] < s[1] for s in spans)]
        given = given or told.given
    if spans or given:
        return Passage(tuple(spans)) if spans else Passage(given=given)
    whole = page.span(question.node)
    cut = [span for span in (page.span(answer.node) for answer in question.answers) if span is not None]
    rest = passage(page.text, spans_without(whole, cut)[:1]) if whole is not None and cut else Passage()
    return rest if len(rest.text(page.text)) <= _LONGEST_UNNAMED else Passage()


def _text(page: Page, answer: Item) -> Passage:
    """The text of an answer: the element marked so; without one all of the answer."""
    told = _told(page, answer.properties.get("text", ()))
    return told if told.spans or told.given else passage_of(page, answer.node, DROPPED)


def _told(page: Page, nodes: Iterable[LexborNode]) -> Passage:
    """What the first of `nodes` says that says anything, in the text or in its `content`."""
    for node in nodes:
        said = passage_of(page, node, DROPPED)
        if said.spans:
            return said
        if content := plain(attribute(node, "content")):
            return Passage(given=content)
    return Passage()


def _votes(answer: Item) -> float | None:
    nodes: Sequence[LexborNode] = answer.properties.get("upvoteCount", ())
    return number_in(attribute(nodes[0], "content") or words_of(nodes[0])) if nodes else None
