"""What decontaminate left, counted."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.export.card_evidence import EVIDENCE_FOLDER, Contamination, contamination_in


def shards_of_evidence(folder: Path, count: int) -> Path:
    """A stage folder with one stopped row a shard, the shard's number its item."""
    (folder / EVIDENCE_FOLDER).mkdir()
    for shard in range(count):
        row = {"row_id": [f"{shard}"], "benchmark": ["sums"], "tier": ["ngram"], "item": [f"{shard}"]}
        pq.write_table(pa.table(row), folder / EVIDENCE_FOLDER / f"{shard:05d}.parquet")
    return folder


def test_a_folder_without_anything_holds_nothing(tmp_path: Path) -> None:
    assert contamination_in(tmp_path) == Contamination()


def test_every_shard_is_counted(tmp_path: Path) -> None:
    assert contamination_in(shards_of_evidence(tmp_path, 6)).met == {("sums", "ngram"): 6}


def test_of_many_shards_some_are_counted_and_it_is_said(tmp_path: Path) -> None:
    found = contamination_in(shards_of_evidence(tmp_path, 6), 3)
    assert (found.files, found.of_files) == (3, 6)
    assert set(found.items["sums"]) == {"0", "2", "4"}


def test_the_commonest_tier_comes_first() -> None:
    assert Contamination({("a", "share"): 1, ("b", "share"): 3, ("a", "ngram"): 2}).tiers == [
        "share",
        "ngram",
    ]
