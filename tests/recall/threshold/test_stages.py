"""The stages that count scores, draw a sample, and show its pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.helpers.steps import DirectContext, kept_rows, rejected_rows, verdicts_of
from tests.helpers.warc import gzip_members, http_block, warc_record
from webinstruct.core.errors import InputError
from webinstruct.core.stage import ROW, SHARD
from webinstruct.recall.threshold.draw import SamplePages
from webinstruct.recall.threshold.histogram import CountScores, summed_histogram
from webinstruct.recall.threshold.settings import SampleSettings, ShowSettings
from webinstruct.recall.threshold.show import ShowPages
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import CANDIDATES, PAGES
from webinstruct.tables.recall import SCORED


def _scored(path: Path, scores: Sequence[float | None], name: str = "") -> dict[str, Any]:
    """A table of scored pages, and its row of SCORED_FILES."""
    rows = [
        {
            "page_id": f"{name}{n}",
            "url": f"https://a.example/{name}{n}",
            "score": score,
            "tokens": 10,
            "row": n,
        }
        for n, score in enumerate(scores)
    ]
    full = [SCORED.completed(row) for row in rows]
    pq.write_table(pa.Table.from_pylist(full, schema=SCORED.schema), path)
    return {"scored": str(path), "kept": "", "slices": "[]"}


def _counted(folder: Path, scores: Sequence[Sequence[float]]) -> list[dict[str, Any]]:
    files = [_scored(folder / f"{n}.parquet", of_file, f"{n}-") for n, of_file in enumerate(scores)]
    counting = CountScores(CountScores.settings_type())
    return [dict(row) for row in kept_rows([list(counting.process(file)) for file in files])]


def _spread(files: int, pages: int) -> list[list[float]]:
    chance = np.random.default_rng(3)
    return [chance.random(pages).tolist() for _ in range(files)]


def _sampled(folder: Path, shards: Sequence[Sequence[dict[str, Any]]], pages: int) -> list[str]:
    folder.mkdir()
    verdicts = verdicts_of(SamplePages(SampleSettings(pages=pages)), folder, shards)
    return [row["page_id"] for row in kept_rows(verdicts)]


def test_a_file_of_scores_becomes_its_histogram(tmp_path: Path) -> None:
    (row,) = _counted(tmp_path, [[0.0, 0.5, 1.0, 1.0]])
    assert (row["pages"][0], row["pages"][500], row["pages"][999]) == (1, 1, 2)
    assert sum(row["tokens"]) == 40


def test_histograms_of_files_add_up(tmp_path: Path) -> None:
    found = summed_histogram(_counted(tmp_path, [[0.5], [0.5, 0.9]]))
    assert found.above(500) == (3, 30)


def test_pages_without_a_score_are_an_error_that_says_what_is_missing(tmp_path: Path) -> None:
    file = _scored(tmp_path / "0.parquet", [0.5, None])
    with pytest.raises(InputError, match=r"1 pages without a score: .*recall\.model"):
        list(CountScores(CountScores.settings_type()).process(file))


def test_the_sample_has_as_many_pages_as_asked_for_from_all_parts_of_the_score(tmp_path: Path) -> None:
    rows = _counted(tmp_path, _spread(4, 500))
    stage = SamplePages(SampleSettings(pages=160))
    found = kept_rows(verdicts_of(stage, tmp_path, [rows[:2], rows[2:]]))
    strata = [row["stratum"] for row in found]
    assert len({row["page_id"] for row in found}) == 160
    assert min(strata.count(stratum) for stratum in range(max(strata) + 1)) >= 9


def test_the_sample_is_the_same_however_the_files_are_divided(tmp_path: Path) -> None:
    rows = _counted(tmp_path, _spread(4, 200))
    one = _sampled(tmp_path / "one", [rows], 50)
    four = _sampled(tmp_path / "four", [[row] for row in rows], 50)
    assert sorted(one) == sorted(four)


def test_a_larger_sample_holds_the_smaller_one(tmp_path: Path) -> None:
    rows = _counted(tmp_path, _spread(4, 200))
    small, large = (_sampled(tmp_path / str(pages), [rows], pages) for pages in (50, 100))
    assert set(small) < set(large)


def test_a_file_without_a_sampled_page_is_rejected_with_its_number_of_pages(tmp_path: Path) -> None:
    rows = _counted(tmp_path, [[0.5] * 20, []])
    (rejected,) = rejected_rows(verdicts_of(SamplePages(SampleSettings(pages=5)), tmp_path, [rows]))
    assert (rejected.reason, rejected.detail) == ("no_page_drawn", "none of its 0 pages is in the sample")


def test_the_draw_of_a_step_done_again_has_the_same_bytes(tmp_path: Path) -> None:
    rows = _counted(tmp_path, _spread(2, 100))
    stage = SamplePages(SampleSettings(pages=30))
    written = []
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
        DirectContext(tmp_path / name, stage, [rows[:1], rows[1:]]).run_steps()
        written.append({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()})
    assert written[0] == written[1]


class _Crawl:
    """One WARC file with one page, and the row of SAMPLED_PAGES for it."""

    def __init__(self, folder: Path) -> None:
        path = folder / "a.warc.gz"
        sentence = "Why does the kettle sing before it boils? " * 5
        body = f"<html><head><title>Kettle</title></head><body><p>{sentence}</p></body></html>"
        path.write_bytes(gzip_members([warc_record(http_block(body.encode()), url="https://tea.example/k")]))
        self.settings = SourceSettings(path=str(path))
        source = source_of(self.settings, PAGES)
        (shard,) = source.shards()
        (page,) = source.read(shard)
        assert isinstance(page, dict)
        slices = json.dumps([asdict(part) for part in shard.slices])
        self.row = {"page_id": page["page_id"], "url": page["url"], "score": 0.5, "stratum": 0, "row": 0}
        self.row |= {"record_offset": 0, "scored": "s", "kept": "", "slices": slices, "is_kept": False}

    def shown(self, folder: Path, **columns: Any) -> dict[str, Any]:
        """The row as the stage shows it."""
        stage = ShowPages(ShowSettings(source=self.settings, text_chars=100))
        stage.open(DirectContext(folder, stage, [[]]))
        (found,) = stage.process({**self.row, **columns, SHARD: 0, ROW: 0})
        assert isinstance(found, dict)
        return found


def test_a_page_that_was_not_kept_is_read_again_from_its_file(tmp_path: Path) -> None:
    shown = _Crawl(tmp_path).shown(tmp_path)
    assert shown["title"] == "Kettle"
    assert shown["text"].startswith("Why does the kettle sing")


def test_of_a_long_text_the_beginning_and_the_end_are_shown(tmp_path: Path) -> None:
    text = _Crawl(tmp_path).shown(tmp_path)["text"]
    assert len(text) < 110
    assert " [...] " in text


def test_a_candidates_text_is_taken_from_the_candidates(tmp_path: Path) -> None:
    crawl = _Crawl(tmp_path)
    candidate = {"page_id": crawl.row["page_id"], "url": "u", "title": "Kept", "text": "The kept text."}
    kept = tmp_path / "kept.parquet"
    pq.write_table(pa.Table.from_pylist([CANDIDATES.completed(candidate)], schema=CANDIDATES.schema), kept)
    shown = crawl.shown(tmp_path, is_kept=True, kept=str(kept))
    assert (shown["title"], shown["text"]) == ("Kept", "The kept text.")
