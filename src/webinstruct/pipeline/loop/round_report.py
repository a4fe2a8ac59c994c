"""What each round of a loop changed, as one table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from webinstruct.export.markdown import plain, table
from webinstruct.pipeline.loop.sites_report import SitesReport
from webinstruct.recall.sites.label import DROP, KEEP
from webinstruct.storage.files import write_whole

__all__ = ["RoundReport", "round_lines", "round_report", "written_rounds"]

_HEADS = (
    "round",
    "pages",
    "candidates",
    "tokens",
    "kept sites",
    "dropped",
    "new sites",
    "known",
    "AUC",
    "precision",
    "recall",
)
_LARGEST = 10
_NAMED = 5
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class RoundReport:
    """One round. `candidates` of `pages` were kept, with `tokens`; `overlap` is the share of them that an earlier round
    had (null in the first, and without candidates); `new_sites` were kept for the first time, `largest_new` the largest
    of them with their candidates. `auc`, `precision` and `recall` (at a score of 0.5) are the classifier's on pages
    held out from its training set, which is described by `examples`; null where they are too few."""

    number: int
    pages: int
    candidates: int
    tokens: int
    sites: int
    labels: Mapping[str, int]
    overlap: float | None
    new_sites: int
    largest_new: Sequence[tuple[str, int]]
    examples: Mapping[str, int]
    auc: float | None
    precision: float | None
    recall: float | None

    def plain(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def round_report(
    number: int,
    card: Mapping[str, Any],
    sites: SitesReport,
    overlap: float | None,
    new: Sequence[tuple[str, int]],
) -> RoundReport:
    """The report on round `number`: its classifier's card, its sites, and what is new."""
    at_half: Mapping[str, float] = next(
        (point for point in card["points"] if point["threshold"] == _HALF), {}
    )
    return RoundReport(
        number,
        pages=sites.totals["pages"],
        candidates=sites.totals["recalled_pages"],
        tokens=sites.totals["recalled_tokens"],
        sites=sites.sites,
        labels=sites.labels,
        overlap=None if overlap is None else round(overlap, 6),
        new_sites=len(new),
        largest_new=[(site, pages) for site, pages in new[:_LARGEST]],
        examples=_examples(card["examples"]),
        auc=card["auc"],
        precision=at_half.get("precision"),
        recall=at_half.get("recall"),
    )


def written_rounds(reports: Sequence[RoundReport], folder: Path) -> None:
    """Write rounds.json and rounds.md."""
    values = json.dumps([report.plain() for report in reports], indent=1, ensure_ascii=False)
    write_whole(str(folder / "rounds.json"), values.encode())
    parts = [
        "# Rounds",
        table(_HEADS, [_cells(report) for report in reports]),
        *(plain(line, 1_000) for line in _new(reports)),
    ]
    write_whole(str(folder / "rounds.md"), ("\n\n".join(parts) + "\n").encode())


def round_lines(reports: Sequence[RoundReport]) -> list[str]:
    """The table of all rounds for a terminal, and the largest new sites of each."""
    rows = [_HEADS, *(_cells(report) for report in reports)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADS))]
    return [
        *("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows),
        *_new(reports),
    ]


def _examples(by_group: Mapping[str, int]) -> dict[str, int]:
    """How many pages of each kind were trained on or held out; those of dropped sites stand under their folder."""
    known = {name: by_group.get(name, 0) for name in ("positives", "negatives")}
    return {**known, "of_dropped_sites": sum(by_group.values()) - sum(known.values())}


def _cells(report: RoundReport) -> tuple[str, ...]:
    counts = (report.pages, report.candidates, report.tokens)
    return (
        str(report.number),
        *(f"{count:,}" for count in counts),
        *(f"{report.labels.get(word, 0):,}" for word in (KEEP, DROP)),
        f"{report.new_sites:,}",
        "-" if report.overlap is None else f"{report.overlap:.1%}",
        *(
            "-" if value is None else f"{value:.3f}"
            for value in (report.auc, report.precision, report.recall)
        ),
    )


def _new(reports: Sequence[RoundReport]) -> list[str]:
    """For each round the largest of the sites that it keeps for the first time."""
    return [
        f"new in round {report.number}, of {report.new_sites:,}: "
        + ", ".join(f"{site} ({pages:,})" for site, pages in report.largest_new[:_NAMED])
        for report in reports
        if report.new_sites
    ]
