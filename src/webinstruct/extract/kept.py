"""From the pairs that methods saw on a page to the rows that are kept, whatever the method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from webinstruct.core.ids import pair_id
from webinstruct.core.spans import Span
from webinstruct.core.stage import Note
from webinstruct.core.table import Row
from webinstruct.extract.fences import fences, with_whole_code
from webinstruct.extract.found import Found
from webinstruct.extract.grounding import Grounding, coverage_of, grounding_of
from webinstruct.extract.merge import Named, merged
from webinstruct.extract.settings import ExtractSettings

__all__ = ["Choice", "chosen", "pair_rows"]

_PASSED_ON = ("page_id", "url", "domain", "lang", "source_file", "record_offset", "fetched_at")


class Choice(NamedTuple):
    """The pairs of a page that are kept, in reading order, and what is to be counted about the others."""

    pairs: Sequence[Named]
    unfit: int
    ungrounded: int
    notes: Sequence[Note]


def chosen(pairs: Sequence[Named], text: str, settings: ExtractSettings) -> Choice:
    """Which of `pairs`, those of the most trusted method first, are long enough, stand in the page, and come once."""
    fit = [named for named in pairs if _is_fit(named.found, text, settings)]
    grounded = [n for n in fit if settings.keep_ungrounded or _is_grounded(n.found)]
    kept = merged(grounded, text)
    notes = []
    if len(grounded) < len(fit):
        notes.append(Note("pairs_not_grounded", len(fit) - len(grounded)))
    if len(kept) > settings.max_pairs_per_page:
        notes.append(Note("pages_cut_at_max_pairs"))
    most = settings.max_pairs_per_page
    return Choice(kept[:most], len(pairs) - len(fit), len(fit) - len(grounded), notes)


def pair_rows(row: Row, text: str, pairs: Iterable[Named]) -> list[dict[str, Any]]:
    """The rows of PAIRS for `pairs` of the page in `row`, with the code that they cut made whole."""
    named = list(pairs)
    blocks = fences(text) if named else []
    return [_pair(row, text, n.method, with_whole_code(n.found, text, blocks)) for n in named]


def _is_fit(found: Found, text: str, settings: ExtractSettings) -> bool:
    question, answer = found.question.text(text), found.answer.text(text)
    return (
        len(question) >= settings.min_question_chars
        and settings.min_answer_chars <= len(answer) <= settings.max_answer_chars
    )


def _is_grounded(found: Found) -> bool:
    return grounding_of(found) is not Grounding.NOT_FOUND


def _pair(row: Row, text: str, method: str, found: Found) -> dict[str, Any]:
    question, answer = found.question.text(text), found.answer.text(text)
    return {
        **{column: row.get(column) for column in _PASSED_ON if row.get(column) is not None},
        "pair_id": pair_id(row["page_id"], question, answer),
        "question": question,
        "answer": answer,
        "method": method,
        "question_spans": _as_columns(found.question.spans),
        "answer_spans": _as_columns(found.answer.spans),
        "grounding": str(grounding_of(found)),
        "coverage": coverage_of(found, text),
        "answer_status": str(found.status),
        "other_answers": [other.text(text) for other in found.others],
    }


def _as_columns(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in spans]
