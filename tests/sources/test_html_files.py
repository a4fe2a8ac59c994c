from __future__ import annotations

import gzip
from pathlib import Path

from tests.helpers.read import read_all
from tests.helpers.warc import PAGE
from webinstruct.core.stage import Stopped
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import PAGES


def urls_in(folder: Path) -> list[str]:
    rows = read_all(SourceSettings(path=str(folder)))
    return [row["url"] for row in rows if not isinstance(row, Stopped)]


def test_the_url_of_a_file_is_its_name(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(PAGE)
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE))
    (tmp_path / "c.htm").write_bytes(PAGE)
    assert urls_in(tmp_path) == ["file:a.html.gz", "file:b.html", "file:c.htm"]


def test_equal_names_in_subfolders_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    for name in ("x/index.html", "y/index.html", "y/other.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    assert urls_in(tmp_path) == ["file:x/index.html", "file:y/index.html", "file:other.html"]


def test_a_shard_holds_so_many_files(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"{number}.html").write_bytes(PAGE)
    shards = source_of(SourceSettings(path=str(tmp_path), files_per_shard=3), PAGES).shards()
    assert [len(shard.slices) for shard in shards] == [3, 3, 1]


def test_a_file_that_vanished_fails_its_shard_alone(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"{number}.html").write_bytes(PAGE)
    source = source_of(SourceSettings(path=str(tmp_path), files_per_shard=1), PAGES)
    shards = source.shards()
    (tmp_path / "0.html").unlink()
    assert len(list(source.read(shards[1]))) == 1
