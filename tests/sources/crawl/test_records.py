from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.crawl_server import CrawlServer, Fetch, Trouble
from tests.helpers.crawls import NAME, index_file, index_rows, indexed_crawl, warc_path
from tests.helpers.read import read_all, reasons_of
from webinstruct.core.errors import ConfigError, InputError, TableError
from webinstruct.core.source import OpensInRun, Source
from webinstruct.core.stage import Quarantined, Stopped
from webinstruct.core.table import Row
from webinstruct.sources import SourceSettings, source_of
from webinstruct.storage import parquet
from webinstruct.tables import PAGES

_FILES = indexed_crawl()
_INDEX = next(path for path in _FILES if path.endswith(".parquet"))
_QUICK = {"requests_per_s": 1000, "timeout_s": 0.5, "patience_s": 1.0}


def _settings(server: str, crawl: dict[str, Any], **more: Any) -> SourceSettings:
    fetch = {**_QUICK, **more.pop("fetch", {})}
    return SourceSettings.model_validate(
        {"crawl": {"name": NAME, "server": server, **crawl}, "fetch": fetch, **more}
    )


def _served(
    crawl: dict[str, Any], behave: Any = lambda _: Trouble(), files: Any = _FILES, **more: Any
) -> tuple[list[Row | Stopped], CrawlServer]:
    with CrawlServer(files, behave) as server:
        return read_all(_settings(server.url, crawl, **more)), server


def _urls(found: list[Row | Stopped]) -> list[str]:
    return [row.url if isinstance(row, Stopped) else row["url"] for row in found]


def _with_index(rows: list[dict[str, Any]]) -> dict[str, bytes]:
    return {**_FILES, _INDEX: index_file(rows)}


def _bytes_asked(fetch: Fetch) -> int:
    first, _, last = fetch.headers["range"].removeprefix("bytes=").partition("-")
    return int(last) + 1 - int(first) if first else int(last)


def test_a_domain_gives_its_pages_and_no_others() -> None:
    found, _ = _served({"domains": ["site1.example"]})
    assert reasons_of(found) == ["page"] * 40
    assert {url.rpartition("/")[0] for url in _urls(found)} == {"https://site1.example"}


def test_a_page_is_the_same_as_in_its_file() -> None:
    with CrawlServer(_FILES) as server:
        settings = SourceSettings.model_validate(
            {"crawl": {"name": NAME, "server": server.url}, "shards": "1"}
        )
        whole = [row for row in read_all(settings) if not isinstance(row, Stopped)]
        assert read_all(_settings(server.url, {"domains": ["site1.example"]})) == whole


def test_near_records_come_with_one_request_and_far_ones_with_their_own() -> None:
    _, near = _served({"domains": ["site1.example"]})
    assert len(near.asked_for(warc_path(1))) == 1
    urls = [f"https://site1.example/{place}" for place in (0, 1, 20, 39)]
    found, far = _served({"urls": urls}, fetch={"gap_bytes": 0})
    assert _urls(found) == urls
    assert len(far.asked_for(warc_path(1))) == 3


def test_urls_may_stand_in_a_file(tmp_path: Path) -> None:
    place = tmp_path / "urls.txt"
    place.write_text("https://site0.example/3\n\nhttps://site2.example/7\n")
    assert _urls(_served({"urls": str(place)})[0]) == ["https://site0.example/3", "https://site2.example/7"]


@pytest.mark.parametrize("words", ["site0.example", ["site0.example", "site9.example"], "list"])
def test_domains_are_one_or_a_list_or_a_file(tmp_path: Path, words: Any) -> None:
    place = tmp_path / "domains.txt"
    place.write_text("site0.example\n")
    found, _ = _served({"domains": str(place) if words == "list" else words})
    assert len(found) == 40


