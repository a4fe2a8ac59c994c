"""Pages that come as Parquet or JSONL."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.helpers.read import read_all, read_file, reasons_of
from webinstruct.core.errors import ConfigError, InputError, TableError
from webinstruct.core.stage import Stopped
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import PAGES


def lines(rows: Sequence[Any]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def page(number: int) -> dict[str, Any]:
    return {"url": f"https://tea.example/{number}", "html": f"<p>Cup {number}"}


def urls_by_shard(settings: SourceSettings) -> list[list[str]]:
    source = source_of(settings, PAGES)
    return [[row["url"] for row in source.read(s) if not isinstance(row, Stopped)] for s in source.shards()]


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz"])
@pytest.mark.parametrize("rows_per_shard", [1, 3, 7, 10, 100])
def test_every_line_is_in_one_shard_and_in_order(name: str, rows_per_shard: int, tmp_path: Path) -> None:
    content = lines([page(number) for number in range(10)])
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    shards = urls_by_shard(SourceSettings(path=str(tmp_path), rows_per_shard=rows_per_shard))
    assert [url for urls in shards for url in urls] == [page(number)["url"] for number in range(10)]
    assert {len(urls) for urls in shards[:-1]} <= {rows_per_shard}


def test_a_last_line_without_its_end_is_read(tmp_path: Path) -> None:
    found = read_file(tmp_path, "pages.jsonl", lines([page(1), page(2)]).rstrip(), rows_per_shard=1)
    assert reasons_of(found) == ["page", "page"]


def test_row_groups_are_cut_and_put_together_to_shards(tmp_path: Path) -> None:
    table = pa.Table.from_pylist([page(number) for number in range(12)])
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=2)
    pq.write_table(table.slice(0, 1), tmp_path / "b.parquet")
    shards = urls_by_shard(SourceSettings(path=str(tmp_path), rows_per_shard=5))
    assert [len(urls) for urls in shards] == [6, 6, 1]


def test_small_files_share_a_shard(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.jsonl").write_bytes(lines([page(number)]))
    shards = urls_by_shard(SourceSettings(path=str(tmp_path), rows_per_shard=3))
    assert [len(urls) for urls in shards] == [3, 1]


BAD_LINES = {
    "no JSON": (b"{url: x}", "bad_row"),
    "a list": (b"[1, 2]", "bad_row"),
    "not UTF-8": (b'{"url": "https://x.example/\xff", "html": "x"}', "bad_row"),
    "a deep nest": (b"[" * 200_000, "bad_row"),
    "a number as URL": (b'{"url": 7, "html": "x"}', "bad_row"),
    "no URL": (b'{"html": "x"}', "bad_row"),
    "a list as HTML": (b'{"url": "https://x.example/", "html": ["x"]}', "bad_row"),
    "no page": (b'{"url": "https://x.example/"}', "empty_body"),
    "an empty page": (b'{"url": "https://x.example/", "html": "", "text": " "}', "empty_body"),
    "a large page": (lines([{"url": "https://x.example/", "html": "a" * 2_000}]).strip(), "too_large"),
    "a huge line": (b'{"url": "' + b"a" * 100_000, "bad_row"),
    "a lone surrogate": (b'{"url": "https://x.example/", "text": "a\\ud800b"}', "page"),
}


@pytest.mark.parametrize("name", BAD_LINES)
@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
def test_a_bad_line_gets_its_reason_and_its_neighbors_are_read(
    name: str, ending: str, tmp_path: Path
) -> None:
    line, reason = BAD_LINES[name]
    content = lines([page(1)]) + line + b"\n" + lines([page(2)])
    packed = gzip.compress(content) if ending.endswith("gz") else content
    found = read_file(tmp_path, f"pages.{ending}", packed, max_page_bytes=1_000)
    assert reasons_of(found) == ["page", reason, "page"]


@pytest.mark.parametrize("rows_per_shard", [1, 2, 100])
def test_a_bad_line_is_named_by_its_number_in_the_file(rows_per_shard: int, tmp_path: Path) -> None:
    content = lines([page(1), page(2), page(3)]) + b"no JSON\n" + lines([page(5)])
    found = read_file(tmp_path, "pages.jsonl", content, rows_per_shard=rows_per_shard)
    (bad,) = [row for row in found if isinstance(row, Stopped)]
    assert "pages.jsonl, line 4:" in bad.verdict.detail


def test_jsonl_gzip_that_breaks_off_keeps_its_whole_lines(tmp_path: Path) -> None:
    packed = gzip.compress(lines([page(number) for number in range(5_000)]))
    found = read_file(tmp_path, "pages.jsonl.gz", packed[: len(packed) // 2])
    assert reasons_of(found)[-1] == "truncated_file"
    assert set(reasons_of(found)[:-1]) == {"page"}


def test_columns_go_by_the_names_that_the_settings_give(tmp_path: Path) -> None:
    content = lines([{"link": "https://tea.example/", "content": "<p>Cup"}])
    (row,) = read_file(tmp_path, "pages.jsonl", content, columns={"url": "link", "html": "content"})
    assert not isinstance(row, Stopped)
    assert (row["url"], row["body"]) == ("https://tea.example/", b"<p>Cup")


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_missing_column_is_named_with_those_found(ending: str, tmp_path: Path) -> None:
    rows = [{"link": "https://tea.example/", "html": "<p>Cup"}]
    if ending == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "pages.parquet")
    else:
        (tmp_path / "pages.jsonl").write_bytes(lines(rows))
    with pytest.raises(TableError, match=r"missing \['url'\], found \['link', 'html'\]"):
        source_of(SourceSettings(path=str(tmp_path)), PAGES).shards()


def test_a_mapping_of_a_column_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"source\.columns\.htm'. Did you mean 'html'"):
        read_file(tmp_path, "pages.jsonl", lines([page(1)]), columns={"htm": "content"})


def test_a_key_that_the_first_line_lacks_may_come_later(tmp_path: Path) -> None:
    found = read_file(tmp_path, "pages.jsonl", lines([{"url": "https://tea.example/"}, page(1)]))
    assert reasons_of(found) == ["empty_body", "page"]


def test_a_corrupt_parquet_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "pages.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(InputError, match=r"pages\.parquet"):
        source_of(SourceSettings(path=str(tmp_path)), PAGES).shards()


def test_text_alone_makes_a_page_with_text(tmp_path: Path) -> None:
    content = lines([{"url": "https://tea.example/", "text": "Why?", "title": "Tea"}])
    (row,) = read_file(tmp_path, "pages.jsonl", content)
    assert not isinstance(row, Stopped)
    assert (row["text"], row["title"], row["body"]) == ("Why?", "Tea", b"")


def test_html_as_bytes_is_taken_as_it_is(tmp_path: Path) -> None:
    table = pa.Table.from_pylist([{"url": "https://tea.example/", "html": "Größe".encode("latin-1")}])
    pq.write_table(table, tmp_path / "pages.parquet")
    (row,) = read_all(SourceSettings(path=str(tmp_path)))
    assert not isinstance(row, Stopped)
    assert row["body"] == "Größe".encode("latin-1")
