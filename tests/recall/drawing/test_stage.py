"""Pages drawn from the sites with one label."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.steps import DirectContext
from webinstruct.core.settings import checked
from webinstruct.core.stage import Rejected
from webinstruct.recall.drawing.settings import DrawSettings
from webinstruct.recall.drawing.source import CandidatesOfRun
from webinstruct.recall.drawing.stage import DrawPages
from webinstruct.sources import SourceSettings
from webinstruct.storage import parquet
from webinstruct.storage.withdrawn import Withdrawn, write_withdrawn
from webinstruct.tables import CANDIDATES
from webinstruct.tables.recall import LABELLED_SITES, SCORED

LABELS = {"a.example": "keep", "b.example": "keep", "c.example": "drop", "d.example/x/": "keep"}


def _run(folder: Path, shards: list[list[str]], labels: dict[str, str] | None = None) -> Path:
    """A run directory whose candidates have these URLs, with labelled sites beside it."""
    for shard, urls in enumerate(shards):
        rows = [
            {"page_id": f"{number:02d}{shard:02d}", "url": url, "title": f"Page {number}", "is_kept": True}
            for number, url in enumerate(urls)
        ]
        pages = [row | {"text": f"Text of {row['url']}", "html": f"<p>{row['url']}</p>"} for row in rows]
        for name, table, found in (("scored", SCORED, rows), ("kept", CANDIDATES, pages)):
            path = str(folder / "recall" / name / f"{shard:05d}.parquet")
            parquet.write_rows(path, table.schema, [table.completed(row) for row in found])
    rows = [{"site": site, "domain": "", "label": label} for site, label in (labels or LABELS).items()]
    path = str(folder / "labels" / "00000.parquet")
    parquet.write_rows(path, LABELLED_SITES.schema, [LABELLED_SITES.completed(row) for row in rows])
    return folder


def _verdicts(run: Path, **chosen: Any) -> dict[str, Any]:
    """The verdict on every candidate, by shard and URL."""
    chosen = {"run": str(run), "labels": str(run / "labels"), "label": "keep", **chosen}
    stage = DrawPages(checked(DrawSettings, chosen, "pages"))
    source = CandidatesOfRun(SourceSettings(path=str(run)))
    shards = [[row for row in source.read(shard) if isinstance(row, dict)] for shard in source.shards()]
    context = DirectContext(run, stage, shards)
    context.run_steps()
    stage.open(context)
    rows = [row for shard in range(len(shards)) for row in context.rows(shard)]
    return {f"{row['__shard__']} {row['url']}": next(iter(stage.process(row))) for row in rows}


def _taken(verdicts: dict[str, Any]) -> set[str]:
    return {name for name, verdict in verdicts.items() if not isinstance(verdict, Rejected)}


def test_a_drawn_page_has_its_site_and_its_html(tmp_path: Path) -> None:
    row = _verdicts(_run(tmp_path, [["https://www.a.example/1"]]))["0 https://www.a.example/1"]
    assert (row["site"], row["html"], row["title"]) == (
        "a.example",
        "<p>https://www.a.example/1</p>",
        "Page 0",
    )
    assert row["text"] is None


def test_every_other_page_says_why_it_was_not_drawn(tmp_path: Path) -> None:
    urls = [
        "https://a.example/1",
        "https://a.example/2",
        "https://c.example/",
        "https://e.example/",
        "file:f.html",
    ]
    verdicts = _verdicts(_run(tmp_path, [urls]), pages_per_site=1)
    assert _taken(verdicts) == {"0 https://a.example/1"}
    reasons = [verdict.reason for verdict in verdicts.values() if isinstance(verdict, Rejected)]
    assert reasons == ["over_cap", "other_label", "unlabelled_site", "unlabelled_site"]


def test_dropped_sites_are_drawn_from_by_the_other_label(tmp_path: Path) -> None:
    verdicts = _verdicts(_run(tmp_path, [["https://a.example/1", "https://c.example/"]]), label="drop")
    assert _taken(verdicts) == {"0 https://c.example/"}


def test_a_label_of_a_directory_holds_for_its_pages_alone(tmp_path: Path) -> None:
    verdicts = _verdicts(_run(tmp_path, [["https://d.example/x/1", "https://d.example/y/1"]]))
    assert _taken(verdicts) == {"0 https://d.example/x/1"}


def test_a_page_that_was_taken_back_is_not_drawn(tmp_path: Path) -> None:
    run = _run(tmp_path, [["https://a.example/1"], ["https://b.example/1", "https://b.example/2"]])
    (run / "recall" / "withdrawn").mkdir()
    write_withdrawn(str(run / "recall" / "withdrawn" / "00000.parquet"), [Withdrawn(1, 0, "seen_before", "")])
    assert set(_verdicts(run)) == {"0 https://a.example/1", "1 https://b.example/2"}


def test_html_is_found_in_whichever_row_group_it_lies(tmp_path: Path) -> None:
    urls = [f"https://a.example/{k}" for k in range(7)]
    run = _run(tmp_path, [urls])
    kept = run / "recall" / "kept" / "00000.parquet"
    pq.write_table(pq.read_table(kept), kept, row_group_size=2)
    verdicts = _verdicts(run)
    assert [row["html"] for row in verdicts.values()] == [f"<p>{url}</p>" for url in urls]


_SHARDS = st.lists(
    st.lists(st.sampled_from([f"https://{name}.example/" for name in "abc"]), max_size=8),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=25)
@given(_SHARDS, st.integers(1, 3), st.integers(1, 6))
def test_shards_draw_what_is_drawn_from_all_pages_at_once(
    tmp_path_factory: pytest.TempPathFactory, shards: list[list[str]], per_site: int, most: int
) -> None:
    run = _run(tmp_path_factory.mktemp("run"), shards)
    chosen = {"run": str(run), "labels": str(run / "labels"), "label": "keep"}
    stage = DrawPages(
        checked(DrawSettings, {**chosen, "pages_per_site": per_site, "most_pages": most}, "pages")
    )
    context = DirectContext(run, stage, [[] for _ in shards])
    context.run_steps()
    found = {row["page_id"] for row in parquet.rows(context.artifact("chosen"))}
    of_site: Counter[str] = Counter()
    expected = []
    pages = [(f"{n:02d}{s:02d}", url) for s, urls in enumerate(shards) for n, url in enumerate(urls)]
    for page_id, url in sorted(pages):
        of_site[url] += 1
        if "c.example" not in url and of_site[url] <= per_site:
            expected.append(page_id)
    assert found == set(expected[:most])