def test_of_a_large_index_little_is_read() -> None:
    chance = random.Random(1)
    rows = [
        row | {"url_surtkey": f"{row['url_surtkey']}{place:04d}", "url": chance.randbytes(900).hex()}
        for place, row in enumerate(index_rows(3, 5) * 200)
    ]
    index = index_file([*rows, *index_rows(3, 5)], group_rows=300)
    assert len(index) > 2_000_000
    _, server = _served({"urls": ["https://site1.example/1"]}, files={**_FILES, _INDEX: index})
    assert len(server.asked_for(_INDEX)) < 30
    assert sum(map(_bytes_asked, server.asked_for(_INDEX))) < len(index) * 0.75


def test_only_pages_with_status_200_and_of_domains_only_html_are_fetched() -> None:
    rows = index_rows(1, 4)
    rows[0]["fetch_status"] = 404
    rows[1]["content_mime_detected"] = "application/pdf"
    rows[2]["content_mime_detected"] = None
    found, _ = _served({"domains": ["site0.example"]}, files=_with_index(rows))
    assert _urls(found) == ["https://site0.example/2", "https://site0.example/3"]


def test_a_record_that_the_index_names_twice_comes_once() -> None:
    found, _ = _served({"domains": ["site0.example"]}, files=_with_index(index_rows(1, 4) * 2))
    assert len(found) == 4


def test_shards_are_bounded_and_together_all_records(tmp_path: Path) -> None:
    with CrawlServer(_FILES) as server:
        domains = [f"site{n}.example" for n in range(3)]
        source = source_of(_settings(server.url, {"domains": domains}, rows_per_shard=50), PAGES)
        assert isinstance(source, OpensInRun)
        source.open(str(tmp_path))
        counts = [len(list(source.read(shard))) for shard in source.shards()]
    assert counts == [50, 50, 20]


def test_what_was_found_stays_in_the_runs_folder_and_is_not_asked_again(tmp_path: Path) -> None:
    with CrawlServer(_FILES) as server:
        for _ in range(2):
            source = source_of(_settings(server.url, {"domains": ["site2.example"]}), PAGES)
            assert isinstance(source, OpensInRun)
            source.open(str(tmp_path))
            source.shards()
        assert len(server.asked_for(_INDEX)) == 1
    found = list(parquet.rows(str(tmp_path / "records.parquet")))
    assert [row["warc_record_offset"] for row in found] == sorted(r["warc_record_offset"] for r in found)
    assert {row["warc_filename"] for row in found} == {warc_path(2)}


def test_a_run_whose_folder_was_moved_reads_on_and_one_that_lost_what_was_found_says_so(
    tmp_path: Path,
) -> None:
    with CrawlServer(_FILES) as server:
        settings = _settings(server.url, {"domains": ["site2.example"]})
        planned = _opened(settings, tmp_path / "here")
        shards = planned.shards()
        expected = list(planned.read(shards[0]))
        (tmp_path / "here").rename(tmp_path / "there")
        assert list(_opened(settings, tmp_path / "there").read(shards[0])) == expected
        with pytest.raises(InputError, match=r"records\.parquet is gone.*--new-run"):
            list(_opened(settings, tmp_path / "here").read(shards[0]))


def _opened(settings: SourceSettings, folder: Path) -> Source:
    folder.mkdir(exist_ok=True)
    source = source_of(settings, PAGES)
    assert isinstance(source, OpensInRun)
    source.open(str(folder))
    return source


def test_shards_limit_to_files_of_the_crawl() -> None:
    domains = {"domains": [f"site{n}.example" for n in range(3)]}
    assert {url[:20] for url in _urls(_served(domains, shards="0,2")[0])} == {
        "https://site0.exampl",
        "https://site2.exampl",
    }


