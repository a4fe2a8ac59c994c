"""Bad input, one line each: every record is accounted for under its reason, and its neighbors are read."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from pathlib import Path

import pytest

from tests.helpers.read import read_file, reasons_of
from tests.helpers.warc import PAGE, filled_gzip, gzip_members, http_block, warc_record
from webinstruct.core.stage import Stopped

MEGABYTE = 1 << 20
BOMB = filled_gzip(b"<html>", 50 * MEGABYTE)

RECORDS = {
    "a 404": (http_block(status="404 Not Found"), "http_status"),
    "a redirect": (http_block(b"", status="301 Moved", Location="/x"), "http_status"),
    "no status line": (b"junk", "http_status"),
    "a PDF by its type": (http_block(b"x" * 100, content_type="application/pdf"), "not_html"),
    "a PDF by its bytes": (http_block(b"%PDF-1.7 ..."), "not_html"),
    "JSON": (http_block(b'{"a": 1}', content_type="application/json"), "not_html"),
    "an untyped picture": (http_block(b"\x89PNG\r\n", content_type=""), "not_html"),
    "an empty body": (http_block(b""), "empty_body"),
    "white space": (http_block(b" \r\n\t "), "empty_body"),
    "only NUL bytes": (http_block(b"\0" * 1000), "empty_body"),
    "a large page": (http_block(b"<html>" + b"a" * MEGABYTE), "too_large"),
    "a gzip bomb": (http_block(BOMB, Content_Encoding="gzip"), "too_large"),
    "a deflate bomb": (http_block(zlib.compress(b"a" * 5_000_000), Content_Encoding="deflate"), "too_large"),
    "a bomb of NULs": (http_block(gzip.compress(b"\0" * 5_000_000), Content_Encoding="gzip"), "too_large"),
    "a bomb in a bomb": (
        http_block(gzip.compress(gzip.compress(b"a" * 9_000_000)), Content_Encoding="gzip, gzip"),
        "too_large",
    ),
    "unknown packing": (http_block(b"\x01\x02\x03", Content_Encoding="secret"), "bad_encoding"),
    "broken packing": (http_block(b"\x01\x02\x03", Content_Encoding="br"), "bad_encoding"),
    "100,000 nested tags": (http_block(b"<div>" * 100_000 + b"x"), "page"),
    "NUL bytes in a page": (http_block(PAGE.replace(b"sky", b"s\0ky")), "page"),
    "a wrong charset": (http_block("<p>Größe".encode("latin-1")), "page"),
    "an untyped page": (http_block(content_type=""), "page"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_each_bad_page_gets_its_reason_and_its_neighbors_are_read(name: str, tmp_path: Path) -> None:
    block, reason = RECORDS[name]
    records = [warc_record(url=f"https://tea.example/{place}") for place in range(2)]
    records.insert(1, warc_record(block, url="https://tea.example/odd"))
    found = read_file(tmp_path, "crawl.warc.gz", gzip_members(records), max_page_bytes=MEGABYTE)
    assert reasons_of(found) == ["page", reason, "page"]


@pytest.mark.parametrize(
    "kind", ["warcinfo", "request", "metadata", "revisit", "resource", "continuation", ""]
)
def test_a_record_that_is_no_response_is_counted(kind: str, tmp_path: Path) -> None:
    found = read_file(tmp_path, "crawl.warc.gz", gzip_members([warc_record(b"x", kind=kind), warc_record()]))
    assert reasons_of(found) == ["not_a_response", "page"]


def test_a_200_megabyte_page_costs_little_memory(tmp_path: Path) -> None:
    head = warc_record(http_block(b"<html>"), length=200 * MEGABYTE + len(http_block(b"<html>")))
    packed = filled_gzip(head.rstrip(b"\r\n"), 200 * MEGABYTE, b"\r\n\r\n")
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(packed + gzip_members([warc_record()]))
    tracemalloc.start()
    found = read_file(tmp_path, path.name, path.read_bytes(), max_page_bytes=MEGABYTE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reasons_of(found) == ["too_large", "page"]
    assert peak < 16 * MEGABYTE


def test_a_truncated_warc_keeps_whole_records_and_names_where_the_rest_begins(tmp_path: Path) -> None:
    members = [gzip_members([warc_record(url=f"https://tea.example/{n}")]) for n in range(3)]
    found = read_file(tmp_path, "crawl.warc.gz", b"".join(members)[:-20])
    assert reasons_of(found) == ["page", "page", "truncated_file"]
    last = found[-1]
    assert isinstance(last, Stopped)
    assert f"crawl.warc.gz at byte {len(members[0] + members[1])}:" in last.verdict.detail


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_warc_cut_anywhere_in_its_last_bytes_has_one_fault(cut: int, tmp_path: Path) -> None:
    found = read_file(tmp_path, "crawl.warc.gz", gzip_members([warc_record(), warc_record()])[:-cut])
    assert reasons_of(found) == ["page", "truncated_file"]


def test_one_long_gzip_member_that_breaks_off_keeps_its_whole_records(tmp_path: Path) -> None:
    noise = bytes(random.Random(1).randbytes(400_000))
    records = [warc_record(http_block(b"<html>" + noise)) for _ in range(4)]
    packed = gzip.compress(b"".join(records))
    found = read_file(tmp_path, "crawl.warc.gz", packed[: len(packed) * 5 // 8])
    assert reasons_of(found) == ["page", "page", "truncated_file"]
    assert isinstance(found[2], Stopped)
    assert f"at byte {2 * len(records[0])}:" in found[2].verdict.detail


def test_a_flipped_bit_is_found_by_the_checksum(tmp_path: Path) -> None:
    first, second = gzip_members([warc_record()]), bytearray(gzip_members([warc_record()]))
    second[-6] ^= 1
    assert reasons_of(read_file(tmp_path, "crawl.warc.gz", first + second)) == ["page", "truncated_file"]


def test_a_plain_warc_that_breaks_off_has_one_fault(tmp_path: Path) -> None:
    found = read_file(tmp_path, "crawl.warc", (warc_record() + warc_record())[:-30])
    assert reasons_of(found) == ["page", "truncated_file"]


def test_bytes_that_belong_to_no_record_are_counted(tmp_path: Path) -> None:
    found = read_file(tmp_path, "crawl.warc", b"junk\nmore junk\n" + warc_record() + warc_record())
    assert reasons_of(found) == ["stray_bytes", "page", "page"]


def test_padding_behind_the_last_member_is_no_fault(tmp_path: Path) -> None:
    found = read_file(tmp_path, "crawl.warc.gz", gzip_members([warc_record()]) + b"\0" * 100_000)
    assert reasons_of(found) == ["page"]


def test_garbage_behind_the_last_member_is_one_fault(tmp_path: Path) -> None:
    found = read_file(tmp_path, "crawl.warc.gz", gzip_members([warc_record()]) + b"garbage")
    assert reasons_of(found) == ["page", "truncated_file"]


def test_an_empty_warc_has_no_rows(tmp_path: Path) -> None:
    assert read_file(tmp_path, "crawl.warc.gz", b"") == []


HTML_FILES = {
    "a bomb": (BOMB, "too_large"),
    "a truncated file": (gzip.compress(PAGE * 50)[:-12], "truncated_file"),
    "a file that is no gzip inside": (b"\x1f\x8bnothing", "truncated_file"),
    "an empty file": (b"", "empty_body"),
    "NUL bytes": (gzip.compress(b"\0\0\0"), "empty_body"),
    "a picture": (gzip.compress(b"GIF89a"), "not_html"),
    "a page": (gzip.compress(PAGE), "page"),
}


@pytest.mark.parametrize("name", HTML_FILES)
def test_each_bad_html_file_gets_its_reason(name: str, tmp_path: Path) -> None:
    content, reason = HTML_FILES[name]
    found = read_file(tmp_path, "page.html.gz", content, max_page_bytes=MEGABYTE)
    assert reasons_of(found) == [reason]


def test_a_truncated_html_file_is_named_with_its_offset(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE * 50)[:-12]
    (found,) = read_file(tmp_path, "page.html.gz", packed)
    assert isinstance(found, Stopped)
    assert f"page.html.gz at byte {len(packed)}:" in found.verdict.detail
