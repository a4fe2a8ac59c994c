"""The contracts of the tables."""

import pyarrow as pa
import pytest

from webinstruct.core.errors import TableError
from webinstruct.tables import CANDIDATES, PAIRS, REFINED, REJECTED, TABLES

_PROMISED = {
    "candidates": "page_id url domain title text html score lang source_file record_offset fetched_at",
    "pairs": "pair_id page_id url question answer method question_spans answer_spans grounding",
    "refined": "pair_id page_id url question answer method question_spans answer_spans grounding "
    "orig_question orig_answer refine_action refiner",
    "rejected": "row_id stage reason detail",
}


@pytest.mark.parametrize("name", _PROMISED)
def test_a_table_has_the_columns_that_others_rely_on(name: str) -> None:
    assert set(_PROMISED[name].split()) <= set(TABLES[name].names)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_every_column_says_in_a_sentence_what_it_holds(table) -> None:
    assert all(column.says.endswith(".") and len(column.says) > 10 for column in table.columns)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_defaults_fit_their_columns(table) -> None:
    row = table.completed({})
    given = {name: value for name, value in row.items() if value is not None}
    batch = pa.RecordBatch.from_pylist([given], schema=table.schema)
    assert batch.num_rows == 1


def test_a_file_that_lacks_a_column_is_told_what_is_missing_and_what_is_there() -> None:
    with pytest.raises(
        TableError,
        match=r"x\.parquet does not fit 'candidates' v1: missing \['text'\], found \['page_id', 'url'\]. Re",
    ):
        CANDIDATES.check(["page_id", "url"], "x.parquet", "Re-run 'recall'.")


def test_an_extended_table_keeps_the_key() -> None:
    assert REFINED.key == PAIRS.key == "pair_id"
    assert REJECTED.key == "row_id"
