from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.crawl_server import CrawlServer, Fetch, Trouble
from tests.helpers.crawls import NAME, crawl_files, records_of, warc_path
from tests.helpers.read import read_all, read_file, reasons_of
from tests.helpers.warc import gzip_members, warc_record
from webinstruct.core.errors import ConfigError, InputError
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Quarantined, Stopped
from webinstruct.core.table import Row
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import PAGES

_FILES = crawl_files()
_QUICK = {"requests_per_s": 1000, "timeout_s": 0.5, "patience_s": 1.0}


def _settings(server: str, fetch: dict[str, Any] | None = None, **more: Any) -> SourceSettings:
    crawl = {"name": NAME, "server": server, **more.pop("crawl", {})}
    return SourceSettings.model_validate({"crawl": crawl, "fetch": {**_QUICK, **(fetch or {})}, **more})


def _mirror(folder: Path) -> str:
    for path, content in _FILES.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return str(folder)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[Row | Stopped]:
    """What a local copy of the crawl gives."""
    return read_all(_settings(_mirror(tmp_path_factory.mktemp("mirror"))))


def _served(behave: Any, **settings: Any) -> tuple[list[Row | Stopped], CrawlServer]:
    with CrawlServer(_FILES, behave) as server:
        return read_all(_settings(server.url, **settings)), server


def test_a_crawl_is_its_name(undisturbed: list[Row | Stopped]) -> None:
    found, _ = _served(lambda _: Trouble())
    assert found == undisturbed
    assert reasons_of(found).count("page") == 120


def test_every_file_is_one_shard_under_its_path_inside_the_crawl(tmp_path: Path) -> None:
    shards = source_of(_settings(_mirror(tmp_path)), PAGES).shards()
    assert shards == [Shard((Slice(warc_path(number)),)) for number in range(3)]


@pytest.mark.parametrize(
    ("shards", "numbers"), [("0-1", [0, 1]), ("2", [2]), (2, [2]), ("2,0", [0, 2]), (" 0 - 2 ", [0, 1, 2])]
)
def test_shards_are_chosen_by_number(tmp_path: Path, shards: str | int, numbers: list[int]) -> None:
    found = source_of(_settings(_mirror(tmp_path), shards=shards), PAGES).shards()
    assert [shard.slices[0].path for shard in found] == [warc_path(number) for number in numbers]