def test_a_record_that_is_another_page_is_quarantined() -> None:
    rows = index_rows(1, 4)
    rows[1], rows[2] = ({**rows[1], "url": rows[2]["url"]}, {**rows[2], "url": rows[1]["url"]})
    found, _ = _served({"domains": ["site0.example"]}, files=_with_index(rows))
    assert reasons_of(found) == ["page", "wrong_record", "wrong_record", "page"]
    assert isinstance(found[1], Stopped)
    assert "https://site0.example/1, where the index says https://site0.example/2" in found[1].verdict.detail


@pytest.mark.parametrize("shift", [{"warc_record_offset": 7}, {"warc_record_length": -9}])
def test_a_place_where_no_record_is_is_quarantined(shift: dict[str, int]) -> None:
    rows = index_rows(1, 4)
    for name, by in shift.items():
        rows[2][name] += by
    found, _ = _served({"domains": ["site0.example"]}, files=_with_index(rows))
    assert [reason == "page" for reason in reasons_of(found)] == [True, True, False, True]
    assert isinstance(found[2], Stopped)
    assert isinstance(found[2].verdict, Quarantined)


def test_a_place_behind_the_end_of_its_file_is_quarantined() -> None:
    rows = index_rows(1, 4)
    rows[3]["warc_record_offset"] += 10_000_000
    found, _ = _served({"domains": ["site0.example"]}, files=_with_index(rows))
    assert reasons_of(found) == ["page", "page", "page", "unreachable"]


def test_a_file_that_is_gone_quarantines_its_records_and_no_others() -> None:
    files = {path: content for path, content in _FILES.items() if path != warc_path(1)}
    found, server = _served({"domains": ["site1.example", "site2.example"]}, files=files)
    assert reasons_of(found) == ["unreachable"] * 40 + ["page"] * 40
    assert len(server.asked_for(warc_path(1))) == 1


def test_a_server_that_cuts_and_damages_changes_no_row() -> None:
    domains = {"domains": ["site0.example", "site2.example"]}

    def behave(fetch: Fetch) -> Trouble:
        if fetch.path == _INDEX or fetch.times > 4:
            return Trouble()
        return Trouble(cut_after=9_000) if fetch.times % 2 else Trouble(damaged_at=fetch.start + 4000)

    assert _served(domains, behave)[0] == _served(domains)[0]


def test_an_index_of_ones_own_may_be_anywhere(tmp_path: Path) -> None:
    place = tmp_path / "index.parquet"
    place.write_bytes(_FILES[_INDEX])
    found, server = _served({"domains": ["site0.example"], "index": str(place)})
    assert len(found) == 40
    assert server.asked_for(_INDEX) == []


def test_pages_that_the_index_does_not_hold_are_refused_with_what_to_check() -> None:
    with pytest.raises(InputError, match=r"holds none.*crawl\.domains"):
        _served({"domains": ["nowhere.example"]})


def test_wet_files_have_no_index() -> None:
    with pytest.raises(ConfigError, match="wet has no index"):
        _served({"domains": ["site0.example"], "files": "wet"})


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "index.parquet"
    place.write_bytes(index_file([{"url_surtkey": "x", "url": "y"}]))
    with pytest.raises(TableError, match="no columnar index"):
        _served({"domains": ["site0.example"], "index": str(place)})


def test_a_local_copy_gives_the_same(tmp_path: Path) -> None:
    for path, content in _FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    local = read_all(_settings(str(tmp_path), {"domains": ["site1.example"]}))
    assert local == _served({"domains": ["site1.example"]})[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"warc_record_length": -5},
        {"warc_record_length": 0},
        {"warc_record_offset": -1},
        {"warc_record_offset": None},
        {"warc_filename": None},
    ],
)
def test_an_index_whose_records_have_no_place_is_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    rows = index_rows(3, 40)
    rows[0] |= wrong
    with CrawlServer(_with_index(rows)) as server:
        source = source_of(_settings(server.url, {"domains": ["site0.example"]}), PAGES)
        assert isinstance(source, OpensInRun)
        source.open(str(tmp_path))
        with pytest.raises(TableError, match="names records without a place"):
            source.shards()
