"""What decontaminate left beside its books, counted for the card and the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from webinstruct.core.detection import DETECTION_FILE, Detection, detection_in
from webinstruct.storage.files import read_bytes
from webinstruct.storage.folders import exists, files_in
from webinstruct.storage.parquet import rows
from webinstruct.storage.place import Place

__all__ = ["COVERAGE_FILE", "EVIDENCE_FOLDER", "Contamination", "contamination_in"]

EVIDENCE_FOLDER, COVERAGE_FILE = "evidence", "coverage/00000.json"
_COLUMNS = ("row_id", "benchmark", "tier", "item")


@dataclass(frozen=True)
class Contamination:
    """What decontaminate found: stopped rows by (benchmark, tier) and by benchmark and item, how many items of each
    benchmark each tier covers, and the known detection rate, if it was measured.

    Stopped rows are counted over `files` of the `of_files` files of evidence; each shard has one.
    """

    met: Mapping[tuple[str, str], int] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    coverage: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    detection: Detection | None = None
    files: int = 0
    of_files: int = 0

    @property
    def tiers(self) -> list[str]:
        """The tiers that met something, the commonest first."""
        counts: Counter[str] = Counter()
        for (_, tier), count in self.met.items():
            counts[tier] += count
        return sorted(counts, key=lambda tier: (-counts[tier], tier))


def contamination_in(folder: Place, most_files: int | None = None) -> Contamination:
    """What lies in the stage's folder; `most_files` of evidence are read, evenly spread, or all of them. Memory grows
    with the items that were met, not with the rows."""
    met: Counter[tuple[str, str]] = Counter()
    items: dict[str, Counter[str]] = {}
    files = files_in(folder / EVIDENCE_FOLDER, ".parquet")
    count = min(len(files), most_files or len(files))
    for path in (files[number * len(files) // count] for number in range(count)):
        for benchmark, tier, item in _evidence(path):
            met[benchmark, tier] += 1
            items.setdefault(benchmark, Counter())[item] += 1
    planted = _json(folder / DETECTION_FILE)
    detection = detection_in(planted) if planted else None
    return Contamination(met, items, _json(folder / COVERAGE_FILE), detection, count, len(files))


def _evidence(path: Place) -> Iterator[tuple[str, str, str]]:
    """(benchmark, tier, item) of every row that was stopped: its first piece of evidence."""
    before = None
    for row in rows(str(path), _COLUMNS):
        if row["row_id"] != before:
            yield row["benchmark"], row["tier"], row["item"]
        before = row["row_id"]


def _json(path: Place) -> dict[str, Any]:
    return dict(json.loads(read_bytes(path))) if exists(path) else {}
