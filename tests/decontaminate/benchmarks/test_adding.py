"""A file becomes a line of a manifest."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.benchmark_files import WELL, written, written_index
from webinstruct.core.errors import InputError
from webinstruct.decontaminate.benchmarks import benchmarks_at
from webinstruct.decontaminate.benchmarks.adding import added, field_names, unnamed_in
from webinstruct.decontaminate.benchmarks.manifest import Entry
from webinstruct.storage.files import sha256_of

OTHER = [{"question": "Which bird nests under the roof of the barn?"}]


def lines_in(folder: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(folder, "index.jsonl").read_text().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "benchmarks")


def test_the_file_is_copied_and_its_line_has_what_was_found(tmp_path: Path, folder: str) -> None:
    path = written(tmp_path / "x.jsonl.gz", WELL)
    added(Entry(file=path, version="2"), folder)
    assert lines_in(folder) == [
        {
            "file": "x.jsonl.gz",
            "name": "x",
            "version": "2",
            "items": 3,
            "sha256": sha256_of(path),
            "fields": {"questions": ["question"], "rest": ["answer"]},
        }
    ]
    assert sha256_of(f"{folder}/x.jsonl.gz") == sha256_of(path)


def test_what_was_added_is_what_a_run_uses(tmp_path: Path, folder: str) -> None:
    done = added(Entry(file=written(tmp_path / "x.jsonl", WELL)), folder)
    (found,) = benchmarks_at([folder])
    assert (found.name, found.sha256, found.items) == (
        done.benchmark.name,
        done.benchmark.sha256,
        done.benchmark.items,
    )
    assert found.is_pinned


def test_a_linked_file_stays_where_it_is(tmp_path: Path, folder: str) -> None:
    path = written(tmp_path / "x.jsonl", WELL)
    added(Entry(file=path), folder, is_linked=True)
    assert lines_in(folder)[0]["file"] == "../x.jsonl"
    assert [name.name for name in Path(folder).iterdir()] == ["index.jsonl"]
    assert Path(benchmarks_at([folder])[0].path).samefile(path)


def test_a_file_that_lies_in_the_folder_stays_there(folder: str) -> None:
    path = written(Path(folder, "deeper", "x.jsonl"), WELL)
    added(Entry(file=path), folder)
    assert lines_in(folder)[0]["file"] == "deeper/x.jsonl"


def test_adding_again_changes_nothing(tmp_path: Path, folder: str) -> None:
    path = written(tmp_path / "x.jsonl", WELL)
    added(Entry(file=path, name="well"), folder)
    before = Path(folder, "index.jsonl").read_bytes()
    assert not added(Entry(file=path), folder).is_new
    assert Path(folder, "index.jsonl").read_bytes() == before


def test_a_line_keeps_what_is_not_said_anew_and_its_place(tmp_path: Path, folder: str) -> None:
    path = written(Path(folder, "x.jsonl"), WELL)
    written(Path(folder, "y.jsonl"), OTHER)
    written_index(
        Path(folder), [{"file": "x.jsonl", "licence_note": "free", "bytes": 7}, {"file": "y.jsonl"}]
    )
    added(Entry(file=path, version="3"), folder)
    first, second = lines_in(folder)
    assert (first["licence_note"], first["version"], "bytes" in first) == ("free", "3", False)
    assert second == {"file": "y.jsonl"}


def test_another_file_under_the_same_name_needs_to_be_wanted(tmp_path: Path, folder: str) -> None:
    added(Entry(file=written(tmp_path / "x.jsonl", WELL)), folder)
    other = written(tmp_path / "new" / "x.jsonl", OTHER)
    with pytest.raises(InputError, match=r"x\.jsonl is not the file that its line was written for"):
        added(Entry(file=other), folder)
    assert len(benchmarks_at([folder])[0].items) == 3
    added(Entry(file=other), folder, replaces=True)
    assert len(benchmarks_at([folder])[0].items) == 1


def test_a_new_file_takes_the_place_of_a_name(tmp_path: Path, folder: str) -> None:
    added(Entry(file=written(tmp_path / "x.jsonl", WELL), name="well"), folder)
    new = Entry(file=written(tmp_path / "y.jsonl", OTHER), name="well")
    with pytest.raises(InputError, match=r"calls x\.jsonl 'well' already"):
        added(new, folder)
    added(new, folder, replaces=True)
    assert [line["file"] for line in lines_in(folder)] == ["y.jsonl"]


def test_adding_goes_on_where_it_was_killed_after_the_copy(tmp_path: Path, folder: str) -> None:
    written(Path(folder, "x.jsonl"), WELL)
    assert added(Entry(file=written(tmp_path / "x.jsonl", WELL)), folder).is_new
    assert [one.name for one in benchmarks_at([folder])] == ["x"]


def test_a_file_nobody_named_is_not_written_over(tmp_path: Path, folder: str) -> None:
    there = written(Path(folder, "x.jsonl"), OTHER)
    with pytest.raises(InputError, match=r"x\.jsonl is another file"):
        added(Entry(file=written(tmp_path / "x.jsonl", WELL)), folder)
    assert json.loads(Path(there).read_text()) == OTHER[0]
    assert not Path(folder, "index.jsonl").exists()


def test_the_same_questions_under_another_name_are_refused(tmp_path: Path, folder: str) -> None:
    added(Entry(file=written(tmp_path / "x.jsonl", WELL)), folder)
    with pytest.raises(InputError, match=r"'y' and 'x' are one benchmark"):
        added(Entry(file=written(tmp_path / "y.json", list(reversed(WELL)))), folder)


def test_a_file_that_cannot_be_used_leaves_the_folder_as_it_was(tmp_path: Path, folder: str) -> None:
    with pytest.raises(InputError, match="holds no items"):
        added(Entry(file=written(tmp_path / "x.jsonl", [])), folder)
    assert list(Path(folder).iterdir()) == []


def test_a_file_that_is_not_there_makes_no_folder(tmp_path: Path, folder: str) -> None:
    with pytest.raises(InputError, match=r"No file at .*gone\.jsonl"):
        added(Entry(file=str(tmp_path / "gone.jsonl")), folder)
    assert not Path(folder).exists()


def test_a_broken_manifest_is_not_written_over(tmp_path: Path, folder: str) -> None:
    Path(folder).mkdir()
    Path(folder, "index.jsonl").write_text('{"file": ')
    with pytest.raises(InputError, match=r"index\.jsonl line 1 is no JSON"):
        added(Entry(file=written(tmp_path / "x.jsonl", WELL)), folder)
    assert Path(folder, "index.jsonl").read_text() == '{"file": '


def test_many_may_add_at_the_same_time(tmp_path: Path, folder: str) -> None:
    paths = [
        written(tmp_path / f"{number}.jsonl", [{"question": f"How many stairs has tower number {number}?"}])
        for number in range(12)
    ]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda path: added(Entry(file=path), folder), paths))
    assert sorted(one.name for one in benchmarks_at([folder])) == sorted(str(number) for number in range(12))


def test_files_that_the_manifest_passes_by_are_named(tmp_path: Path, folder: str) -> None:
    written(Path(folder, "old.jsonl"), OTHER)
    added(Entry(file=written(tmp_path / "x.jsonl", WELL)), folder)
    assert [Path(path).name for path in unnamed_in(folder)] == ["old.jsonl"]


def test_fields_that_are_not_named_are_told_by_their_names(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", [{"question": "q", "story": "s", "lore": "l", "answer": "a"}])
    names = field_names(path, contexts=["lore"])
    assert (names.questions, names.contexts, names.rest) == (("question",), ("lore",), ("answer",))


def test_where_no_field_looks_like_a_question_the_flag_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"it has \['frage'\].* Here: --question FIELD"):
        field_names(written(tmp_path / "x.jsonl", [{"frage": "Wie tief?"}]))


def test_a_field_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no field \['frage'\]"):
        field_names(written(tmp_path / "x.jsonl", WELL), ["frage"])
