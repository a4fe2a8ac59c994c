from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.crawl_server import CrawlServer
from tests.helpers.crawls import NAME, indexed_crawl
from webinstruct.cli.doctor import Finding, findings
from webinstruct.cli.inputs import input_words
from webinstruct.pipeline import config_from, forecast

_FILES = indexed_crawl(3, 5)


def _config(folder: Path, server: str, **crawl: Any) -> str:
    fetch = {"requests_per_s": 1000, "patience_s": 0.2, "cache": str(folder / "cache" / "deep")}
    plain = {
        "source": {"crawl": {"name": NAME, "server": server, **crawl}, "fetch": fetch},
        "recall": {"train": None},
        "stages": ["recall"],
        "run_dir": str(folder / "run"),
    }
    place = folder / "crawl.yaml"
    place.write_text(json.dumps(plain))
    return str(place)


def _words(config: str) -> str:
    chosen = config_from(config)
    return input_words(chosen, forecast(chosen))


def test_a_plan_says_how_many_files_of_a_crawl_are_read_from_where(tmp_path: Path) -> None:
    with CrawlServer(_FILES) as server:
        words = _words(_config(tmp_path, server.url))
        assert words == f"3 warc files of {NAME} at {server.url}, 1000 requests a second"


def test_a_plan_says_that_single_pages_are_read(tmp_path: Path) -> None:
    with CrawlServer(_FILES) as server:
        words = _words(_config(tmp_path, server.url, domains=["site1.example"]))
    assert words.startswith("1 shards of single pages, found in the index of CC-MAIN")


def test_a_forecast_leaves_nothing_in_the_run_directory(tmp_path: Path) -> None:
    with CrawlServer(_FILES) as server:
        _words(_config(tmp_path, server.url, domains=["site1.example"]))
    assert not (tmp_path / "run").exists()


def _said(config: str, subject: str) -> list[Finding]:
    return [finding for finding in findings(config) if finding.subject == subject]


def test_doctor_finds_a_crawl_and_the_disk_of_its_cache(tmp_path: Path) -> None:
    with CrawlServer(_FILES) as server:
        config = _config(tmp_path, server.url)
        assert [finding.is_well for finding in _said(config, "input")] == [True]
        assert str(tmp_path) in _said(config, "disk")[0].says


@pytest.mark.parametrize("files", [{}, {"crawl-data/CC-MAIN-2024-18/warc.paths.gz": b"x"}])
def test_doctor_says_that_a_crawl_is_not_there(tmp_path: Path, files: dict[str, bytes]) -> None:
    with CrawlServer(files) as server:
        (finding,) = _said(_config(tmp_path, server.url), "config")
    assert not finding.is_well
    assert "HTTP 404" in finding.says


def test_doctor_says_that_a_server_is_not_there(tmp_path: Path) -> None:
    with CrawlServer({}) as server:
        url = server.url
    (finding,) = _said(_config(tmp_path, url), "config")
    assert "refused" in finding.says
