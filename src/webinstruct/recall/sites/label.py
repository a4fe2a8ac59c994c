"""The stage label: each site worth a label gets one, from a file or an engine, and keeps its evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from webinstruct.core.stage import Numbered, Rejected, Settled, Stage, StageContext, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.labels.label import Label
from webinstruct.recall.labels.labeller import Labeller
from webinstruct.recall.labels.settings import LabelSettings
from webinstruct.tables.recall import LABELLED_SITES, SITES

__all__ = ["DROP", "KEEP", "LabelSites"]

KEEP, DROP = "keep", "drop"
_PROMPT = "builtin:prompts/label_domains.md"


class LabelSites(Stage):
    """Labels sites keep or drop."""

    name = "label"
    reads = SITES
    writes = LABELLED_SITES
    settings: LabelSettings
    settings_type = LabelSettings

    def __init__(self, settings: LabelSettings) -> None:
        super().__init__(settings)
        self._labeller = Labeller(settings, _PROMPT, _Site())
        self.gpus = self._labeller.gpus

    def identity(self) -> Mapping[str, str]:
        """The hashes of the file and the prompt, and what the engine is."""
        return self._labeller.identity()

    def open(self, context: StageContext) -> None:
        """Read the file, and open the engine."""
        self._labeller.open(context)

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        """Settle every site, a batch in a conversation."""
        return self._labeller.stream(rows, self.row_timeout_s)


class _Site:
    """A site as its labeller sees it."""

    keys: Sequence[str] = ("site", "domain")

    def name(self, row: Row) -> str:
        return str(row["site"])

    def shown(self, row: Row) -> str:
        """One line of JSON, so that nothing in a title can end it."""
        facts = {
            "site": row["site"],
            "candidates": row["recalled_pages"],
            "share": round(row["recalled_share"], 4),
            "pages": [{"path": sample["path"], "title": sample["title"]} for sample in row["samples"] or ()],
        }
        return json.dumps(facts if facts["pages"] else _without(facts, "pages"), ensure_ascii=False)

    def stopped(self, row: Row) -> Rejected | None:
        return None

    def verdicts(self, row: Row, label: Label) -> Sequence[Verdict]:
        return [{**row, "label": KEEP if label.is_wanted else DROP, **label.columns()}]


def _without(facts: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in facts.items() if key != name}
