"""Labels that people wrote, in the kinds of files that people write."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from webinstruct.core.errors import InputError
from webinstruct.recall.labels.file import labels_in

_ROWS = [
    {"domain": "a.example", "label": "keep", "reason": "exams"},
    {"domain": "b.example", "label": "drop", "reason": ""},
    {"domain": "c.example", "label": "", "reason": "not seen yet"},
]
_CSV = "\ufeffdomain,label,reason\r\na.example,keep,exams\r\nb.example,Drop,\r\nc.example,,not seen yet\r\n"
_JSONL = (
    '{"domain": "a.example", "label": true, "reason": "exams"}\n\n{"domain": "b.example", "label": 0}\n'
    '{"domain": "c.example", "label": null, "reason": "not seen yet"}\n'
)


def _written(folder: Path, kind: str) -> str:
    path = folder / f"labels.{kind}"
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(_ROWS), path)
    elif kind == "jsonl.gz":
        path.write_bytes(gzip.compress(_JSONL.encode()))
    else:
        path.write_text({"csv": _CSV, "tsv": _CSV.replace(",", "\t"), "jsonl": _JSONL}[kind], newline="")
    return str(path)


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "jsonl.gz", "parquet"])
def test_every_kind_of_file_gives_the_same_labels_and_passes_over_empty_ones(
    kind: str, tmp_path: Path
) -> None:
    labels = labels_in(_written(tmp_path, kind), ("site", "domain"))
    assert {name: (label.is_wanted, label.reason) for name, label in labels.items()} == {
        "a.example": (True, "exams"),
        "b.example": (False, ""),
    }


def test_a_label_remembers_the_file_that_it_comes_from(tmp_path: Path) -> None:
    assert labels_in(_written(tmp_path, "csv"), ("domain",))["a.example"].labeller == "file:labels.csv"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("domain,label\na.example,perhaps\n", "row 1: label 'perhaps' of 'a.example' is no known word"),
        ("domain,label\na.example,keep\na.example,drop\n", "row 2: 'a.example' has another label"),
        ("site,label\n,keep\n", "row 1 says nothing under site or domain"),
        ("domain,labels\na.example,keep\n", "has no row with the column label. Write it beside the name"),
        ("domain,label\n", "has no row with the column label"),
        ("", "has no row with the column label"),
        (f"domain,label\n{'x' * 200_000},keep\n", "cannot be read as CSV"),
        ("name,label\na.example,keep\n", "row 1 has none of the columns site, domain, but name, label"),
    ],
)
def test_a_fault_is_told_with_its_row(content: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(content)
    with pytest.raises(InputError, match=says):
        labels_in(str(path), ("site", "domain"))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.xlsx"
    path.write_bytes(b"PK")
    with pytest.raises(InputError, match=r"no file of labels by its name. Kinds: .jsonl, .csv"):
        labels_in(str(path), ("site",))
