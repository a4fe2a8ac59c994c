"""Counting by site, held against plain counting page by page."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.steps import DirectContext
from webinstruct.core.settings import checked
from webinstruct.core.stage import Rejected
from webinstruct.recall.sites.counts import COUNTS, summed, without_rare
from webinstruct.recall.sites.settings import SitesSettings
from webinstruct.recall.sites.stage import CountSites
from webinstruct.recall.sites.tally import SITES_STEP
from webinstruct.storage import parquet
from webinstruct.tables import CANDIDATES
from webinstruct.tables.recall import SCORED, SITES

Page = tuple[str, int, bool]


def _run(folder: Path, shards: list[list[Page]]) -> str:
    """A run directory with nothing but what recall left of these pages: URL, tokens, and whether it is kept."""
    for shard, pages in enumerate(shards):
        rows = [
            {"page_id": f"{shard:02d}{number:030d}", "url": url, "tokens": tokens, "is_kept": is_kept}
            for number, (url, tokens, is_kept) in enumerate(pages)
        ]
        kept = [{**row, "title": f"Page {row['page_id'][-2:]}", "text": ""} for row in rows if row["is_kept"]]
        for name, table, found in (("scored", SCORED, rows), ("kept", CANDIDATES, kept)):
            path = str(folder / "recall" / name / f"{shard:05d}.parquet")
            parquet.write_rows(path, table.schema, [table.completed(row) for row in found])
    return str(folder)


def _sites(
    folder: Path, shards: list[list[Page]], partitions: int = 1, **chosen: Any
) -> list[dict[str, Any]]:
    """All sites of these pages, in the order of their names."""
    chosen = {"run": _run(folder / "run", shards), **chosen}
    stage = CountSites(checked(SitesSettings, chosen, "sites"))
    context = DirectContext(folder, stage, [[]] * partitions)
    context.run_steps()
    found = [row for part in range(partitions) for row in parquet.rows(context.artifact(SITES_STEP, part))]
    return sorted(found, key=lambda row: str(row["site"]))


def _row(site: str, **columns: Any) -> dict[str, Any]:
    return {**SITES.completed({"site": site, "domain": site}), **columns}


PAGES: list[list[Page]] = [
    [("https://www.a.example/x/1", 10, True), ("https://b.example/", 5, False), ("file:c.html", 7, True)],
    [("https://forum.a.example/y/2", 20, False), ("https://a.example/x/3", 30, True)],
]


def test_pages_and_tokens_are_counted_by_registered_domain(tmp_path: Path) -> None:
    without_host, first, second = _sites(tmp_path, PAGES)
    assert (without_host["site"], first["site"], second["site"]) == ("", "a.example", "b.example")
    assert (first["pages"], first["tokens"], first["recalled_pages"], first["recalled_tokens"]) == (
        3,
        60,
        2,
        40,
    )
    assert first["recalled_share"] == pytest.approx(2 / 3)
    assert (second["pages"], second["recalled_pages"]) == (1, 0)


def test_samples_are_candidates_with_path_and_title(tmp_path: Path) -> None:
    rows = {row["site"]: row["samples"] for row in _sites(tmp_path, PAGES, samples=1)}
    assert rows == {
        "": [{"path": "", "title": "Page 02"}],
        "a.example": [{"path": "/x/1", "title": "Page 00"}],
        "b.example": [],
    }


def test_a_directory_is_divided_where_it_has_many_pages(tmp_path: Path) -> None:
    pages: list[Page] = [
        (f"https://a.example/forum/{'math' if k < 6 else k}/{k}", 1, True) for k in range(10)
    ]
    pages += [("https://a.example/shop/math/1", 1, True), ("https://a.example/x", 1, False)]
    rows = _sites(tmp_path, [pages], by="prefix", split_pages=10, least_pages=3)
    assert {row["site"]: row["pages"] for row in rows} == {
        "a.example/": 1,
        "a.example/forum/": 4,
        "a.example/forum/math/": 6,
        "a.example/shop/": 1,
    }
    assert {row["domain"] for row in rows} == {"a.example"}
    assert all(sample["path"].startswith("/forum/math/") for sample in rows[2]["samples"])


_URLS = st.builds(
    lambda host, path: f"https://{host}/{path}",
    st.sampled_from(["a.example", "www.a.example", "b.example", "c.example", "d.co.uk", "192.0.2.1"]),
    st.sampled_from(["", "x", "x/y", "x/y/z", "x/w/z", "v/y/z"]),
)
_PAGES = st.lists(
    st.lists(st.tuples(_URLS, st.integers(0, 9), st.booleans()), max_size=15), min_size=1, max_size=4
)


@settings(deadline=None, max_examples=30)
@given(_PAGES, st.sampled_from(["domain", "prefix"]))
def test_the_division_into_partitions_changes_no_site(
    tmp_path_factory: pytest.TempPathFactory, shards: list[list[Page]], by: str
) -> None:
    whole, divided = (
        _sites(tmp_path_factory.mktemp("sites"), shards, partitions, by=by, split_pages=3, least_pages=2)
        for partitions in (1, 3)
    )
    assert whole == divided


@settings(deadline=None, max_examples=30)
@given(_PAGES)
def test_counts_are_those_of_plain_counting(
    tmp_path_factory: pytest.TempPathFactory, shards: list[list[Page]]
) -> None:
    plain: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for url, tokens, is_kept in (page for shard in shards for page in shard):
        site = url.split("/")[2].removeprefix("www.")
        for place, value in enumerate((1, tokens, is_kept, tokens * is_kept)):
            plain[site][place] += value
    names = ("pages", "tokens", "recalled_pages", "recalled_tokens")
    found = _sites(tmp_path_factory.mktemp("sites"), shards, 2)
    assert {row["site"]: [row[name] for name in names] for row in found} == plain


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        _sites(tmp_path / name, PAGES, 2, by="prefix")
    for file in ("tally-00000.arrow", "samples-00001.arrow", "sites-00000.parquet"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_rare_second_directories_are_added_to_the_first() -> None:
    rows = [
        ("a.example", "/x/", name, pages, 1, 0, 0)
        for name, pages in (("p/", 3), ("q/", 5), ("r/", 1), ("s/", 3))
    ]
    columns = dict(zip(COUNTS.names, zip(*rows, strict=True), strict=True))
    folded = without_rare(
        summed(pa.table({name: list(found) for name, found in columns.items()}, schema=COUNTS)), most=2
    )
    assert dict(zip(folded["second"].to_pylist(), folded["pages"].to_pylist(), strict=True)) == {
        "": 4,
        "p/": 3,
        "q/": 5,
    }


@pytest.mark.parametrize(
    ("chosen", "columns", "reason"),
    [
        ({"least_pages": 10}, {"pages": 50, "recalled_pages": 9, "recalled_share": 0.18}, "few_pages"),
        ({"least_pages": 1, "least_share": 0.2}, {"recalled_pages": 9, "recalled_share": 0.18}, "low_share"),
        ({"least_pages": 1}, {"domain": "", "recalled_pages": 9, "recalled_share": 1.0}, "no_host"),
    ],
)
def test_a_site_that_is_not_worth_a_label_is_rejected(
    chosen: dict[str, Any], columns: dict[str, Any], reason: str
) -> None:
    stage = CountSites(checked(SitesSettings, {"run": "somewhere", **chosen}, "sites"))
    (verdict,) = stage.process(_row("a.example", **columns))
    assert isinstance(verdict, Rejected)
    assert verdict.reason == reason


def test_a_site_over_the_minimum_is_kept_as_it_is() -> None:
    stage = CountSites(checked(SitesSettings, {"run": "somewhere", "least_pages": 10}, "sites"))
    row = _row("a.example", pages=50, recalled_pages=10, recalled_share=0.2)
    assert list(stage.process(row)) == [row]
