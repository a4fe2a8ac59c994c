"""Single pages read once more, from where a run has found them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.crawl_server import CrawlServer
from tests.helpers.crawls import NAME, crawl_files, indexed_crawl, warc_path
from tests.helpers.warc import gzip_members, http_block, warc_record
from webinstruct.core.errors import InputError
from webinstruct.core.source import OpensInRun, Shard
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row
from webinstruct.sources import SourceSettings, source_of
from webinstruct.sources.again import PagesAgain, Place
from webinstruct.tables import PAGES


def _records(count: int = 6) -> list[bytes]:
    """Pages, with a record that is no page before each."""
    records = []
    for number in range(count):
        url = f"https://tea.example/{number}"
        block = http_block(f"<html><body><p>Tea number {number} is green.</p></body></html>".encode())
        records += [warc_record(b"GET / HTTP/1.1", kind="request", url=url), warc_record(block, url=url)]
    return records


def _places(settings: SourceSettings) -> tuple[Shard, Sequence[tuple[Place, Row]]]:
    """The only shard of a source, and its pages with their places."""
    source = source_of(settings, PAGES)
    (shard,) = source.shards()
    found = [(row, page) for row, page in enumerate(source.read(shard)) if not isinstance(page, Stopped)]
    return shard, [(Place(page["page_id"], row, page["record_offset"]), page) for row, page in found]


def _written(folder: Path, kind: str) -> SourceSettings:
    path = folder / f"crawl.{'jsonl' if kind == 'jsonl' else 'warc.gz' if 'gz' in kind else 'warc'}"
    if kind == "jsonl":
        rows = [
            {"url": f"https://tea.example/{n}", "text": f"Tea number {n}." if n != 2 else ""}
            for n in range(6)
        ]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    else:
        plain = b"".join(_records())
        path.write_bytes(
            {"gz": gzip_members(_records()), "plain": plain, "one gz": gzip.compress(plain)}[kind]
        )
    return SourceSettings(path=str(path))


@pytest.mark.parametrize("kind", ["gz", "plain", "one gz", "jsonl"])
def test_every_page_comes_again_as_it_was_in_any_order(kind: str, tmp_path: Path) -> None:
    settings = _written(tmp_path, kind)
    shard, places = _places(settings)
    again = PagesAgain(settings)
    for place, page in [*places, *reversed(places)]:
        assert again.page(shard, place) == page


def test_a_record_is_read_at_its_offset_and_nothing_before_it(tmp_path: Path) -> None:
    settings = _written(tmp_path, "gz")
    shard, places = _places(settings)
    place, page = places[-1]
    path = Path(str(settings.path))
    path.write_bytes(b"\0" * place.record_offset + path.read_bytes()[place.record_offset :])
    assert PagesAgain(settings).page(shard, place) == page


def test_another_page_in_its_place_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    settings = _written(tmp_path, "gz")
    shard, places = _places(settings)
    place = places[0][0]._replace(page_id="0" * 32)
    with pytest.raises(InputError, match=r"was row 1 of .*crawl\.warc\.gz; now there is another one"):
        PagesAgain(settings).page(shard, place)


def test_a_place_behind_the_end_of_the_file_is_an_error(tmp_path: Path) -> None:
    settings = _written(tmp_path, "jsonl")
    shard, places = _places(settings)
    with pytest.raises(InputError, match="now there is none"):
        PagesAgain(settings).page(shard, places[0][0]._replace(row=99))


def _crawl(server: str, **more: Any) -> SourceSettings:
    fetch = {"requests_per_s": 1000, "timeout_s": 0.5, "patience_s": 1.0}
    crawl = {"name": NAME, "server": server, **more}
    return SourceSettings.model_validate({"crawl": crawl, "fetch": fetch, "shards": "1" if not more else ""})


def test_a_page_of_a_crawl_on_a_server_costs_one_request_from_its_offset_on() -> None:
    with CrawlServer(crawl_files(pages=10)) as server:
        shard, places = _places(_crawl(server.url))
        before = len(server.asked_for(warc_path(1)))
        place, page = places[7]
        assert PagesAgain(_crawl(server.url)).page(shard, place) == page
        (request,) = server.asked_for(warc_path(1))[before:]
        assert request.start == place.record_offset


def test_a_page_that_was_looked_up_in_the_index_is_looked_up_again(tmp_path: Path) -> None:
    with CrawlServer(indexed_crawl(pages=10)) as server:
        settings = _crawl(server.url, domains=["site1.example"])
        source = source_of(settings, PAGES)
        assert isinstance(source, OpensInRun)
        source.open(str(tmp_path))
        (shard,) = source.shards()
        found = [page for page in source.read(shard) if not isinstance(page, Stopped)]
        again = PagesAgain(settings, str(tmp_path))
        for row in (8, 3):
            assert (
                again.page(shard, Place(found[row]["page_id"], row, found[row]["record_offset"]))
                == found[row]
            )
