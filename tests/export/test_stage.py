"""What `process` gives, and the files that the steps leave."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.helpers.exportable import FACTS, exportable
from tests.helpers.finished_stage import FinishedStage
from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import checked
from webinstruct.export.release import folder_of
from webinstruct.export.settings import ExportSettings
from webinstruct.export.stage import Export
from webinstruct.storage.files import read_bytes


def finished(folder: Path, shards: list[list[dict[str, Any]]], **settings: Any) -> FinishedStage:
    return FinishedStage(folder, Export(ExportSettings(**settings)), shards, FACTS)


def bytes_below(folder: Path) -> dict[str, str]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.open(path, "rb").read().split(b"\n") if line]


def test_the_index_runs_across_shards_in_input_order(tmp_path: Path) -> None:
    run = finished(tmp_path, [[exportable(0), exportable(1)], [], [exportable(2)]])
    assert [(row["pair_id"], row["index"]) for row in run.kept_rows] == [
        ("pair-0", 0),
        ("pair-1", 1),
        ("pair-2", 2),
    ]


def test_a_larger_held_out_share_keeps_what_was_held_out(tmp_path: Path) -> None:
    rows = [[exportable(n) for n in range(400)]]
    held = [
        {row["pair_id"] for row in finished(tmp_path / str(share), rows, held_out_share=share).kept_rows
         if row["split"] == "test"}
        for share in (0.1, 0.3)
    ]  # fmt: skip
    assert held[0] < held[1]
    assert 20 < len(held[0]) < 60


def test_the_order_of_the_rows_does_not_change_a_split(tmp_path: Path) -> None:
    rows = [exportable(n) for n in range(50)]
    splits = [
        {
            row["pair_id"]: row["split"]
            for row in finished(tmp_path / name, shards, held_out_share=0.5).kept_rows
        }
        for name, shards in (("a", [rows]), ("b", [rows[30:], rows[:30][::-1]]))
    ]
    assert splits[0] == splits[1]


def test_two_runs_leave_the_same_bytes(tmp_path: Path) -> None:
    shards = [[exportable(n) for n in range(300)], [exportable(900)]]
    first = finished(tmp_path / "a", shards, held_out_share=0.2, rows_per_file=100)
    second = finished(tmp_path / "elsewhere" / "b", shards, held_out_share=0.2, rows_per_file=100)
    found = bytes_below(folder_of(first.run_dir))
    assert found == bytes_below(folder_of(second.run_dir))
    assert {"messages/train-00000.parquet", "messages/train-00002.parquet", "README.md"} <= set(found)


def test_a_file_holds_no_more_rows_than_asked_for_and_none_is_lost(tmp_path: Path) -> None:
    run = finished(tmp_path, [[exportable(n) for n in range(10)]], rows_per_file=4)
    parts = sorted((folder_of(run.run_dir) / "webinstruct_sub").glob("*.parquet"))
    tables = [pq.read_table(part) for part in parts]
    assert [table.num_rows for table in tables] == [4, 4, 2]
    assert [index for table in tables for index in table["index"].to_pylist()] == list(range(10))


def test_the_published_schema_has_exactly_its_columns(tmp_path: Path) -> None:
    run = finished(tmp_path, [[exportable(3)]])
    table = pq.read_table(folder_of(run.run_dir) / "webinstruct_sub" / "train-00000.parquet")
    assert table.to_pylist() == [
        {
            "orig_question": "Q: what is 3 + 1",
            "orig_answer": "4",
            "question": "What is 3 + 1?",
            "answer": "It is 4.",
            "source": "https://sums.example/3",
            "index": 0,
        }
    ]


def test_a_pair_that_nobody_refined_is_its_own_original(tmp_path: Path) -> None:
    run = finished(tmp_path, [[exportable(3, orig_question="", orig_answer="", refiner="none")]])
    row = pq.read_table(folder_of(run.run_dir) / "webinstruct_sub").to_pylist()[0]
    assert (row["orig_question"], row["orig_answer"]) == (row["question"], row["answer"])


def test_chats_carry_the_chosen_columns_and_no_others(tmp_path: Path) -> None:
    run = finished(tmp_path, [[exportable(3)]], columns=["url"], schemas=["sharegpt"])
    assert lines(folder_of(run.run_dir) / "jsonl" / "sharegpt" / "train.jsonl.gz") == [
        {
            "conversations": [
                {"from": "human", "value": "What is 3 + 1?"},
                {"from": "gpt", "value": "It is 4."},
            ],
            "url": "https://sums.example/3",
        }
    ]


@pytest.mark.parametrize(
    "answer",
    [
        '"quoted" \\ and {braces}',
        "line\u2028separated\u2029twice\x85",
        "a\nb\r\nc\td\x00",
        "é漢😀",
        "x" * (1 << 20),
    ],
    ids=["quotes", "separators", "controls", "scripts", "one-megabyte"],
)
def test_any_answer_comes_back_from_both_formats_as_it_was(tmp_path: Path, answer: str) -> None:
    run = finished(tmp_path, [[exportable(0, answer=answer), exportable(1)]], schemas=["messages"])
    folder = folder_of(run.run_dir)
    chats = [
        pq.read_table(folder / "messages" / "train-00000.parquet").to_pylist()[0],
        lines(folder / "jsonl" / "messages" / "train.jsonl.gz")[0],
    ]
    assert [chat["messages"][1]["content"] for chat in chats] == [answer, answer]


def test_a_row_is_one_line_also_for_readers_that_break_at_unicode_separators(tmp_path: Path) -> None:
    rows = [[exportable(n, answer="a\u2028b\u2029c\x85d") for n in range(3)]]
    run = finished(tmp_path, rows, schemas=["messages"], compress_jsonl=False)
    text = (folder_of(run.run_dir) / "jsonl" / "messages" / "train.jsonl").read_text("utf-8")
    assert len(text.splitlines()) == 3


def test_no_rows_at_all_make_valid_empty_files(tmp_path: Path) -> None:
    run = finished(tmp_path, [[], []], held_out_share=0.1)
    folder = folder_of(run.run_dir)
    for schema in ("messages", "sharegpt", "webinstruct_sub"):
        for split in ("train", "test"):
            assert pq.read_table(folder / schema / f"{split}-00000.parquet").num_rows == 0
            assert lines(folder / "jsonl" / schema / f"{split}.jsonl.gz") == []


def test_the_list_of_files_tells_their_rows_bytes_and_hashes(tmp_path: Path) -> None:
    run = finished(tmp_path, [[exportable(n) for n in range(3)]], schemas=["messages"])
    listing = json.loads(Path(run.artifact("files")).read_text())
    folder = folder_of(run.run_dir)
    assert [(entry["path"], entry["rows"]) for entry in listing] == [
        ("jsonl/messages/train.jsonl.gz", 3),
        ("messages/train-00000.parquet", 3),
    ]
    for entry in listing:
        content = (folder / entry["path"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()


def test_what_a_killed_attempt_left_is_not_released(tmp_path: Path) -> None:
    stale = tmp_path / "export" / "dataset" / "messages" / "train-00007.parquet"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"half a file")
    finished(tmp_path, [[exportable(0)]])
    assert not stale.exists()


def test_a_second_place_gets_the_whole_folder(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", [[exportable(0)]], out=str(tmp_path / "shared"))
    assert bytes_below(tmp_path / "shared") == bytes_below(folder_of(run.run_dir))


@pytest.mark.parametrize("place", ["releases/tea", "memory://releases/tea"])
def test_a_copy_can_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.chdir(tmp_path)
    for attempt in ("first", "second"):
        run = finished(tmp_path / attempt, [[exportable(0)]], out=place)
    card = read_bytes(f"{place}/README.md")
    assert card == (folder_of(run.run_dir) / "README.md").read_bytes()


def test_a_second_place_with_files_of_another_release_is_refused(tmp_path: Path) -> None:
    stranger = tmp_path / "shared" / "messages" / "train-00009.parquet"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"older")
    with pytest.raises(ConfigError, match="train-00009"):
        finished(tmp_path / "run", [[exportable(0)]], out=str(tmp_path / "shared"))


def test_an_unknown_column_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'url'"):
        checked(ExportSettings, {"columns": ["urll"]}, "export")
