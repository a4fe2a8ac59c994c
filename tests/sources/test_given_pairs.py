from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.helpers.read import read_all, reasons_of
from webinstruct.core.errors import InputError, TableError
from webinstruct.core.ids import pair_id
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources import SourceSettings
from webinstruct.tables import PAIRS, REFINED

PAIR = {"question": "Why?", "answer": "Because."}


def pairs_of(folder: Path, rows: list[Any], table: Table = REFINED, **settings: Any) -> list[Row | Stopped]:
    path = folder / "pairs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return read_all(SourceSettings(pairs=str(path), **settings), table)


def the_row(found: list[Row | Stopped]) -> Any:
    (row,) = found
    assert not isinstance(row, Stopped)
    return row


def test_question_and_answer_are_enough(tmp_path: Path) -> None:
    row = the_row(pairs_of(tmp_path, [PAIR]))
    assert list(row) == REFINED.names
    assert row["pair_id"] == pair_id("", "Why?", "Because.")
    assert (row["orig_question"], row["orig_answer"]) == ("Why?", "Because.")
    assert (row["method"], row["grounding"], row["refiner"]) == ("given", "given", "none")


def test_what_a_pair_brings_along_stays(tmp_path: Path) -> None:
    row = the_row(
        pairs_of(tmp_path, [{**PAIR, "pair_id": "p7", "url": "https://tea.example/", "orig_answer": "b"}])
    )
    assert (row["pair_id"], row["url"], row["orig_answer"]) == ("p7", "https://tea.example/", "b")


@pytest.mark.parametrize("blank", ["", " ", None])
def test_a_blank_id_is_none(tmp_path: Path, blank: str | None) -> None:
    row = the_row(pairs_of(tmp_path, [{**PAIR, "pair_id": blank}]))
    assert row["pair_id"] == pair_id("", "Why?", "Because.")


def test_columns_of_an_earlier_run_are_read_with_their_numbers(tmp_path: Path) -> None:
    row = the_row(pairs_of(tmp_path, [{**PAIR, "coverage": 0.5, "pass_rate": 1, "record_offset": 3}]))
    assert (row["coverage"], row["pass_rate"], row["record_offset"]) == (0.5, 1, 3)


def test_equal_pairs_of_two_pages_have_two_ids(tmp_path: Path) -> None:
    rows = [{**PAIR, "url": f"https://tea.example/{number}"} for number in range(2)]
    first, second = pairs_of(tmp_path, rows, PAIRS)
    assert not isinstance(first, Stopped)
    assert not isinstance(second, Stopped)
    assert first["pair_id"] != second["pair_id"]


def test_columns_that_the_table_does_not_have_are_left_out(tmp_path: Path) -> None:
    assert "mood" not in the_row(pairs_of(tmp_path, [{**PAIR, "mood": "good"}], PAIRS))


BAD_PAIRS = {
    "no question": ({"question": None, "answer": "x"}, "empty_question"),
    "a blank question": ({"question": " \n", "answer": "x"}, "empty_question"),
    "no answer": ({"question": "x"}, "empty_answer"),
    "a number": ({"question": "x", "answer": 7}, "bad_row"),
    "a list of answers": ({"question": "x", "answer": ["y"]}, "bad_row"),
    "a wrong further column": ({**PAIR, "other_answers": "y"}, "bad_row"),
    "a word for a number": ({**PAIR, "coverage": "half"}, "bad_row"),
    "a list": (["x", "y"], "bad_row"),
}


@pytest.mark.parametrize("name", BAD_PAIRS)
def test_a_bad_pair_gets_its_reason_and_its_neighbors_are_read(name: str, tmp_path: Path) -> None:
    row, reason = BAD_PAIRS[name]
    assert reasons_of(pairs_of(tmp_path, [PAIR, row, PAIR])) == ["page", reason, "page"]


def test_parquet_pairs_are_read_under_mapped_names(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([{"prompt": "Why?", "reply": "So."}]), tmp_path / "pairs.parquet")
    settings = SourceSettings(pairs=str(tmp_path), columns={"question": "prompt", "answer": "reply"})
    assert the_row(read_all(settings, PAIRS))["answer"] == "So."


def test_a_file_without_answers_is_refused_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"missing \['answer'\], found \['question'\]"):
        pairs_of(tmp_path, [{"question": "Why?"}])


def test_pairs_in_a_folder_of_html_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>x")
    with pytest.raises(InputError, match=r"no Parquet or JSONL"):
        read_all(SourceSettings(pairs=str(tmp_path)), REFINED)
