"""schema.org questions in microdata and RDFa: the text is that of the marked elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, Sighting
from webinstruct.extract.structure.dom import attribute, number_in, passage_of, words_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.engine import DROPPED
from webinstruct.extract.structure.threads.known import Post
from webinstruct.extract.structure.threads.replies import Reply, chosen

__all__ = ["marked_posts", "microdata"]

_QUESTIONS = '[itemtype$="schema.org/Question"], [typeof="Question"], [typeof="schema:Question"]'
_ANSWERS = '[itemtype$="schema.org/Answer"], [typeof="Answer"], [typeof="schema:Answer"]'


def microdata(page: Page) -> Sighting:
    """The marked questions that have a marked answer."""
    owned = _owned(page)
    if not owned:
        return Sighting()
    pairs = [found for found in (_found(page, q, own) for q, own in owned) if found is not None]
    return Sighting(pairs, f"marked questions: {len(owned)}, marked answers: {len(page.nodes(_ANSWERS))}")


def marked_posts(page: Page) -> list[Post]:
    """Every marked question and answer that left text, in reading order."""
    posts: list[Post] = []
    for question, own in _owned(page):
        asked = _asked(page, question, own)
        posts.append(Post(asked, place=_around(asked), asks=True))
        for answer in own:
            said = _text(page, answer)
            posts.append(Post(said, "", _is_accepted(answer), _votes(answer), _around(said)))
    placed = [(post.place, post) for post in posts if post.place is not None]
    return [post for _, post in sorted(placed, key=lambda both: both[0])]


def _around(passage: Passage) -> Span | None:
    return (passage.spans[0][0], passage.spans[-1][1]) if passage.spans else None


def _owned(page: Page) -> list[tuple[LexborNode, Sequence[LexborNode]]]:
    """The marked questions, each with the marked answers that are its own."""
    questions = page.nodes(_QUESTIONS) if page.names_questions else []
    answers = page.nodes(_ANSWERS) if questions else []
    inside = _answers_inside(questions, answers)
    return [(q, inside.get(q.mem_id) or (answers if len(questions) == 1 else [])) for q in questions]


def _found(page: Page, question: LexborNode, own: Sequence[LexborNode]) -> Found | None:
    passages = [_text(page, answer) for answer in own]
    replies = [
        Reply(p.text(page.text), "", _is_accepted(a), _votes(a)) for p, a in zip(passages, own, strict=True)
    ]
    choice = chosen(replies, "", all_answer=True)
    asked = _asked(page, question, own)
    if choice is None or not asked.spans:
        return None
    others = tuple(p for k, p in enumerate(passages) if k != choice[0] and p.spans)
    return Found(asked, passages[choice[0]], choice[1], others)


def _answers_inside(
    questions: Sequence[LexborNode], answers: Sequence[LexborNode]
) -> Mapping[int, list[LexborNode]]:
    """By the id of each question's node, the answers that lie in it; every answer walks up once."""
    ids = {question.mem_id for question in questions}
    inside: dict[int, list[LexborNode]] = defaultdict(list)
    for answer in answers:
        above = answer.parent
        while above is not None:
            if above.mem_id in ids:
                inside[above.mem_id].append(answer)
            above = above.parent
    return inside


def _asked(page: Page, question: LexborNode, answers: Sequence[LexborNode]) -> Passage:
    """The name and the text of a question, each only where it is the question's own, not an answer's."""
    spans: list[Span] = []
    inside = [span for span in map(page.span, answers) if span is not None]
    for name in ("name", "text"):
        for node in _properties(question, name):
            found = passage_of(page, node, DROPPED).spans
            if found and not any(s[0] <= found[0][0] < s[1] for s in inside):
                spans += [s for s in found if not any(t[0] <= s[0] < t[1] for t in spans)]
                break
    return Passage(tuple(spans))


def _text(page: Page, answer: LexborNode) -> Passage:
    node = next(iter(_properties(answer, "text")), answer)
    return passage_of(page, node, DROPPED)


def _properties(node: LexborNode, name: str) -> list[LexborNode]:
    return node.css(f'[itemprop~="{name}"], [property="{name}"], [property="schema:{name}"]')


def _is_accepted(answer: LexborNode) -> bool:
    return "acceptedAnswer" in attribute(answer, "itemprop") + attribute(answer, "property")


def _votes(answer: LexborNode) -> float | None:
    node = next(iter(_properties(answer, "upvoteCount")), None)
    return None if node is None else number_in(attribute(node, "content") or words_of(node))
