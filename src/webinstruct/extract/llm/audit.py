"""How a model did where structure knows better: its pairs beside those of the pages that structure settled.

Structure's pairs are read off mark-up, so they are taken for the truth. Pages that the model is asked about anyway
cost nothing to compare; of the others a share is asked about for the sake of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from webinstruct.core.spans import Span, merged_spans
from webinstruct.core.stage import Note
from webinstruct.extract.found import Found

__all__ = ["audit_notes", "is_audited"]

_CHANCES = 1 << 32
_LEAST_SHARED = 0.7  # F1 of characters from which two passages are one, as in how extraction is scored


def is_audited(page_id: str, share: float) -> bool:
    """Whether a page is among the `share` (in [0, 1]) of all pages that are asked about; alike in every run.

    >>> sum(is_audited(str(k), 0.25) for k in range(1000)) in range(200, 300), is_audited("a", 0.0)
    (True, False)
    """
    digest = hashlib.blake2b(
        page_id.encode("utf-8", "surrogatepass"), digest_size=4, person=b"audit"
    ).digest()
    return int.from_bytes(digest, "big") < share * _CHANCES


def audit_notes(text: str, truth: Sequence[Found], model: Sequence[Found]) -> list[Note]:
    """What is counted of one page: pairs of both, how many are the same, and how many of their bounds.

    Each pair has four bounds: where question and answer begin and end, white space and marks at the edges left aside.
    The sums over all pages give precision, recall and the F1 of the bounds.

    >>> from webinstruct.extract.found import Passage
    >>> same, more = Found(Passage(((0, 4),)), Passage(((5, 10),))), Found(Passage(((0, 4),)), Passage(((5, 12),)))
    >>> [f"{note.word}: {note.count}" for note in audit_notes("Why? That. I", [same], [more])][-2:]
    ['audit_pairs_same: 1', 'audit_bounds_same: 3']
    """
    shared = list(_same(truth, model))
    bounds = sum(len(_bounds(text, one) & _bounds(text, other)) for one, other in shared)
    counts = {
        "audit_pages": 1,
        "audit_pairs_true": len(truth),
        "audit_pairs_model": len(model),
        "audit_pairs_same": len(shared),
        "audit_bounds_same": bounds,
    }
    return [Note(word, count) for word, count in counts.items() if count]


def _same(truth: Sequence[Found], model: Sequence[Found]) -> Iterator[tuple[Found, Found]]:
    """Pairs whose questions and answers stand in the same place, one to one, the closest first. Any answer that the
    page gives to a question is right; the pair of the truth comes with the one that the model took."""
    alike = []
    for i, one in enumerate(truth):
        for j, other in enumerate(model):
            question = _likeness(one.question.spans, other.question.spans)
            answers = [_likeness(each.spans, other.answer.spans) for each in (one.answer, *one.others)]
            if min(question, max(answers)) >= _LEAST_SHARED:
                alike.append((-question - max(answers), i, j, answers.index(max(answers))))
    taken: tuple[set[int], set[int]] = set(), set()
    for _, i, j, k in sorted(alike):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield replace(truth[i], answer=(truth[i].answer, *truth[i].others)[k]), model[j]


def _likeness(ours: Sequence[Span], theirs: Sequence[Span]) -> float:
    """F1 of the characters of two passages, in [0, 1].

    >>> _likeness([(0, 4)], [(2, 6)])
    0.5
    """
    sizes = _size(ours) + _size(theirs)
    return 2 * (sizes - _size([*ours, *theirs])) / sizes if sizes else 0.0


def _size(spans: Iterable[Span]) -> int:
    """Characters in `spans`, each counted once.

    >>> _size([(0, 4), (2, 6), (8, 9)])
    7
    """
    return sum(end - start for start, end in merged_spans(spans))


def _bounds(text: str, found: Found) -> set[tuple[str, int]]:
    """Where the words of question and answer begin and end."""
    bounds = set()
    for side, passage in (("question", found.question), ("answer", found.answer)):
        if passage.spans:
            (start, _), (_, end) = passage.spans[0], passage.spans[-1]
            bounds |= {
                (f"{side} begins", _first_word(text, start, end)),
                (f"{side} ends", _behind_last(text, start, end)),
            }
    return bounds


def _first_word(text: str, start: int, end: int) -> int:
    return next((place for place in range(start, end) if text[place].isalnum()), start)


def _behind_last(text: str, start: int, end: int) -> int:
    return next((place + 1 for place in range(end - 1, start - 1, -1) if text[place].isalnum()), end)