@pytest.mark.parametrize(("shards", "says"), [("1-3", "has 3 files.*Write at most 1-2"), ("2-1", "1-2")])
def test_shards_that_are_not_there_are_refused(tmp_path: Path, shards: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        source_of(_settings(_mirror(tmp_path), shards=shards), PAGES).shards()


def test_a_crawl_that_is_not_there_is_said_with_what_to_check() -> None:
    with CrawlServer({}) as server, pytest.raises(InputError, match=r"'CC-MAIN-2024-10'.*404.*collinfo"):
        source_of(_settings(server.url), PAGES).shards()


def test_a_crawl_that_a_folder_does_not_hold_has_a_near_one(tmp_path: Path) -> None:
    settings = _settings(_mirror(tmp_path), crawl={"name": "CC-MAIN-2024-11"})
    with pytest.raises(InputError, match=r"Did you mean 'CC-MAIN-2024-10'"):
        source_of(settings, PAGES).shards()


def test_a_list_that_is_not_there_is_not_taken_for_another_crawl(tmp_path: Path) -> None:
    settings = _settings(_mirror(tmp_path), crawl={"files": "wet"})
    with pytest.raises(InputError, match=r"The crawl is there; fetch its wet\.paths\.gz anew"):
        source_of(settings, PAGES).shards()


def test_a_file_that_does_not_come_is_one_quarantined_row_and_the_others_come(
    undisturbed: list[Row | Stopped],
) -> None:
    bad = warc_path(1)
    found, _ = _served(lambda fetch: Trouble(status=503 if fetch.path == bad else 0))
    lost = [row for row in found if row not in undisturbed]
    assert reasons_of(lost) == ["unreachable"]
    assert isinstance(lost[0], Stopped)
    assert lost[0].row_id == f"{Path(bad).name}#0"
    assert isinstance(lost[0].verdict, Quarantined)
    assert "HTTP 503" in lost[0].verdict.detail
    assert bad in lost[0].verdict.detail
    assert len(found) == len(undisturbed) - 41 + 1


def test_a_file_that_a_local_copy_lacks_is_one_quarantined_row(tmp_path: Path) -> None:
    mirror = _mirror(tmp_path)
    (tmp_path / warc_path(1)).unlink()
    found = read_all(_settings(mirror))
    assert reasons_of(found).count("page") == 80
    assert reasons_of(found).count("unreachable") == 1


def test_the_rest_of_a_file_that_ends_is_one_quarantined_row(undisturbed: list[Row | Stopped]) -> None:
    bad = warc_path(0)

    def behave(fetch: Fetch) -> Trouble:
        return Trouble(
            cut_after=20_000 if fetch.times == 1 else None,
            status=500 if fetch.path == bad and fetch.times > 1 else 0,
        )

    found, _ = _served(behave, shards="0")
    assert reasons_of(found)[-1] == "unreachable"
    assert found[:-1] == undisturbed[: len(found) - 1]
    assert 5 < len(found) < 41


def test_a_file_that_comes_empty_is_one_quarantined_row() -> None:
    with CrawlServer({**_FILES, warc_path(1): b""}) as server:
        found = read_all(_settings(server.url, shards="1"))
    assert reasons_of(found) == ["truncated_file"]


def test_bytes_damaged_on_their_way_are_fetched_once_more(undisturbed: list[Row | Stopped]) -> None:
    def behave(fetch: Fetch) -> Trouble:
        return Trouble(damaged_at=10_000 + 7 * fetch.number if fetch.times == 1 else None)

    found, server = _served(behave)
    assert found == undisturbed
    assert all(len(server.asked_for(warc_path(number))) == 2 for number in range(3))


def test_bytes_that_are_damaged_where_they_lie_are_a_truncated_file() -> None:
    found, server = _served(lambda _: Trouble(damaged_at=10_000), shards="1")
    assert reasons_of(found)[-1] == "truncated_file"
    assert len(server.asked_for(warc_path(1))) == 2


@pytest.mark.parametrize("place", range(0, 2000, 97))
def test_damage_anywhere_in_a_file_changes_no_row(undisturbed: list[Row | Stopped], place: int) -> None:
    found, _ = _served(lambda f: Trouble(damaged_at=place + 2 if f.times == 1 else None), shards="0")
    assert found == undisturbed[: len(found)]
    assert len(found) == 41


def test_a_cache_is_asked_first(tmp_path: Path, undisturbed: list[Row | Stopped]) -> None:
    with CrawlServer(_FILES) as server:
        for _ in range(2):
            assert read_all(_settings(server.url, fetch={"cache": str(tmp_path)})) == undisturbed
        assert [len(server.asked_for(warc_path(number))) for number in range(3)] == [1, 1, 1]
    assert (tmp_path / warc_path(0)).read_bytes() == _FILES[warc_path(0)]


def test_what_was_damaged_on_its_way_into_the_cache_is_fetched_anew(
    tmp_path: Path, undisturbed: list[Row | Stopped]
) -> None:
    def behave(fetch: Fetch) -> Trouble:
        return Trouble(damaged_at=10_000 if fetch.times == 1 else None)

    found, _ = _served(behave, fetch={"cache": str(tmp_path)})
    assert found == undisturbed
    assert (tmp_path / warc_path(2)).read_bytes() == _FILES[warc_path(2)]


def test_a_file_is_named_by_its_address_too(undisturbed: list[Row | Stopped]) -> None:
    with CrawlServer(_FILES) as server:
        found = read_all(SourceSettings(path=server.url + warc_path(0)))
    assert found == undisturbed[:41]


def test_two_crawls_come_one_after_the_other(tmp_path: Path) -> None:
    files = {**_FILES, **crawl_files(2, 3, "CC-MAIN-2024-18")}
    with CrawlServer(files) as server:
        settings = _settings(server.url, crawl={"name": [NAME, "CC-MAIN-2024-18"]}, shards="1")
        shards = source_of(settings, PAGES).shards()
    assert [shard.slices[0].path for shard in shards] == [warc_path(1), warc_path(1, "CC-MAIN-2024-18")]


def test_path_and_crawl_together_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"source\.path and source\.crawl"):
        source_of(SourceSettings(crawl={"name": NAME}, path="x"), PAGES)  # type: ignore[arg-type]


def test_wet_files_are_pages_of_text(tmp_path: Path) -> None:
    path = f"crawl-data/{NAME}/segments/1/wet/x.warc.wet.gz"
    record = warc_record(b"Why is the sky blue?", kind="conversion", url="https://tea.example/")
    listed = gzip.compress(path.encode())
    files = {f"crawl-data/{NAME}/wet.paths.gz": listed, path: gzip_members([record])}
    with CrawlServer(files) as server:
        (row,) = read_all(_settings(server.url, crawl={"files": "wet"}))
    assert not isinstance(row, Stopped)
    assert row["text"] == "Why is the sky blue?"


def test_a_member_of_many_records_that_is_damaged_on_its_way_changes_no_row(tmp_path: Path) -> None:
    lumps = [b"".join(records_of(number, 20)) for number in range(4)]
    files = {"x.warc.gz": gzip_members(lumps)}
    damaged_at = len(files["x.warc.gz"]) * 3 // 4 - 2000
    with CrawlServer(files, lambda f: Trouble(damaged_at=damaged_at if f.times == 2 else None)) as server:
        found = read_all(SourceSettings(path=server.url + "x.warc.gz"))
        assert len(server.fetches) == 3
    assert found == read_file(tmp_path, "x.warc.gz", files["x.warc.gz"])
