"""Benchmark files in every shape they come in."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from webinstruct.core.errors import InputError
from webinstruct.decontaminate.benchmarks import benchmarks_at
from webinstruct.decontaminate.items import Item

ITEMS = [{"id": "a", "question": "How deep is the well?"}, {"id": "b", "question": "Who dug\u2028it?"}]


def written(path: Path, content: Any, lines: bool = False) -> str:
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in content) if lines else json.dumps(content)
    raw = text.encode()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return str(path)


def items_in(path: str) -> tuple[Item, ...]:
    (found,) = benchmarks_at([path])
    return found.items


def ids_of(path: str) -> list[str]:
    return [item.id for item in items_in(path)]


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz"])
def test_json_lines_are_read(tmp_path: Path, name: str) -> None:
    assert ids_of(written(tmp_path / name, ITEMS, lines=True)) == ["a", "b"]


@pytest.mark.parametrize("name", ["x.json", "x.json.gz"])
@pytest.mark.parametrize(
    "content",
    [
        ITEMS,
        {"examples": ITEMS},
        {"canary": "c", "examples": ITEMS},
        {"one": ITEMS[:1], "two": ITEMS[1:]},
        {item["id"]: {"question": item["question"]} for item in ITEMS},
        {name: [item[name] for item in ITEMS] for name in ("id", "question")},
        {name: {str(n): item[name] for n, item in enumerate(ITEMS)} for name in ("id", "question")},
    ],
)
def test_every_shape_of_json_is_read(tmp_path: Path, name: str, content: Any) -> None:
    assert ids_of(written(tmp_path / name, content)) == ["a", "b"]


def test_a_long_cell_is_read_and_the_limit_of_others_stays(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    (tmp_path / "x.csv").write_text(f"id,question\na,{'How deep? ' * 50_000}\n")
    assert ids_of(str(tmp_path / "x.csv")) == ["a"]
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(("name", "separator"), [("x.csv", ","), ("x.tsv", "\t"), ("x.csv.gz", ",")])
def test_tables_with_a_line_of_heads_are_read(tmp_path: Path, name: str, separator: str) -> None:
    raw = f'id{separator}question\r\na{separator}"How deep,\nand why?"\r\nb{separator}{"x" * 200_000}\r\n'.encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    items = items_in(str(path))
    assert [(item.id, len(item.texts[0].text)) for item in items] == [("a", 18), ("b", 200_000)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id,question\na,How?,x\n", "line 2 has not the 2 columns"),
        ("id,question\na\n", "line 2 has not the 2 columns"),
        ('id,question\na,"How', "unexpected end of data"),
        ("", "holds no items"),
    ],
)
def test_a_table_that_is_cut_off_or_askew_is_named(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=rf"x\.csv .*{fault}"):
        items_in(str(path))


def test_parquet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.Table.from_pylist(ITEMS), path)
    assert ids_of(str(path)) == ["a", "b"]


def test_items_without_an_id_are_numbered(tmp_path: Path) -> None:
    assert ids_of(written(tmp_path / "x.json", [{"problem": "Why?"}, {"problem": "How?"}])) == ["0", "1"]


def test_a_conversation_gives_what_the_user_asks(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "How deep?"}, {"role": "assistant", "content": "Very."}]
    (item,) = items_in(written(tmp_path / "x.json", [{"messages": turns}]))
    assert [text.text for text in item.texts] == ["How deep?"]


def test_options_below_a_question_are_also_left_out(tmp_path: Path) -> None:
    question = "How deep is it?\nOptions are:\n(A): ten\n(B): two"
    (item,) = items_in(written(tmp_path / "x.json", [{"question": question}]))
    assert [text.text for text in item.texts] == [question, "How deep is it?"]


def test_nested_choices_are_read(tmp_path: Path) -> None:
    row = {"question": "Q?", "choices": {"text": ["one", "two"], "label": ["A", "B"]}}
    (item,) = items_in(written(tmp_path / "x.json", [row]))
    assert "one\ntwo" in item.texts[1].text


def test_odd_fields_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path / "odd.json", [{"frage": "Wie tief?"}])
    (found,) = benchmarks_at([path], {"odd": ["frage"]})
    (item,) = found.items
    assert item.texts[0].text == "Wie tief?"


def test_an_unknown_field_names_file_and_fields_found(tmp_path: Path) -> None:
    path = written(tmp_path / "odd.json", [{"frage": "Wie tief?"}])
    with pytest.raises(
        InputError, match=r"odd\.json has no field that looks like a question; it has \['frage'\]"
    ):
        items_in(path)


def test_a_named_field_that_is_missing_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path / "odd.json", [{"frage": "Wie tief?"}])
    with pytest.raises(InputError, match=r"odd\.json has no field \['question'\]"):
        benchmarks_at([path], {"odd.json": ["question"]})


@pytest.mark.parametrize("content", ["", "[]", "{}"])
def test_a_file_without_items_is_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match="holds no items"):
        items_in(str(path))


@pytest.mark.parametrize(
    "content", [b"not json", b"\x1f\x8bbroken", b"PAR1broken", b"\xff\xfe\x00", b"3", b"[3]"]
)
def test_a_broken_file_is_an_input_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"broken\.json"):
        items_in(str(path))


def test_a_folder_is_read_by_its_index(tmp_path: Path) -> None:
    written(tmp_path / "one.json", ITEMS)
    written(tmp_path / "other.json", ITEMS)
    written(tmp_path / "index.jsonl", [{"file": "one.json"}], lines=True)
    assert [one.name for one in benchmarks_at([str(tmp_path)])] == ["one"]


def test_a_folder_without_an_index_is_read_whole(tmp_path: Path) -> None:
    written(tmp_path / "one.json", ITEMS)
    (tmp_path / "README.md").write_text("About.")
    assert [one.name for one in benchmarks_at([str(tmp_path)])] == ["one"]


def test_a_file_that_the_index_names_must_be_there(tmp_path: Path) -> None:
    written(tmp_path / "index.jsonl", [{"file": "gone.json"}], lines=True)
    with pytest.raises(InputError, match=r"gone\.json"):
        benchmarks_at([str(tmp_path)])
