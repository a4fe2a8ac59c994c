"""Candidates to pairs. The judgement is in the methods; here it is put in order, and every page gets its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from webinstruct.core.ids import pair_id
from webinstruct.core.reject import Reject
from webinstruct.core.spans import Span
from webinstruct.core.stage import Note, Rejected, Stage, Verdict
from webinstruct.core.table import Row
from webinstruct.extract.fences import fences, with_whole_code
from webinstruct.extract.found import Found
from webinstruct.extract.grounding import Grounding, Locator, grounding_of
from webinstruct.extract.merge import Named, located, merged
from webinstruct.extract.settings import ExtractSettings
from webinstruct.extract.structure import METHODS, Page, page_of_html, page_of_text
from webinstruct.tables import CANDIDATES, PAIRS

__all__ = ["Extract"]

_PASSED_ON = ("page_id", "url", "domain", "lang", "source_file", "record_offset", "fetched_at")


class Extract(Stage):
    """Finds the questions of a page that the page itself answers."""

    name = "extract"
    reads = CANDIDATES
    writes = PAIRS
    settings_type = ExtractSettings
    settings: ExtractSettings

    def process(self, row: Row) -> Iterator[Verdict]:
        """The pairs of one page in reading order, or NO_PAIRS with what was seen instead."""
        page = _page(row)
        if page.text != row["text"]:
            yield Note("text_differs")
            page = page_of_text(row["url"], row.get("title") or "", row["text"])
        pairs, seen = self._sighted(page)
        fit = [named for named in pairs if self._is_fit(named.found, page.text)]
        grounded = [n for n in fit if self.settings.keep_ungrounded or _is_grounded(n.found)]
        if len(grounded) < len(fit):
            yield Note("pairs_not_grounded", len(fit) - len(grounded))
        kept = merged(grounded, page.text)
        if len(kept) > self.settings.max_pairs_per_page:
            yield Note("pages_cut_at_max_pairs")
        if not kept:
            yield Rejected(Reject.NO_PAIRS, "; ".join(seen) or "no shape of question and answer")
        blocks = fences(page.text) if kept else []
        for named in kept[: self.settings.max_pairs_per_page]:
            yield _pair(row, page.text, named.method, with_whole_code(named.found, page.text, blocks))

    def _sighted(self, page: Page) -> tuple[list[Named], list[str]]:
        """All pairs, those of the most trusted method first, and what the methods say they saw."""
        pairs: list[Named] = []
        seen: list[str] = []
        locator: Locator | None = None
        for name, method in METHODS.items():
            if name in self.settings.skip:
                continue
            sighting = method(page)
            if sighting.says:
                seen.append(sighting.says)
            for found in sighting.pairs:
                if found.question.given or found.answer.given:
                    locator = locator or Locator(page.text)
                    found = located(found, locator)
                pairs.append(Named(name, found))
            if sighting.settles:
                break
        return pairs, seen

    def _is_fit(self, found: Found, text: str) -> bool:
        question, answer = found.question.text(text), found.answer.text(text)
        return (
            len(question) >= self.settings.min_question_chars
            and self.settings.min_answer_chars <= len(answer) <= self.settings.max_answer_chars
        )


def _page(row: Row) -> Page:
    if row.get("html"):
        return page_of_html(row["url"], row["html"])
    return page_of_text(row["url"], row.get("title") or "", row["text"])


def _is_grounded(found: Found) -> bool:
    return grounding_of(found) is not Grounding.NOT_FOUND


def _pair(row: Row, text: str, method: str, found: Found) -> dict[str, Any]:
    question, answer = found.question.text(text), found.answer.text(text)
    return {
        **{column: row.get(column) for column in _PASSED_ON if row.get(column) is not None},
        "pair_id": pair_id(row["page_id"], question, answer),
        "question": question,
        "answer": answer,
        "method": f"structure:{method}",
        "question_spans": _as_columns(found.question.spans),
        "answer_spans": _as_columns(found.answer.spans),
        "grounding": str(grounding_of(found)),
        "answer_status": str(found.status),
        "other_answers": [other.text(text) for other in found.others],
    }


def _as_columns(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in spans]
