"""Candidates to pairs. The judgement is in the methods; here it is put in order, and every page gets its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webinstruct.core.reject import Reject
from webinstruct.core.stage import Note, Rejected, Stage, Verdict
from webinstruct.core.table import Row
from webinstruct.extract.kept import chosen, pair_rows
from webinstruct.extract.look import look_in
from webinstruct.extract.settings import ExtractSettings
from webinstruct.tables import CANDIDATES, PAIRS

__all__ = ["Extract"]


class Extract(Stage):
    """Finds the questions of a page that the page itself answers."""

    name = "extract"
    reads = CANDIDATES
    writes = PAIRS
    settings_type = ExtractSettings
    settings: ExtractSettings

    @classmethod
    def kind_for(cls, settings: Any) -> type[Stage]:
        """A stage that holds conversations with a model, where `methods` names one."""
        if "llm" not in settings.methods:
            return cls
        from webinstruct.extract.llm.stage import ExtractWithModel

        return ExtractWithModel

    def process(self, row: Row) -> Iterator[Verdict]:
        """The pairs of one page in reading order, or NO_PAIRS with what was seen instead."""
        page, look, differs = look_in(row, self.settings.left_out)
        if differs:
            yield Note("text_differs")
        choice = chosen(look.pairs, page.text, self.settings)
        yield from choice.notes
        if not choice.pairs:
            yield Rejected(Reject.NO_PAIRS, "; ".join(look.says) or "no shape of question and answer")
        yield from pair_rows(row, page.text, choice.pairs)
