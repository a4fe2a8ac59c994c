"""The stage label: each site worth a label gets one, from a file or an engine, and keeps its evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from webinstruct.core.table import Row
from webinstruct.recall.labels.stage import LabelStage
from webinstruct.tables.recall import LABELLED_SITES, SITES

__all__ = ["DROP", "KEEP", "LabelSites"]

KEEP, DROP = "keep", "drop"


class _Site:
    """A site as its labeller sees it."""

    keys: Sequence[str] = ("site", "domain")
    words = (KEEP, DROP)

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


def _without(facts: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in facts.items() if key != name}


class LabelSites(LabelStage):
    """Labels sites keep or drop."""

    reads = SITES
    writes = LABELLED_SITES
    prompt = "builtin:prompts/label_domains.md"
    subject = _Site()
