"""What the stages of a labelling run left, put together: the histogram, the sample, its labels, and the curve."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from webinstruct.core.errors import InputError
from webinstruct.pipeline.threshold.runs import HISTOGRAM, LABEL, SAMPLE, SHOW
from webinstruct.recall.labels.file import labels_in
from webinstruct.recall.threshold.bins import Histogram, bins_of
from webinstruct.recall.threshold.draw import STRATA, strata_in
from webinstruct.recall.threshold.estimate import CutPoint, Labelled, cut_points, with_labels_only
from webinstruct.recall.threshold.histogram import summed_histogram
from webinstruct.recall.threshold.label import PAGE_KEYS
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage import parquet
from webinstruct.storage.files import write_whole
from webinstruct.storage.folders import exists, files_in

__all__ = ["Findings", "findings", "found_histogram", "sample_to_label"]

_WANTED = "wanted"
_SHOWN_CHARS = 1_500
_FEW_LABELS, _FEW_OF_A_KIND = 50, 5


@dataclass(frozen=True)
class Findings:
    """A corpus in numbers, and what the labelled pages of its sample say; `sampled` pages were drawn."""

    histogram: Histogram
    starts: tuple[int, ...]
    sampled: int
    labelled: Labelled

    @cached_property
    def points(self) -> Sequence[CutPoint]:
        """The curve: every cut, rising by score."""
        return cut_points(self.histogram, self.starts, self.labelled)

    @property
    def labels(self) -> int:
        """How many sampled pages have a label."""
        return len(self.labelled.bins)

    @property
    def wanted(self) -> int:
        """How many of them are wanted."""
        return int(self.labelled.is_wanted.sum())

    def cautions(self) -> Iterator[str]:
        """What makes the curve less certain than its intervals tell."""
        other = self.labels - self.wanted
        if not self.labels:
            yield "no sampled page has a label. A file names pages by their page_id or url, as the sample does."
            return
        if self.labels < min(_FEW_LABELS, self.sampled):
            yield f"{self.labels} labels are few, the intervals wide. Label more of the {self.sampled} sampled pages."
        if min(self.wanted, other) < _FEW_OF_A_KIND:
            yield f"only {self.wanted} pages are labelled wanted and {other} other."
        missing = len(self.starts) - len(with_labels_only(self.starts, self.labelled))
        if missing:
            yield f"{missing} of {len(self.starts)} ranges of the score have no label and count with the range below."


def found_histogram(run_dir: RunDir) -> Histogram:
    """The scores of all pages, from what the stage histogram left."""
    return summed_histogram(_kept(run_dir, HISTOGRAM, ["pages", "tokens"]))


def findings(run_dir: RunDir, labels: str | None) -> Findings:
    """All that is known of the corpus; the sample's labels come from the file `labels`, else from the stage label.

    Raises:
        InputError: the file is no file of labels.
    """
    sampled = list(_kept(run_dir, SAMPLE, ["page_id", "url", "score"]))
    found = _from_file(sampled, labels) if labels else _from_stage(run_dir)
    scores = np.array([score for score, _ in found], dtype=np.float32)
    is_wanted = np.array([wanted for _, wanted in found], dtype=np.bool_)
    strata = strata_in(str(run_dir.artifact(SAMPLE, STRATA, 0, ".json")))
    labelled = Labelled(bins_of(scores), is_wanted)
    return Findings(found_histogram(run_dir), strata.starts, len(sampled), labelled)


def sample_to_label(run_dir: RunDir, path: str) -> int | None:
    """Write the sample to `path` as JSONL with an empty label a page, and return how many pages it has; a file that is
    there already may hold somebody's labels: it is left alone, and the answer is None."""
    if exists(path):
        return None
    lines = [json.dumps(_to_label(row), ensure_ascii=False) for row in _kept(run_dir, SHOW, None)]
    write_whole(path, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
    return len(lines)


def _to_label(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": "",
        "url": row["url"],
        "title": row["title"],
        "text": row["text"][:_SHOWN_CHARS],
        "score": round(row["score"], 6),
        "stratum": row["stratum"],
        "page_id": row["page_id"],
    }


def _from_file(sampled: Sequence[Mapping[str, Any]], path: str) -> list[tuple[float, bool]]:
    labels = labels_in(path, PAGE_KEYS)
    found = []
    for row in sampled:
        given = {labels[row[key]].is_wanted for key in PAGE_KEYS if row[key] in labels}
        if len(given) > 1:
            raise InputError(
                f"{path} labels {row['url']} wanted in one row and other in another, once by its page_id "
                f"{row['page_id']}. Remove one of them."
            )
        found += [(row["score"], is_wanted) for is_wanted in given]
    return found


def _from_stage(run_dir: RunDir) -> list[tuple[float, bool]]:
    return [(row["score"], row["label"] == _WANTED) for row in _kept(run_dir, LABEL, ["score", "label"])]


def _kept(run_dir: RunDir, stage: str, columns: Sequence[str] | None) -> Iterator[Mapping[str, Any]]:
    for file in files_in(run_dir.stage(stage) / "kept", ".parquet"):
        yield from parquet.rows(str(file), columns)
