"""Batches of pairs hold what would be read row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from webinstruct.core.source import GivesBatches
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import PAIRS, REFINED

PAIR = {"pair_id": "p1", "question": "Why?", "answer": "So."}

FILES: dict[str, list[dict[str, Any]]] = {
    "plain pairs": [PAIR, {**PAIR, "pair_id": "p2", "question": "Größe?"}],
    "without ids": [{"question": "Why?", "answer": "So."}],
    "a missing id": [PAIR, {**PAIR, "pair_id": None}],
    "a blank id": [{**PAIR, "pair_id": " "}, PAIR],
    "a blank question": [PAIR, {**PAIR, "question": " \n"}, PAIR],
    "a missing answer": [{**PAIR, "answer": None}, PAIR],
    "a NUL": [{**PAIR, "answer": "S\0o."}],
    "originals": [{**PAIR, "orig_question": "why", "orig_answer": "so"}],
    "some originals": [{**PAIR, "orig_question": "why"}, {**PAIR, "orig_question": None}],
    "numbers": [{**PAIR, "coverage": 0.5, "record_offset": 7}],
    "lists": [{**PAIR, "other_answers": ["a", "b"]}],
    "a gap in a list": [{**PAIR, "other_answers": ["a", None]}],
    "a column of another kind": [{**PAIR, "url": 7}],
    "columns of nobody": [{**PAIR, "mood": "good"}],
}


def found_in(folder: Path, rows: list[dict[str, Any]], table: Table, batched: bool) -> list[Row | Stopped]:
    """What the source gives of a Parquet file with these rows."""
    pq.write_table(pa.Table.from_pylist(rows), folder / "pairs.parquet")
    source = source_of(SourceSettings(pairs=str(folder / "pairs.parquet")), table)
    assert isinstance(source, GivesBatches)
    (shard,) = source.shards()
    found: list[Row | Stopped] = []
    for piece in source.batches(shard) if batched else source.read(shard):
        found += piece.to_pylist() if isinstance(piece, pa.RecordBatch) else [piece]
    return found


def _plain(found: list[Row | Stopped]) -> list[Any]:
    """Rows with their lists as lists, whichever way they came."""
    return [
        row
        if isinstance(row, Stopped)
        else {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}
        for row in found
    ]


@pytest.mark.parametrize("table", [PAIRS, REFINED], ids=["pairs", "refined"])
@pytest.mark.parametrize("name", FILES)
def test_batches_hold_the_same_rows(name: str, table: Table, tmp_path: Path) -> None:
    batched, single = (found_in(tmp_path, FILES[name], table, way) for way in (True, False))
    assert _plain(batched) == _plain(single)
    assert len(single) == len(FILES[name])


def test_plain_pairs_come_in_one_batch(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([PAIR] * 100), tmp_path / "pairs.parquet")
    source = source_of(SourceSettings(pairs=str(tmp_path)), REFINED)
    assert isinstance(source, GivesBatches)
    (batch,) = source.batches(source.shards()[0])
    assert isinstance(batch, pa.RecordBatch)
    assert batch.schema.equals(REFINED.schema)
