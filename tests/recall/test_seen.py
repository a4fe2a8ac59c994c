from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import webinstruct
from tests.helpers.crawls import NAME, warc_path
from tests.helpers.runs import kept_rows, stopped_rows
from tests.helpers.warc import gzip_members, http_block, warc_record
from webinstruct.core.errors import InputError, PlanMismatch
from webinstruct.recall.seen import repeats_among
from webinstruct.storage.withdrawn import Former, Withdrawn, former_at, set_aside, write_withdrawn

_IDS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=6)


@given(_IDS)
def test_a_row_is_taken_back_exactly_if_its_id_stands_before_it(shards: list[list[str]]) -> None:
    taken_back = {(row.shard, row.row) for row in repeats_among(shards)}
    seen: set[str] = set()
    for shard, ids in enumerate(shards):
        for row, page in enumerate(ids):
            assert ((shard, row) in taken_back) == (page in seen)
            seen.add(page)


@given(_IDS, st.sets(st.integers(0, 5)), st.data())
def test_after_a_retry_each_page_is_given_once_and_other_shards_stay_as_they_were_read(
    before: list[list[str]], late: set[int], data: st.DataObject
) -> None:
    """Late shards may keep more pages than before; the withdrawn rows of the other shards may only stay."""
    late = {shard for shard in late if shard < len(before)}
    former = list(repeats_among(before))
    more = st.lists(st.sampled_from("abcdefgh"), max_size=3)
    after = [[*ids, *data.draw(more)] if shard in late else ids for shard, ids in enumerate(before)]
    told = Former(frozenset(late), *(np.array(column, dtype=np.int64) for column in _columns(former)))
    found = {(row.shard, row.row) for row in repeats_among(after, told)}
    given_ids = [
        page for shard, ids in enumerate(after) for row, page in enumerate(ids) if (shard, row) not in found
    ]
    assert sorted(given_ids) == sorted({page for ids in after for page in ids})
    stay = {(row.shard, row.row) for row in former if row.shard not in late}
    assert {(shard, row) for shard, row in found if shard not in late} == stay


def _columns(rows: list[Withdrawn]) -> tuple[list[int], list[int]]:
    return [row.shard for row in rows], [row.row for row in rows]


def _page(number: int) -> dict[str, str]:
    answers = {
        f"Why does pump {number} run at night?": "A kilowatt hour is cheaper then, and the tank lasts a day.",
        f"Who repairs pump {number}?": "The water works keep two mechanics, one of whom is always on duty.",
        "What does it cost?": "About four cents for a cubic meter, three of which are for electricity.",
    }
    parts = "".join(f"<h2>{question}</h2><p>{answer}</p>" for question, answer in answers.items())
    return {
        "url": f"https://pumps.example/{number}",
        "html": f"<html><body><h1>FAQ</h1>{parts}</body></html>",
    }


def _written(path: Path, numbers: list[int]) -> str:
    path.write_text("".join(json.dumps(_page(number)) + "\n" for number in numbers))
    return str(path)


def _config(*paths: str, **recall: object) -> dict[str, object]:
    return {
        "source": {"path": list(paths), "rows_per_shard": 2},
        "recall": {"min_words": 5, **recall},
        "stages": ["recall", "extract"],
        "executor": {"workers": 1},
    }


@pytest.mark.story
def test_a_page_of_two_shards_is_extracted_once_and_its_repeat_is_accounted_for(tmp_path: Path) -> None:
    pages = _written(tmp_path / "pages.jsonl", [1, 2, 3, 1, 2, 4])
    run = webinstruct.run(_config(pages), run_dir=str(tmp_path / "run"))
    recalled, extracted = (stage.books for stage in run.stages)
    assert recalled.kept == extracted.read == 6
    assert extracted.rejected["seen_before"] == 2
    details = [row["detail"] for row in stopped_rows(tmp_path / "run", "extract", "rejected")]
    assert details.count("the same page stands in shard 0") == 2
    pairs = [(row["url"], row["question"]) for row in kept_rows(tmp_path / "run", "extract")]
    assert len(pairs) == len(set(pairs)) == 4 * 3


