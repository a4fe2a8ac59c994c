"""Earlier releases: rows that they have already go, and name file and row."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.dedup.test_stage import LONG, judged, kept_ids, row
from tests.helpers.steps import DirectContext, rejected_rows
from webinstruct.core.errors import InputError, TableError
from webinstruct.dedup import earlier
from webinstruct.dedup.settings import DedupSettings
from webinstruct.dedup.stage import Dedup


def parquet(path: Path, rows: Sequence[Mapping[str, Any]], **options: Any) -> str:
    pq.write_table(pa.Table.from_pylist(list(rows)), path, **options)
    return str(path)


def jsonl(path: Path, rows: Sequence[Mapping[str, Any]]) -> str:
    path.write_text("".join(json.dumps(found) + "\n" for found in rows))
    return str(path)


def identity_of(*paths: str, **chosen: Any) -> Mapping[str, str]:
    return Dedup(DedupSettings(against=paths, **chosen)).identity()


def test_a_removed_row_names_file_and_row_of_the_earlier_one(tmp_path: Path) -> None:
    release = parquet(tmp_path / "v1.parquet", [{"question": "Why?", "answer": "So."}, {"question": LONG}])
    verdicts = judged(tmp_path / "run", [row("a", LONG), row("b", "What is rain?")], against=[release])
    assert kept_ids(verdicts) == {"b"}
    assert rejected_rows(verdicts)[0].detail == f"of {release} row 2, similarity 1.000"


def test_the_id_of_an_earlier_row_is_named_where_it_has_one(tmp_path: Path) -> None:
    release = jsonl(tmp_path / "v1.jsonl", [{"pair_id": "old", "question": LONG}])
    changed = LONG.replace("gardener", "farmer").replace("courtyard", "yard")
    (gone,) = rejected_rows(judged(tmp_path / "run", [row("a", changed)], against=[release]))
    assert gone.detail.startswith(f"of {release} row 1 (old), similarity 0.8")


def test_a_better_row_does_not_stay_for_an_earlier_one(tmp_path: Path) -> None:
    release = jsonl(tmp_path / "v1.jsonl", [{"question": LONG}])
    shard = [row("a", LONG, "It is so.", grounding="verbatim"), row("b", LONG.upper())]
    verdicts = judged(tmp_path / "run", shard, against=[release])
    assert {gone.detail for gone in rejected_rows(verdicts)} == {f"of {release} row 1, similarity 1.000"}


def test_duplicates_within_a_release_touch_nobody(tmp_path: Path) -> None:
    release = jsonl(tmp_path / "v1.jsonl", [{"question": LONG}] * 3 + [{"question": LONG + " Why?"}])
    assert kept_ids(judged(tmp_path / "run", [row("a", "Why?")], against=[release])) == {"a"}


def test_an_id_that_an_earlier_release_has_for_another_text_is_free(tmp_path: Path) -> None:
    release = jsonl(tmp_path / "v1.jsonl", [{"pair_id": "a", "question": LONG}])
    assert kept_ids(judged(tmp_path / "run", [row("a", "Why?")], against=[release])) == {"a"}


@pytest.mark.parametrize(
    "chat",
    [
        {"messages": [{"role": "user", "content": LONG}, {"role": "assistant", "content": "So."}]},
        {"conversations": [{"from": "human", "value": LONG}, {"from": "gpt", "value": "So."}]},
    ],
    ids=["messages", "conversations"],
)
def test_chats_are_releases_too(tmp_path: Path, chat: dict[str, Any]) -> None:
    release = parquet(tmp_path / "v1.parquet", [chat])
    verdicts = judged(tmp_path / "run", [row("a", LONG, "So.")], against=[release], fields="both")
    assert kept_ids(verdicts) == set()


def test_a_folder_of_files_is_cut_into_pieces_and_counts_through_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier, "_PIECE_ROWS", 2)
    monkeypatch.setattr(earlier, "_PIECE_BYTES", 90)
    folder = tmp_path / "releases"
    folder.mkdir()
    texts = [f"{LONG} The walls are {number} meters long." for number in range(20)]
    parquet(folder / "a.parquet", [{"question": text} for text in texts[:10]], row_group_size=1)
    jsonl(folder / "b.jsonl", [{"question": text} for text in texts[10:]])
    assert len(earlier.earlier_pieces([str(folder)])) > 10
    rows = [row(f"p{number:02d}", text) for number, text in enumerate(texts)]
    verdicts = judged(tmp_path / "run", rows, against=[str(folder)])
    places = [
        (gone.detail.split(" row ")[0][-9:], gone.detail.split()[3]) for gone in rejected_rows(verdicts)
    ]
    expected = [("a.parquet", number) for number in range(1, 11)]
    expected += [("s/b.jsonl", number) for number in range(1, 11)]
    assert places == [(name, f"{number},") for name, number in expected]


def test_a_gzip_release_is_read(tmp_path: Path) -> None:
    release = tmp_path / "v1.jsonl.gz"
    release.write_bytes(gzip.compress(json.dumps({"question": LONG}).encode()))
    assert kept_ids(judged(tmp_path / "run", [row("a", LONG)], against=[str(release)])) == set()


def test_the_hash_of_every_file_is_part_of_the_identity(tmp_path: Path) -> None:
    one = identity_of(jsonl(tmp_path / "v1.jsonl", [{"question": "Why?"}]))
    other = identity_of(jsonl(tmp_path / "v1.jsonl", [{"question": "How?"}]))
    assert list(one) == list(other) == [str(tmp_path / "v1.jsonl")]
    assert one != other


def test_a_release_without_a_question_is_refused_before_work_begins(tmp_path: Path) -> None:
    release = parquet(tmp_path / "v1.parquet", [{"prompt": "Why?"}])
    with pytest.raises(TableError, match=r"v1\.parquet has no field \['question'\], it has \['prompt'\]"):
        identity_of(release)


def test_answers_are_needed_where_they_are_compared(tmp_path: Path) -> None:
    release = parquet(tmp_path / "v1.parquet", [{"question": "Why?"}])
    with pytest.raises(TableError, match=r"no field \['answer'\]"):
        identity_of(release, keep="distinct_answers")


@pytest.mark.parametrize("name", ["v1.parquet", "v1.jsonl"])
def test_an_empty_release_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("parquet"):
        pq.write_table(pa.table({"question": pa.array([], pa.string())}), path)
    else:
        path.touch()
    with pytest.raises(InputError, match=rf"{name} has no rows"):
        identity_of(str(path))


def test_a_truncated_parquet_is_refused(tmp_path: Path) -> None:
    path = Path(parquet(tmp_path / "v1.parquet", [{"question": "Why?"}]))
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(InputError, match=r"v1\.parquet is no whole Parquet file"):
        identity_of(str(path))


def test_a_folder_without_any_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Why?")
    with pytest.raises(InputError, match="holds no Parquet or JSONL file"):
        identity_of(str(tmp_path))


def test_a_missing_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No file at"):
        identity_of(str(tmp_path / "v1.parquet"))


@pytest.mark.parametrize(
    ("line", "said"),
    [('{"question": 7}', "row 2: 'question' is of type int (7), no text"), ("{", "line 2 is a bad one")],
    ids=["number", "broken"],
)
def test_a_bad_row_is_named_by_file_and_row(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "v1.jsonl"
    path.write_text(f'{{"question": "Why?"}}\n{line}\n')
    with pytest.raises(InputError) as error:
        judged(tmp_path / "run", [row("a", LONG)], against=[str(path)])
    assert f"{path}, {said}" in str(error.value)


class Planned(DirectContext):
    """A run that knows the files that it was planned with."""

    identity: Mapping[str, str]

    def facts(self) -> Mapping[str, Any]:
        return {"plan": {"stages": [{"identity": self.identity}]}}


def test_a_release_that_changed_since_the_run_was_planned_is_not_read(tmp_path: Path) -> None:
    release = jsonl(tmp_path / "release.jsonl", [{"question": LONG, "answer": "So."}])
    context = Planned(tmp_path, Dedup(DedupSettings(against=(release,))), [[row("a", LONG)]])
    context.identity = identity_of(release)
    context.run_steps()
    jsonl(tmp_path / "release.jsonl", [{"question": LONG, "answer": "No!"}])
    with pytest.raises(InputError, match=r"release.jsonl changed since the run was planned"):
        context.run_steps()
