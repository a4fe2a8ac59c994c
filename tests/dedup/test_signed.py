"""Signed files: what is written is what is mapped back."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from webinstruct.core.stage import ROW, SHARD
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.signed import Signed, bands_of, signed_schema
from webinstruct.dedup.signing import signed_batch, write_signed

_QUESTIONS = [
    "",
    " \n",
    "???",
    "!!!",
    "Why?",
    "Is 7 prime?",
    "is 7  prime",
    "\\frac{1",
    "\ud800 What is a surrogate?",
]


def _rows(shard: int, questions: list[str]) -> list[dict[str, Any]]:
    return [
        {SHARD: shard, ROW: row, "pair_id": f"p{shard}-{row}", "question": text, "answer": text[::-1]}
        for row, text in enumerate(questions)
    ]


def _signed(folder: Path, shards: list[list[dict[str, Any]]], settings: DedupSettings) -> Signed:
    paths = [str(folder / f"{shard}.arrow") for shard in range(len(shards))]
    for path, rows in zip(paths, shards, strict=True):
        write_signed(rows, path, settings)
    return Signed(paths)


@pytest.mark.parametrize("keep", ["one", "distinct_answers"])
@pytest.mark.parametrize("unit", ["word", "character"])
def test_what_was_signed_is_mapped_back(tmp_path: Path, keep: str, unit: str) -> None:
    settings = DedupSettings.model_validate({"keep": keep, "minhash": {"unit": unit}})
    shards = [_rows(0, _QUESTIONS), _rows(1, []), _rows(2, _QUESTIONS[::-1])]
    found = _signed(tmp_path, shards, settings)
    straight = [signed_batch(rows, settings) for rows in shards if rows]
    assert found.starts.tolist() == [0, 9, 9, 18]
    for field in signed_schema(settings):
        expected = [value for batch in straight for value in batch.column(field.name).to_pylist()]
        everything = np.arange(found.count)
        if pa.types.is_list(field.type):
            sets = found.sets(field.name, everything)
            edges = sets.edges.tolist()
            assert [sets.flat[a:b].tolist() for a, b in pairwise(edges)] == expected
        elif field.name == "pair_id":
            assert found.pair_ids(everything).to_pylist() == expected
        else:
            assert found.column(field.name).tolist() == expected


def test_some_rows_are_found_across_files_and_record_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webinstruct.dedup.signing._BATCH_ROWS", 2)
    monkeypatch.setattr("webinstruct.dedup.signing._WRITTEN_BYTES", 1)
    found = _signed(tmp_path, [_rows(0, _QUESTIONS), _rows(1, _QUESTIONS)], DedupSettings())
    some = np.array([3, 5, 9, 14, 17])
    assert found.pair_ids(some).to_pylist() == ["p0-3", "p0-5", "p1-0", "p1-5", "p1-8"]
    files, rows = found.rows(some)
    assert (files.tolist(), rows.tolist()) == ([0, 0, 1, 1, 1], [3, 5, 0, 5, 8])
    sets = found.sets("shingles", some)
    first, second = (sets.flat[sets.edges[place] : sets.edges[place + 1]].tolist() for place in (1, 3))
    assert first == second != []


def test_no_rows_are_no_trouble(tmp_path: Path) -> None:
    found = _signed(tmp_path, [[]], DedupSettings())
    none = np.empty(0, np.int64)
    assert (found.count, len(found.column("guard")), len(found.sets("shingles", none))) == (0, 0, 0)
    assert len(found.pair_ids(none)) == len(found.rows(none)[0]) == 0


def test_empty_questions_are_equal_to_nothing_and_meet_nobody(tmp_path: Path) -> None:
    settings = DedupSettings()
    found = _signed(tmp_path, [_rows(0, ["", "", "  "]), _rows(1, ["", "???", "???"])], settings)
    exact = found.column("exact_0").tolist()
    assert len(set(exact)) == 5
    assert exact[4] == exact[5]
    for band in range(bands_of(settings)[0]):
        assert len(set(found.column(f"band_{band}").tolist())) == 5


def test_rows_without_an_id_each_have_their_own(tmp_path: Path) -> None:
    rows = [
        row | {"pair_id": name} for row, name in zip(_rows(0, ["a", "a", "a"]), ["", "", "p"], strict=True)
    ]
    assert len(set(_signed(tmp_path, [rows], DedupSettings()).column("id_hash").tolist())) == 3


def test_an_answer_of_a_megabyte_ends_a_batch(tmp_path: Path) -> None:
    rows = [row | {"answer": "It is long. " * 90_000} for row in _rows(0, ["Why?"] * 12)]
    settings = DedupSettings(fields="both", keep="distinct_answers")
    found = _signed(tmp_path, [rows], settings)
    assert len(set(found.column("exact_0").tolist())) == 1


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_signed(_rows(0, _QUESTIONS), str(tmp_path / name), DedupSettings())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("values", [{"threshold": 1.0}, {"minhash": {"bands": 7, "rows": 3}}])
def test_bands_are_as_many_as_the_settings_say(values: dict[str, Any]) -> None:
    settings = DedupSettings.model_validate(values)
    names = [name for name in signed_schema(settings).names if name.startswith("band_")]
    assert len(names) == bands_of(settings)[0] == (7 if "minhash" in values else 0)