@pytest.mark.story
def test_a_page_that_a_retry_brings_is_taken_back_where_a_later_shard_has_been_read_with_it(
    tmp_path: Path,
) -> None:
    files = {warc_path(0): _warc([1, 2]), warc_path(1): _warc([2, 3])}
    listed = gzip.compress("\n".join(files).encode())
    for path, content in {f"crawl-data/{NAME}/warc.paths.gz": listed, **files}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / warc_path(0)).unlink()  # it is not there when the run begins
    config = {**_config(), "source": {"crawl": {"name": NAME, "server": str(tmp_path)}}}
    run = webinstruct.run(config, run_dir=str(tmp_path / "run"))
    assert dict(run.stages[0].books.quarantined) == {"unreachable": 1}
    read = (tmp_path / "run/extract/kept/00001.parquet").stat().st_mtime_ns
    (tmp_path / warc_path(0)).write_bytes(files[warc_path(0)])
    run = webinstruct.run(config, run_dir=str(tmp_path / "run"), retry_quarantined=True)
    assert run.stages[1].books.rejected["seen_before"] == 1
    pairs = [(row["url"], row["question"]) for row in kept_rows(tmp_path / "run", "extract")]
    assert len(pairs) == len(set(pairs)) == 3 * 3
    assert (tmp_path / "run/extract/kept/00001.parquet").stat().st_mtime_ns == read


def _warc(numbers: list[int]) -> bytes:
    pages = [_page(number) for number in numbers]
    return gzip_members([warc_record(http_block(page["html"].encode()), url=page["url"]) for page in pages])


@pytest.mark.story
def test_pages_of_an_earlier_run_are_not_taken_again(tmp_path: Path) -> None:
    first = _written(tmp_path / "first.jsonl", [1, 2, 3])
    second = _written(tmp_path / "second.jsonl", [3, 4, 5, 1])
    webinstruct.run(_config(first), run_dir=str(tmp_path / "one"), stage="recall")
    config = _config(second, seen=[str(tmp_path / "one")])
    run = webinstruct.run(config, run_dir=str(tmp_path / "two"), stage="recall")
    assert run.stages[0].books.rejected == {"seen_before": 2}
    urls = [row["url"] for row in kept_rows(tmp_path / "two", "recall")]
    assert urls == ["https://pumps.example/4", "https://pumps.example/5"]
    with pytest.raises(PlanMismatch, match=r"recall\.seen"):
        webinstruct.run(_config(second), run_dir=str(tmp_path / "two"), stage="recall")


@pytest.mark.story
def test_a_stage_alone_waits_for_the_steps_behind_the_rows_before_it(tmp_path: Path) -> None:
    config = _config(_written(tmp_path / "pages.jsonl", [1, 2, 3, 1]))
    webinstruct.run(config, run_dir=str(tmp_path / "run"), stage="recall")
    (tmp_path / "run" / "recall" / "withdrawn" / "00000.parquet").unlink()  # as after a kill just before it
    run = webinstruct.run(config, run_dir=str(tmp_path / "run"), stage="extract")
    assert run.stages[1].books.rejected["seen_before"] == 1


def test_what_was_taken_back_stays_known_over_retries_that_were_killed(tmp_path: Path) -> None:
    place = str(tmp_path / "withdrawn" / "00000.parquet")
    assert former_at(place) is None
    Path(place).parent.mkdir()
    write_withdrawn(place, [Withdrawn(3, 1, "seen_before", "")])
    set_aside(place, [0])
    set_aside(place, [2])  # the first retry was killed before the file was made again
    former = former_at(place)
    assert former
    assert (sorted(former.late), former.shards.tolist(), former.rows.tolist()) == ([0, 2], [3], [1])
    assert not Path(place).exists()


def test_a_file_without_ids_is_refused_by_name(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tests.helpers.steps import DirectContext
    from webinstruct.recall.seen import Earlier
    from webinstruct.recall.settings import RecallSettings
    from webinstruct.recall.stage import Recall

    file = tmp_path / "other.parquet"
    pq.write_table(pa.table({"url": ["x"]}), file)
    stage = Recall(RecallSettings(seen=(str(file),)))
    with pytest.raises(InputError, match="no column page_id"):
        Earlier(stage.settings.seen).write(0, str(tmp_path / "out.npy"), DirectContext(tmp_path, stage, []))
