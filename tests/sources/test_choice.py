from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.helpers.read import read_all, reasons_of
from tests.helpers.warc import PAGE, gzip_members, warc_record
from webinstruct.core.errors import ConfigError, InputError
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import CANDIDATES, PAGES, PAIRS, REFINED


class OnePage:
    """A source of one's own."""

    def __init__(self, settings: SourceSettings) -> None:
        self.writes: Table = PAGES

    def shards(self) -> Sequence[Shard]:
        return [Shard((Slice("nowhere"),))]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        yield {"page_id": "1", "url": "https://tea.example/", "body": PAGE}


def test_a_folder_may_hold_all_kinds(tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(gzip_members([warc_record()]))
    (tmp_path / "page.html").write_bytes(PAGE)
    (tmp_path / "pages.jsonl").write_text(json.dumps({"url": "https://tea.example/", "html": "<p>x"}))
    (tmp_path / "README.md").write_text("What lies here")
    assert reasons_of(read_all(SourceSettings(path=str(tmp_path)))) == ["page"] * 3


def test_a_name_that_says_nothing_is_judged_by_its_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "part-00000").write_bytes(gzip_members([warc_record()]))
    (tmp_path / "part-00001").write_bytes(gzip.compress(b'{"url": "https://tea.example/", "text": "x"}\n'))
    (tmp_path / "part-00002").write_bytes(PAGE)
    assert reasons_of(read_all(SourceSettings(path=str(tmp_path)))) == ["page"] * 3


def test_nothing_readable_is_an_error_that_names_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(InputError, match=r"notes\.txt"):
        source_of(SourceSettings(path=str(tmp_path)), PAGES).shards()


@pytest.mark.parametrize("name", ["", "notes.txt", "inner/picture.png"])
def test_a_folder_without_a_readable_file_is_said_to_hold_none(name: str, tmp_path: Path) -> None:
    if name:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"\x89PNG")
    (tmp_path / "empty").mkdir()
    said = rf"^{tmp_path} holds no WARC, HTML, Parquet or JSONL file"
    with pytest.raises(InputError, match=said):
        source_of(SourceSettings(path=str(tmp_path)), PAGES).shards()


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no-such-folder"):
        source_of(SourceSettings(path=str(tmp_path / "no-such-folder")), PAGES).shards()


def test_the_division_is_the_same_at_every_call(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.html").write_bytes(PAGE)
    settings = SourceSettings(path=str(tmp_path), files_per_shard=2)
    assert source_of(settings, PAGES).shards() == source_of(settings, PAGES).shards()


def test_several_paths_that_overlap_give_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    paths = (str(tmp_path), str(tmp_path / "*.html"), str(tmp_path / "a.html"))
    assert len(read_all(SourceSettings(path=paths))) == 1


def test_a_source_of_ones_own_is_named_by_its_class() -> None:
    settings = SourceSettings(use="tests.sources.test_choice:OnePage")
    assert reasons_of(read_all(settings)) == ["page"]


@pytest.mark.parametrize(
    ("use", "words"),
    [
        ("no_such_package:Source", "cannot be imported"),
        ("tests.sources.test_choice:OnePag", "Did you mean 'OnePage'"),
        ("tests.sources.test_choice:PAGE", "is no class"),
        ("", "source.path is empty"),
    ],
)
def test_a_source_that_cannot_be_had_is_a_config_error(use: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        source_of(SourceSettings(use=use), PAGES)


@pytest.mark.parametrize("table", [PAIRS, REFINED])
def test_a_run_behind_extract_needs_pairs(table: Table) -> None:
    with pytest.raises(ConfigError, match=r"source\.pairs is empty"):
        source_of(SourceSettings(path="x"), table)


def test_a_run_cannot_begin_with_candidates() -> None:
    with pytest.raises(ConfigError, match="cannot begin"):
        source_of(SourceSettings(path="x"), CANDIDATES)


def test_json_lines_may_end_in_json_if_they_are_named(tmp_path: Path) -> None:
    line = json.dumps({"url": "https://tea.example/", "text": "x"}) + "\n"
    (tmp_path / "c4.00000.json.gz").write_bytes(gzip.compress(line.encode()))
    assert reasons_of(read_all(SourceSettings(path=str(tmp_path / "c4.00000.json.gz")))) == ["page"]


def test_an_index_beside_the_pages_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text('{"pages": 1}')
    (tmp_path / "_SUCCESS").write_text("")
    (tmp_path / "a.html").write_bytes(PAGE)
    assert reasons_of(read_all(SourceSettings(path=str(tmp_path)))) == ["page"]


def test_files_of_an_unknown_kind_are_named_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "crawl.warc.zst").write_bytes(b"(\xb5/\xfd...")
    source_of(SourceSettings(path=str(tmp_path)), PAGES).shards()
    assert "crawl.warc.zst" in caplog.text
