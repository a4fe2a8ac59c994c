"""Any datatrove filter as a stage.

    stages: [recall, {name: no_policies, use: "webinstruct.adapters.datatrove:Filter"}, extract, ...]
    no_policies: {filter: "datatrove.pipeline.filters:RegexFilter", arguments: {regex_exp: "privacy policy"}}

The filter sees a Document whose text is the column `text`, whose id is the row's key and whose metadata are the other
columns. Checkpoints, counts and workers stay ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any, Literal

from pydantic import Field

from webinstruct.core.errors import MissingExtra
from webinstruct.core.named import imported
from webinstruct.core.settings import Settings
from webinstruct.core.stage import Rejected, Stage, StageContext, Verdict
from webinstruct.core.table import Row, Table
from webinstruct.tables import CANDIDATES, PAIRS, REFINED

__all__ = ["Filter", "FilterSettings"]

_TABLES: Mapping[str, Table] = {"candidates": CANDIDATES, "pairs": PAIRS, "refined": REFINED}


class FilterSettings(Settings):
    """Settings of a datatrove filter that stands as a stage."""

    filter: str
    """The filter's class, as package.module:Class."""

    arguments: dict[str, Any] = Field(default_factory=dict)
    """What its constructor is given."""

    table: Literal["candidates", "pairs", "refined"] = "candidates"
    """The table that the stage reads and writes: what flows at its place in `stages`."""

    text: str = "text"
    """The column that the filter judges: text for candidates, question or answer for pairs."""


class Filter(Stage):
    """One datatrove filter, row by row."""

    name = "datatrove_filter"
    reads = writes = CANDIDATES
    settings_type = FilterSettings

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(settings)
        self.reads = self.writes = _TABLES[settings.table]
        self._filter: Any = None

    def open(self, context: StageContext) -> None:
        """Build the filter."""
        self._filter = _built(self.settings)

    def process(self, row: Row) -> Iterable[Verdict]:
        """Keep the row, or reject it with the filter's word for why."""
        verdict = self._filter.filter(_document(row, self.reads.key, self.settings.text))
        keep, reason = verdict if isinstance(verdict, tuple) else (verdict, type(self._filter).__name__)
        yield {name: row[name] for name in self.reads.names} if keep else Rejected("filtered", str(reason))


def _built(settings: FilterSettings) -> Any:
    if find_spec("datatrove") is None:
        raise MissingExtra("datatrove is not installed. Next: pip install 'webinstruct[datatrove]'")
    return imported(settings.filter)(**settings.arguments)


def _document(row: Row, key: str, text: str) -> Any:
    from datatrove.data import Document

    metadata = {name: value for name, value in row.items() if name not in (text, key)}
    return Document(text=row[text] or "", id=str(row[key]), metadata=metadata)
