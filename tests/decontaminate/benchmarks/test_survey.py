"""All benchmarks of a run together: found, checked against their manifest, told apart, none there twice."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.helpers.benchmark_files import WELL, written, written_index
from webinstruct.core.benchmark_facts import benchmarks_in
from webinstruct.core.errors import InputError
from webinstruct.decontaminate.benchmarks import benchmarks_at, identity_of, planned_benchmarks, surveyed

SHARED = Path(__file__).parents[4] / "shared" / "data" / "benchmarks"
OTHER = [{"question": "Which bird nests under the roof of the barn?"}]


def hash_of(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"items": 3},
        {"name": "well", "version": 2, "split": "test"},
        {"fields": {"questions": ["question"]}},
        {"bytes": 1, "licence_note": "free", "source": {"of": "any kind"}},
    ],
)
def test_a_line_needs_only_a_file(tmp_path: Path, line: dict[str, Any]) -> None:
    written(tmp_path / "x.jsonl", WELL)
    (found,) = benchmarks_at([written_index(tmp_path, [{"file": "x.jsonl", **line}])])
    assert [item.id for item in found.items] == ["a", "b", "c"]


def test_name_version_and_split_are_those_of_the_manifest(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", WELL)
    line = {"file": "x.jsonl", "name": "well", "version": 2, "split": "test"}
    (found,) = benchmarks_at([written_index(tmp_path, [line])])
    assert (found.name, found.version) == ("well", "2, test")


def test_the_manifest_says_what_the_fields_hold(tmp_path: Path) -> None:
    row = {"frage": "Wie tief?", "text": "Am Weg liegt ein Brunnen.", "loesung": "Zwölf Meter."}
    written(tmp_path / "x.jsonl", [row])
    fields = {"questions": ["frage"], "contexts": ["text"], "rest": ["loesung"]}
    (found,) = benchmarks_at([written_index(tmp_path, [{"file": "x.jsonl", "fields": fields}])])
    assert [text.text for text in found.items[0].texts] == [
        "Am Weg liegt ein Brunnen.\nWie tief?",
        "Zwölf Meter.",
    ]


def test_the_config_knows_better_than_the_manifest(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", [{"frage": "Wie tief?", "question": "How deep?"}])
    line = {"file": "x.jsonl", "name": "well", "fields": {"questions": ["question"]}}
    (found,) = benchmarks_at([written_index(tmp_path, [line])], {"well": ["frage"]})
    assert [text.text for text in found.items[0].texts] == ["Wie tief?"]


@pytest.mark.parametrize("outside", ["../elsewhere/x.jsonl", "{absolute}"])
def test_a_manifest_may_name_files_elsewhere(tmp_path: Path, outside: str) -> None:
    path = written(tmp_path / "elsewhere" / "x.jsonl", WELL)
    folder = tmp_path / "folder"
    (found,) = benchmarks_at([written_index(folder, [{"file": outside.format(absolute=path)}])])
    assert Path(found.path).samefile(path)


def test_fields_for_a_benchmark_that_is_not_there_are_an_error(tmp_path: Path) -> None:
    path = written(tmp_path / "well.jsonl", WELL)
    with pytest.raises(
        InputError, match=r"text_fields names 'wel', which is no benchmark here. Did you mean 'well'"
    ):
        benchmarks_at([path], {"wel": ["question"]})


@pytest.mark.parametrize("place", [".", "..", "../deep", "./"])
def test_folders_are_found_from_where_one_stands(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "deep" / "x.jsonl", WELL)
    written_index(tmp_path / "deep", [{"file": "x.jsonl", "name": "well"}])
    written(tmp_path / "deep" / "deeper" / "y.jsonl", WELL)
    monkeypatch.chdir(tmp_path / "deep" / "deeper" if place == ".." else tmp_path / "deep")
    assert [one.name for one in benchmarks_at([place])] == ["well"]


def test_a_manifest_may_name_files_that_ship(tmp_path: Path) -> None:
    (found,) = benchmarks_at([written_index(tmp_path, [{"file": "builtin:benchmarks/quickstart.jsonl"}])])
    assert len(found.items) == 40


def test_a_manifest_can_be_named_itself(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", WELL)
    folder = written_index(tmp_path, [{"file": "x.jsonl"}])
    assert [one.name for one in benchmarks_at([f"{folder}/index.jsonl"])] == ["x"]


def test_a_file_named_twice_is_one_benchmark_and_its_manifest_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", WELL)
    folder = written_index(tmp_path, [{"file": "x.jsonl", "name": "well"}])
    assert [one.name for one in benchmarks_at([path, folder, path])] == ["well"]


def test_a_file_that_changed_says_what_was_expected_and_found(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", WELL)
    folder = written_index(tmp_path, [{"file": "x.jsonl", "sha256": hash_of(path)}])
    written(tmp_path / "x.jsonl", WELL[:2])
    old, new = hash_of(written(tmp_path / "y" / "y.jsonl", WELL)), hash_of(path)
    with pytest.raises(InputError, match=rf"x\.jsonl is not the file .* expected SHA-256 {old}, found {new}"):
        benchmarks_at([folder])


def test_a_file_with_fewer_items_than_its_manifest_says_is_an_error(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", WELL[:2])
    with pytest.raises(InputError, match=r"x\.jsonl has 2 items, .*index\.jsonl line 1 says 3"):
        benchmarks_at([written_index(tmp_path, [{"file": "x.jsonl", "items": 3}])])


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", r"line 2 is no JSON"),
        ("[]", r"line 2 is no object"),
        ('{"name": "x"}', r"line 2 has no 'file', it has \['name'\]"),
        ('{"file": 7, "items": "many"}', r"line 2: 'items' is 'many'"),
        ('{"file": "x.jsonl", "sha256": "abc"}', r"line 2: 'sha256' is 'abc'"),
        ('{"file": "x.jsonl", "fields": {"questions": []}}', r"line 2: 'fields\.questions' is \[\]"),
        ('{"file": "x.jsonl", "fields": {"question": ["q"]}}', r"line 2: 'fields\.questions' is"),
        ('{"file": "gone.jsonl"}', r"line 2 names gone\.jsonl: No file"),
        (
            '{"file": "x.jsonl", "fields": {"questions": ["frage"]}}',
            r"x\.jsonl has no field \['frage'\], which .*line 2 names",
        ),
    ],
)
def test_a_wrong_line_is_named_with_its_key(tmp_path: Path, line: str, fault: str) -> None:
    written(tmp_path / "x.jsonl", WELL)
    (tmp_path / "index.jsonl").write_text(f"\n{line}\n")
    with pytest.raises(InputError, match=fault):
        benchmarks_at([str(tmp_path)])


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", WELL)
    written(tmp_path / "empty.jsonl", [])
    names = ("gone.jsonl", "x.jsonl", "empty.jsonl")
    survey = surveyed(
        [written_index(tmp_path, [{"file": name} for name in names]), str(tmp_path / "no.json")]
    )
    assert [one.name for one in survey.benchmarks] == ["x"]
    assert all(any(word in fault for fault in survey.faults) for word in ("gone", "no items", "no.json"))
    assert len(survey.faults) == 3


def test_a_folder_whose_manifests_are_further_down_says_so(tmp_path: Path) -> None:
    written(tmp_path / "a" / "x.jsonl", WELL)
    written_index(tmp_path / "a", [{"file": "x.jsonl"}])
    with pytest.raises(InputError, match=r"further down. Name them: .*a/index\.jsonl"):
        benchmarks_at([str(tmp_path)])


def test_a_data_set_of_the_hub_has_to_be_fetched_first() -> None:
    with pytest.raises(InputError, match=r"benchmarks add hf:owner/name --to FOLDER"):
        benchmarks_at(["hf:owner/name"])


@pytest.mark.parametrize("change", ["copied", "in another order", "in another format", "with other answers"])
def test_the_same_benchmark_under_two_names_is_an_error(tmp_path: Path, change: str) -> None:
    rows = list(WELL)
    if change == "in another order":
        random.Random(1).shuffle(rows)
    if change == "with other answers":
        rows = [{**row, "answer": "?"} for row in rows]
    path = written(tmp_path / "one.jsonl", WELL)
    other = tmp_path / ("other.parquet" if change == "in another format" else "other.jsonl")
    if change == "in another format":
        pq.write_table(pa.Table.from_pylist(rows), other)
    else:
        written(other, rows)
    with pytest.raises(InputError, match=r"'other' and 'one' are one benchmark"):
        benchmarks_at([path, str(other)])


def test_a_benchmark_that_is_mostly_part_of_another_is_noted(tmp_path: Path) -> None:
    large = written(tmp_path / "large.jsonl", [*WELL, *OTHER])
    small = written(tmp_path / "small.jsonl", [*WELL[:2], {"question": "How old is the mill itself?"}])
    apart = written(
        tmp_path / "apart.jsonl", [{"question": "Where does the path end?"}, *OTHER, {"question": "Why?"}]
    )
    found = benchmarks_at([small, large, apart])
    assert [one.notes for one in found] == [("2 of its 3 questions stand in large too",), (), ()]


def test_files_of_one_name_in_two_folders_are_two_benchmarks(tmp_path: Path) -> None:
    one = written(tmp_path / "a" / "x.jsonl", WELL)
    other = written(tmp_path / "b" / "x.jsonl", OTHER)
    found = benchmarks_at([one, other])
    assert [benchmark.name for benchmark in found] == ["x (a/x.jsonl)", "x (b/x.jsonl)"]
    assert len(identity_of(found)) == 2


def test_versions_tell_benchmarks_of_one_name_apart(tmp_path: Path) -> None:
    written(tmp_path / "one.jsonl", WELL)
    written(tmp_path / "two.jsonl", OTHER)
    lines = [{"file": f"{word}.jsonl", "name": "well", "version": word} for word in ("one", "two")]
    found = benchmarks_at([written_index(tmp_path, lines)])
    assert [benchmark.name for benchmark in found] == ["well (one)", "well (two)"]


def test_the_identity_tells_name_hash_items_and_version(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", WELL)
    found = benchmarks_at([written_index(tmp_path, [{"file": "x.jsonl", "version": "2024: final"}])])
    (facts,) = benchmarks_in({**identity_of(found), "prompt": "0" * 64})
    assert facts == ("x", hash_of(path), 3, "2024: final")


def facts_of(folder: str) -> dict[str, Any]:
    """Those of a step in a run that was planned with the benchmarks in `folder`."""
    identities = [{"prompt": "1"}, {"prompt": "2", **identity_of(benchmarks_at([folder]))}]
    return {"plan": {"stages": [{"identity": identity} for identity in identities]}}


def test_a_benchmark_that_changed_since_the_plan_stops_the_step(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", WELL)
    facts, before = facts_of(path), hash_of(path)
    assert [one.name for one in planned_benchmarks([path], {}, facts)] == ["x"]
    written(tmp_path / "x.jsonl", WELL[:2])
    with pytest.raises(InputError, match=rf"'x' changed .* expected sha256:{before} items:3, found sha256:"):
        planned_benchmarks([path], {}, facts)


def test_a_benchmark_that_came_or_went_since_the_plan_stops_the_step(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", WELL)
    facts = facts_of(str(tmp_path))
    written(tmp_path / "y.jsonl", OTHER)
    with pytest.raises(InputError, match=r"'y' changed .* expected none, found sha256:"):
        planned_benchmarks([str(tmp_path)], {}, facts)
    (tmp_path / "x.jsonl").unlink()
    with pytest.raises(InputError, match=r"'x' changed .*, found none"):
        planned_benchmarks([str(tmp_path)], {}, facts)


def test_a_folder_in_a_store_is_read_by_its_manifest() -> None:
    store = fsspec.filesystem("memory")
    store.pipe("/wells/index.jsonl", b'{"file": "x.jsonl", "name": "well"}')
    store.pipe("/wells/x.jsonl", json.dumps(WELL[0]).encode())
    try:
        assert [one.name for one in benchmarks_at(["memory://wells"])] == ["well"]
    finally:
        store.rm("/wells", recursive=True)


def test_items_with_the_same_id_get_ids_of_their_own_and_that_is_noted(tmp_path: Path) -> None:
    rows = [{**row, "id": name} for row, name in zip(WELL, ["q", "q#2", "q"], strict=True)]
    (found,) = benchmarks_at([written(tmp_path / "x.jsonl", rows)])
    assert [item.id for item in found.items] == ["q", "q#2", "q#2#"]
    assert "ids that several items have (q)" in found.notes[0]


def test_items_without_a_question_are_counted(tmp_path: Path) -> None:
    rows = [*WELL, {"id": "d", "question": " "}, {"id": "e", "question": 7}, {"id": "f", "answer": "Yes."}]
    (found,) = benchmarks_at([written(tmp_path / "x.jsonl", rows)])
    assert found.notes == ("3 of 6 items have no question: d, e, f",)


def test_a_benchmark_without_any_question_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.jsonl: no item has text in \['question'\]"):
        benchmarks_at([written(tmp_path / "x.jsonl", [{"question": ""}, {"question": None}])])


@pytest.mark.parametrize("cut", [20, -20])
@pytest.mark.parametrize("kind", ["x.parquet", "x.jsonl", "x.jsonl.gz", "x.json"])
def test_a_file_that_is_cut_off_is_named(tmp_path: Path, kind: str, cut: int) -> None:
    path = tmp_path / kind
    if kind == "x.parquet":
        pq.write_table(pa.Table.from_pylist(list(WELL)), path)
    else:
        written(path, WELL)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError, match=rf"{kind} is no readable JSON, JSON Lines, CSV or Parquet \("):
        benchmarks_at([str(path)])


def test_a_broken_line_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in WELL) + '\n{"question": "How')
    with pytest.raises(InputError, match=r"line 5, column 14"):
        benchmarks_at([str(path)])


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 40, b"\x00" * 5000, b"\x89PNG\r\n\x1a\n" + b"\x00" * 99]
)
def test_a_binary_file_is_no_benchmark(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"x\.jsonl is no readable"):
        benchmarks_at([str(path)])


def test_a_file_that_unpacks_to_far_more_than_a_benchmark_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    megabyte = gzip.compress(b" " * (1 << 20), compresslevel=1)
    path.write_bytes(megabyte * 513)
    with pytest.raises(InputError, match=r"x\.jsonl\.gz holds more than 512 MB unpacked"):
        benchmarks_at([str(path)])


def test_a_gzip_file_of_several_members_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(b"".join(gzip.compress(json.dumps(row).encode() + b"\n") for row in WELL))
    assert len(benchmarks_at([str(path)])[0].items) == 3


@pytest.mark.parametrize(
    "rows", [[{"question": "How?"}, 7], [{"question": "How?"}, ["Why?"]], [{"question": "How?"}, None]]
)
def test_a_row_that_is_no_item_is_named_by_its_number(tmp_path: Path, rows: list[Any]) -> None:
    with pytest.raises(InputError, match=r"x\.json holds a \w+ where item 1 should be"):
        benchmarks_at([written(tmp_path / "x.json", rows)])


def test_questions_with_halves_of_characters_can_be_compared(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"question": "What is \\ud835 here?"}\n')
    assert len(benchmarks_at([str(path)])) == 1


def test_all_real_benchmarks_load_as_they_are() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there; it holds real benchmark files")
    lines = [json.loads(line) for line in (SHARED / "index.jsonl").read_text("utf-8").splitlines()]
    found = benchmarks_at([str(SHARED)])
    assert [len(one.items) for one in found] == [line["items"] for line in lines]
    assert [one.notes for one in found if one.notes] == []
