from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.read import read_file, reasons_of
from tests.helpers.warc import PAGE, gzip_members, http_block, warc_record
from webinstruct.core.ids import page_id
from webinstruct.core.stage import Stopped
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import PAGES


def only_page(folder: Path, content: bytes) -> Any:
    (row,) = read_file(folder, "crawl.warc.gz", content)
    assert not isinstance(row, Stopped)
    return row


def test_a_page_has_its_url_body_and_date(tmp_path: Path) -> None:
    row = only_page(tmp_path, gzip_members([warc_record()]))
    assert row["url"] == "https://tea.example/"
    assert row["body"] == PAGE
    assert row["fetched_at"] == "2024-03-01T12:00:00Z"
    assert (row["content_type"], row["charset"]) == ("text/html", "utf-8")
    assert row["page_id"] == page_id("https://tea.example/", PAGE)


def test_a_page_is_found_again_at_its_offset(tmp_path: Path) -> None:
    content = gzip_members(warc_record(url=f"https://tea.example/{n}") for n in range(3))
    for row in read_file(tmp_path, "crawl.warc.gz", content):
        assert not isinstance(row, Stopped)
        again = read_file(tmp_path / "rest", "rest.warc.gz", content[row["record_offset"] :])[0]
        assert not isinstance(again, Stopped)
        assert again["url"] == row["url"]


def test_angle_brackets_around_a_url_are_taken_off(tmp_path: Path) -> None:
    row = only_page(tmp_path, gzip_members([warc_record(url="<https://tea.example/x>")]))
    assert row["url"] == "https://tea.example/x"


def test_a_stopped_record_is_named_by_file_and_offset(tmp_path: Path) -> None:
    first = gzip_members([warc_record()])
    found = read_file(
        tmp_path, "crawl.warc.gz", first + gzip_members([warc_record(b"x", kind="warcinfo", url="")])
    )
    assert isinstance(found[1], Stopped)
    assert found[1].row_id == f"crawl.warc.gz#{len(first)}"


def test_a_stopped_page_is_named_by_its_page_id(tmp_path: Path) -> None:
    record = warc_record(http_block(b"gone", status="404 Not Found"))
    (found,) = read_file(tmp_path, "crawl.warc.gz", gzip_members([record]))
    assert isinstance(found, Stopped)
    assert found.row_id == page_id("https://tea.example/", b"gone")


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("version", ["WARC/0.18", "WARC/1.0", "WARC/1.1"])
def test_lines_may_end_as_they_like(line_end: str, version: str, tmp_path: Path) -> None:
    records = [
        warc_record(line_end=line_end, version=version, url=f"https://tea.example/{n}") for n in range(2)
    ]
    assert reasons_of(read_file(tmp_path, "crawl.warc", b"".join(records))) == ["page", "page"]


def test_header_lines_without_a_colon_are_passed_over(tmp_path: Path) -> None:
    record = warc_record().replace(b"WARC-Date", b"this line is broken\r\nWARC-Date")
    assert only_page(tmp_path, gzip_members([record]))["fetched_at"] == "2024-03-01T12:00:00Z"


def test_http_headers_may_end_in_line_feeds_alone(tmp_path: Path) -> None:
    block = b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n" + PAGE
    assert only_page(tmp_path, gzip_members([warc_record(block)]))["body"] == PAGE


def test_a_length_that_is_too_long_does_not_swallow_the_next_record(tmp_path: Path) -> None:
    records = [warc_record(length=5_000), warc_record(url="https://tea.example/next")]
    found = read_file(tmp_path, "crawl.warc.gz", gzip_members(records))
    assert reasons_of(found) == ["page", "page"]


def test_a_length_that_is_too_short_leaves_stray_bytes_and_the_next_record(tmp_path: Path) -> None:
    records = [warc_record(length=len(http_block()) - 7), warc_record(url="https://tea.example/next")]
    found = read_file(tmp_path, "crawl.warc.gz", gzip_members(records))
    assert reasons_of(found) == ["page", "stray_bytes", "page"]


@pytest.mark.parametrize("length", ["", "many", "-5", "1" * 5_000])
def test_a_record_without_a_length_is_quarantined(length: str, tmp_path: Path) -> None:
    found = read_file(tmp_path, "crawl.warc.gz", gzip_members([warc_record(length=length), warc_record()]))
    assert reasons_of(found)[0] == "bad_record"
    assert reasons_of(found)[-1] == "page"


def test_records_in_one_gzip_member_are_read_as_those_in_many(tmp_path: Path) -> None:
    records = [warc_record(url=f"https://tea.example/{n}") for n in range(3)]
    together = read_file(tmp_path, "one.warc.gz", gzip.compress(b"".join(records)))
    apart = read_file(tmp_path, "many.warc.gz", gzip_members(records))
    assert [row["page_id"] for row in together if not isinstance(row, Stopped)] == [
        row["page_id"] for row in apart if not isinstance(row, Stopped)
    ]


def test_a_record_may_run_over_several_gzip_members(tmp_path: Path) -> None:
    record = warc_record(http_block(PAGE * 100))
    parts = [record[start : start + 1_000] for start in range(0, len(record), 1_000)]
    assert only_page(tmp_path, gzip_members(parts))["body"] == PAGE * 100


def test_wet_records_become_pages_with_text(tmp_path: Path) -> None:
    record = warc_record(b"Why is the sky blue?\nIt scatters.", kind="conversion")
    (row,) = read_file(tmp_path, "crawl.warc.wet.gz", gzip_members([record]))
    assert not isinstance(row, Stopped)
    assert (row["text"], row["body"]) == ("Why is the sky blue?\nIt scatters.", b"")


def test_every_file_is_one_shard(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc", "c.warc.wet.gz"):
        (tmp_path / name).write_bytes(b"")
    shards = source_of(SourceSettings(path=str(tmp_path)), PAGES).shards()
    assert [[Path(part.path).name for part in shard.slices] for shard in shards] == [
        ["a.warc"],
        ["b.warc.gz"],
        ["c.warc.wet.gz"],
    ]


def test_a_page_whose_member_has_a_wrong_sum_is_no_page_whatever_follows_it(tmp_path: Path) -> None:
    first, second = gzip_members([warc_record()]), bytearray(gzip_members([warc_record() + b"more"]))
    second[-8] ^= 0xFF  # the sum's first byte
    found = read_file(tmp_path, "crawl.warc.gz", first + bytes(second))
    assert reasons_of(found) == ["page", "truncated_file"]
    assert isinstance(found[1], Stopped)
    assert found[1].row_id == f"crawl.warc.gz#{len(first)}"
