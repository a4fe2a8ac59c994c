"""What a run over sites found: how many pages each site has, how many are candidates, and its label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.pipeline.loop.domains import LABEL, SITES
from webinstruct.recall.sites.tally import SITES_STEP
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.status import StageStatus
from webinstruct.storage.folders import files_in
from webinstruct.storage.parquet import parquet_file

__all__ = ["TO_LABEL", "SitesReport", "sites_report"]

TO_LABEL = "to label"
"""How sites are counted that are worth a label, where nobody has been asked for labels yet."""

_COUNTS = ("pages", "tokens", "recalled_pages", "recalled_tokens")
_COLUMNS = ("site", *_COUNTS, "recalled_share")
_SITE_CHARS = 60
_HEADS = ("site", "pages", "tokens", "recalled", "recalled tokens", "share", "label")


@dataclass(frozen=True, slots=True)
class SitesReport:
    """`sites` sites with `totals` over all of them; `labels` counts keep, drop and why the others have none; `top` are
    the sites with the most candidates, each with its `label`, empty where it has none."""

    sites: int
    totals: Mapping[str, int]
    labels: Mapping[str, int]
    top: Sequence[Mapping[str, Any]]

    def plain(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "sites": self.sites,
            **self.totals,
            "labels": dict(self.labels),
            "top": [dict(row) for row in self.top],
        }

    def lines(self) -> list[str]:
        """The report as a table, and a sentence below it."""
        cells = [_HEADS, *(_cells(row) for row in self.top)]
        widths = [max(len(row[place]) for row in cells) for place in range(len(_HEADS))]
        table = [
            "  ".join(
                cell.ljust(width) if place in (0, len(_HEADS) - 1) else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in cells
        ]
        counts = ", ".join(f"{word} {count:,}" for word, count in self.labels.items())
        pages = f"{self.totals['recalled_pages']:,} of {self.totals['pages']:,} pages recalled"
        return [*table, f"{self.sites:,} sites, {pages}; {counts}"]


def sites_report(run_dir: RunDir, stages: Sequence[StageStatus], top: int) -> SitesReport:
    """The report on a finished run over sites, with its `top` largest sites by candidates, then pages, then name."""
    totals: Counter[str] = Counter(dict.fromkeys(_COUNTS, 0))
    sites, largest = 0, None
    for file in files_in(run_dir.stage(SITES) / SITES_STEP, ".parquet"):
        with parquet_file(str(file)) as opened:
            table = opened.read(columns=list(_COLUMNS))
        sites += table.num_rows
        for name in _COUNTS:
            totals[name] += pc.sum(table[name]).as_py() or 0
        largest = _largest(table if largest is None else pa.concat_tables([largest, table]), top)
    found = largest.to_pylist() if largest is not None else []
    labels = _labels_of(run_dir, [row["site"] for row in found])
    rows = [{**row, "label": labels.get(row["site"], "")} for row in found]
    return SitesReport(sites, dict(totals), _label_counts(run_dir, stages), rows)


def _largest(table: pa.Table, count: int) -> pa.Table:
    order = [("recalled_pages", "descending"), ("pages", "descending"), ("site", "ascending")]
    return table.sort_by(order).slice(0, count)


def _labels_of(run_dir: RunDir, sites: Sequence[str]) -> dict[str, str]:
    wanted = pa.array(sites, pa.string())
    labels: dict[str, str] = {}
    for file in files_in(run_dir.stage(LABEL) / "kept", ".parquet"):
        with parquet_file(str(file)) as opened:
            table = opened.read(columns=["site", "label"])
        chosen = table.filter(pc.is_in(table["site"], wanted))
        labels.update(zip(chosen["site"].to_pylist(), chosen["label"].to_pylist(), strict=True))
    return labels


def _label_counts(run_dir: RunDir, stages: Sequence[StageStatus]) -> dict[str, int]:
    """How many sites have each label, and why the others have none."""
    counts: Counter[str] = Counter()
    for file in files_in(run_dir.stage(LABEL) / "kept", ".parquet"):
        with parquet_file(str(file)) as opened:
            words, numbers = np.unique(opened.read(columns=["label"])["label"].to_numpy(), return_counts=True)
        counts.update({str(word): int(number) for word, number in zip(words, numbers, strict=True)})
    without = Counter({stage.name: 0 for stage in stages})
    for stage in stages:
        without.update(stage.books.rejected)
        without.update({f"quarantined: {word}": count for word, count in stage.books.quarantined.items()})
    if not counts and len(stages) == 1:
        counts[TO_LABEL] = stages[0].books.kept
    return dict(counts) | {word: count for word, count in sorted(without.items()) if count}


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    numbers = (f"{row[name]:,}" for name in _COUNTS)
    return (_shown(row["site"]) or "(no host)", *numbers, f"{row['recalled_share']:.1%}", row["label"] or "-")


def _shown(site: str) -> str:
    """A site's name for a terminal: an address may hold anything, and be as long as it likes.

    >>> _shown("tea.example"), _shown("a\\x1b[2J.example"), len(_shown("a" * 300))
    ('tea.example', 'a?[2J.example', 60)
    """
    plain = "".join(sign if sign.isprintable() else "?" for sign in site)
    return plain if len(plain) <= _SITE_CHARS else f"{plain[: _SITE_CHARS - 3]}..."
