"""Parquet: the same rows give the same bytes, and a broken file is a sentence."""

import hashlib
import resource
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from webinstruct.core.errors import InputError, StorageError
from webinstruct.storage import parquet

_SCHEMA = pa.schema([("n", pa.int64()), ("text", pa.string())])


def _rows(count: int):
    return ({"n": n, "text": "x" * (n % 50)} for n in range(count))


def test_rows_come_back_in_order(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    assert parquet.write_rows(path, _SCHEMA, _rows(1000)) == 1000
    assert list(parquet.rows(path)) == list(_rows(1000))
    assert parquet.row_count(path) == 1000


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        parquet.write_rows(str(tmp_path / name), _SCHEMA, _rows(500))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_row_groups_stay_bounded_in_bytes(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    parquet.write_rows(path, _SCHEMA, ({"n": n, "text": "y" * (1 << 20)} for n in range(70)))
    assert pq.ParquetFile(path).num_row_groups == 3


def test_no_rows_give_a_whole_file_with_the_schema(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    parquet.write_rows(path, _SCHEMA, [])
    assert pq.read_schema(path).names == ["n", "text"]
    assert list(parquet.rows(path)) == []


@pytest.mark.parametrize("keep", [0, 3, 0.5, 0.99])
def test_a_truncated_file_is_an_input_error_naming_it(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_rows(str(path), _SCHEMA, _rows(1000))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(keep * len(whole)) if isinstance(keep, float) else keep])
    with pytest.raises(InputError, match=r"a\.parquet"):
        list(parquet.rows(str(path)))


def test_only_the_columns_asked_for_are_read(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    parquet.write_rows(path, _SCHEMA, _rows(2))
    assert list(parquet.rows(path, ["n"])) == [{"n": 0}, {"n": 1}]


def test_a_value_that_python_has_no_word_for_is_named_with_its_file(tmp_path: Path) -> None:
    path = str(tmp_path / "dates.parquet")
    pq.write_table(pa.table({"id": ["a"], "at": pa.array([10**18], pa.timestamp("us"))}), path)
    with pytest.raises(InputError, match=r"dates\.parquet has a value that cannot be read .* from 'a' on"):
        list(parquet.rows(path))


def test_large_rows_come_in_small_batches(tmp_path: Path) -> None:
    path = str(tmp_path / "a.parquet")
    rows = [{"n": n, "text": hashlib.sha256(str(n).encode()).hexdigest() * (1 << 14)} for n in range(100)]
    parquet.write_rows(path, _SCHEMA, rows)
    assert max(batch.num_rows for batch in parquet.batches(path)) < 100
    assert [row["n"] for row in parquet.rows(path)] == list(range(100))


@pytest.mark.parametrize("rows", [1, 100_000])
def test_a_file_that_the_disk_took_half_of_is_not_there(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "a.parquet"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, hard))
    try:
        with pytest.raises(StorageError, match="No space left"):
            parquet.write_rows(str(path), _SCHEMA, _rows(rows))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
