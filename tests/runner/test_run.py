"""The runner's promises, on toy stages in real worker processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

import webinstruct
from tests.helpers.runs import books_of, kept_digest, kept_rows, left_over, stopped_rows, toy_config
from webinstruct.core.errors import (
    ConfigError,
    InputError,
    PlanMismatch,
    RunnerError,
    StorageError,
    WorkerError,
)
from webinstruct.runner.plan import loaded_plan
from webinstruct.storage.locks import shared_folder

pytestmark = pytest.mark.story


def test_every_row_ends_in_exactly_one_state(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Even", size="3x40"), run_dir=str(tmp_path))
    books = run.stages[0].books
    assert books.read == 120
    assert books.read == books.rejected.total() + books.quarantined.total() + books.sources
    assert dict(books.rejected) == {"odd": 58, "no_number": 2}
    assert dict(books.quarantined) == {"stage_error": 3}
    assert books.kept == 2 * books.sources == len(kept_rows(tmp_path, "even"))
    assert books.notes["halves"] == books.sources


def test_a_stopped_row_is_listed_with_its_id_and_reason(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Even", size="1x50"), run_dir=str(tmp_path))
    rejected = {row["row_id"]: row for row in stopped_rows(tmp_path, "even", "rejected")}
    assert rejected["number-3"] == {
        "row_id": "number-3",
        "stage": "even",
        "reason": "odd",
        "detail": "3 is odd",
        "url": "n:3",
    }
    assert rejected["record-49"]["reason"] == "no_number"
    (quarantined,) = stopped_rows(tmp_path, "even", "quarantined")
    assert (quarantined["row_id"], quarantined["detail"]) == ("number-10", "ValueError: 10 is one too many")


def test_a_finished_run_leaves_no_temporary_file_and_no_lock(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Even", "Summed"), run_dir=str(tmp_path))
    assert left_over(tmp_path) == []


def test_a_second_run_touches_no_finished_shard(tmp_path: Path) -> None:
    config = toy_config("Even")
    webinstruct.run(config, run_dir=str(tmp_path))
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.parquet")}
    webinstruct.run(config, run_dir=str(tmp_path))
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.parquet")} == before


def test_the_number_of_workers_does_not_change_a_byte(tmp_path: Path) -> None:
    for workers in (1, 3):
        webinstruct.run(toy_config("Even", "Summed", workers=workers), run_dir=str(tmp_path / str(workers)))
    assert kept_digest(tmp_path / "1") == kept_digest(tmp_path / "3")


def test_a_shard_that_was_lost_is_made_again_with_the_same_bytes(tmp_path: Path) -> None:
    config = toy_config("Even")
    webinstruct.run(config, run_dir=str(tmp_path))
    before = kept_digest(tmp_path)
    (tmp_path / "even" / "kept" / "00001.parquet").unlink()
    webinstruct.run(config, run_dir=str(tmp_path))
    assert kept_digest(tmp_path) == before


def test_a_stage_leaves_a_second_table_beside_its_books(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("EvenAside", size="2x50"), run_dir=str(tmp_path))
    halves = stopped_rows(tmp_path, "even", "halves")
    judged = [
        n for n in range(100) if n % 50 != 49 and n % 40 != 10
    ]  # the source stopped some, an error others
    assert halves == [{"id": f"number-{n}", "half": n // 2} for n in judged]
    assert run.stages[0].books.read == 100


def test_a_shard_that_is_done_again_leaves_the_same_second_table(tmp_path: Path) -> None:
    config = toy_config("EvenAside", size="2x50")
    webinstruct.run(config, run_dir=str(tmp_path))
    table = tmp_path / "even" / "halves" / "00001.parquet"
    before = table.read_bytes()
    (tmp_path / "even" / "kept" / "00001.parquet").unlink()
    webinstruct.run(config, run_dir=str(tmp_path))
    assert table.read_bytes() == before


def test_a_row_that_does_not_fit_leaves_nothing_in_the_table_beside(tmp_path: Path) -> None:
    """Readers count on it: what the table beside calls kept are the kept rows, one by one."""
    run = webinstruct.run(toy_config("WrongAside", size="1x9"), run_dir=str(tmp_path))
    assert dict(run.stages[0].books.quarantined) == {"bad_row": 1}
    halves = stopped_rows(tmp_path, "wrong_aside", "halves")
    assert [row["id"] for row in halves] == [f"number-{n}" for n in range(9) if n != 4]


def test_a_source_finds_what_it_left_when_the_run_was_planned(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Plain", source="Remembering", size="2x5"), run_dir=str(tmp_path))
    assert len(kept_rows(tmp_path, "plain")) == 10


def test_settings_of_a_source_that_change_no_row_may_change(tmp_path: Path) -> None:
    config = toy_config("Plain")
    webinstruct.run(config, run_dir=str(tmp_path))
    config["source"]["fetch"] = {"requests_per_s": 99}
    assert webinstruct.run(config, run_dir=str(tmp_path)).stages[0].shards_done == 3
    with pytest.raises(PlanMismatch, match=r"source\.max_page_bytes"):
        webinstruct.run(
            {**config, "source": {**config["source"], "max_page_bytes": 5000}}, run_dir=str(tmp_path)
        )


def test_a_bad_shard_does_not_stop_its_neighbours(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Even", "Plain", source="BrokenShard"), run_dir=str(tmp_path))
    assert [(f.part.number, f.message) for f in run.failures] == [(1, "numbers-1 is corrupt. Make it again.")]
    assert run.stages[0].shards_done == 2
    assert not (tmp_path / "plain").exists()
    assert left_over(tmp_path) == []


def test_a_stage_without_a_base_class_runs(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Plain"), run_dir=str(tmp_path))
    assert run.stages[0].books.kept == 59


def test_a_row_without_a_verdict_is_quarantined(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Silent"), run_dir=str(tmp_path))
    assert dict(run.stages[0].books.quarantined) == {"no_verdict": 1}


def test_a_row_that_does_not_fit_its_table_is_quarantined_alone(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Wrong"), run_dir=str(tmp_path))
    assert dict(run.stages[0].books.quarantined) == {"bad_row": 2, "bad_verdict": 1}
    assert run.stages[0].books.kept == 56


def test_a_row_that_kills_its_worker_is_quarantined_and_the_rest_is_kept(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Deadly"), run_dir=str(tmp_path))
    assert run.failures == ()
    assert dict(run.stages[0].books.quarantined) == {"worker_died": 1}
    assert run.stages[0].books.kept == 58
    (row,) = stopped_rows(tmp_path, "deadly", "quarantined")
    assert row["row_id"] == "number-13"
    assert "SIGKILL" in row["detail"]


def test_a_row_over_its_time_limit_is_rejected(tmp_path: Path) -> None:
    config = toy_config("Deadly", deadly={"how": "sleep"}, executor={"row_timeout_s": 0.3})
    run = webinstruct.run(config, run_dir=str(tmp_path))
    assert dict(run.stages[0].books.rejected) == {"too_slow": 1, "no_number": 1}


def test_a_row_that_hangs_inside_a_call_is_quarantined(tmp_path: Path) -> None:
    config = toy_config("Deadly", deadly={"how": "hang"}, executor={"row_timeout_s": 1.0})
    run = webinstruct.run(config, run_dir=str(tmp_path))
    assert dict(run.stages[0].books.quarantined) == {"worker_died": 1}
    assert run.stages[0].books.kept == 58


def test_a_pause_of_the_source_is_nobodys_fault(tmp_path: Path) -> None:
    """The source waits longer than a row may take; no row is blamed."""
    config = toy_config("Plain", source="SlowSource", size="1x4", executor={"row_timeout_s": 0.5})
    run = webinstruct.run(config, run_dir=str(tmp_path))
    assert run.stages[0].books.kept == 4


def test_a_stopped_and_continued_run_blames_no_row(tmp_path: Path) -> None:
    (tmp_path / "toy.yaml").write_text(
        yaml.safe_dump(toy_config("SlowEven", executor={"row_timeout_s": 1.0}, size="2x200"))
    )
    words = [
        sys.executable,
        "-m",
        "webinstruct",
        "run",
        "--config",
        str(tmp_path / "toy.yaml"),
        "--run-dir",
        str(tmp_path / "run"),
    ]
    process = subprocess.Popen(
        words, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(2.0)
    os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(8.0)
    os.killpg(process.pid, signal.SIGCONT)
    assert process.wait(60) == 0
    (counts,) = [
        status.books
        for status in webinstruct.run(tmp_path / "toy.yaml", run_dir=str(tmp_path / "run")).stages
    ]
    assert "worker_died" not in counts.quarantined
    assert "too_slow" not in counts.rejected


def test_an_engine_that_dies_over_a_row_fails_its_shards_and_names_no_row(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("DeadlyStream", size="2x9", workers=1), run_dir=str(tmp_path))
    assert "its worker died 3 times" in run.failures[0].message
    assert not list(tmp_path.rglob("fatal/*"))


def test_a_stage_that_cannot_be_opened_ends_the_run_at_once(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="no model here"):
        webinstruct.run(toy_config("CannotOpen", size="9x5", workers=1), run_dir=str(tmp_path))
    assert len((tmp_path / "opened").read_text()) == 1


def test_a_stage_that_opens_for_ever_is_given_up(tmp_path: Path) -> None:
    config = toy_config("OpensForEver", size="1x5", executor={"start_timeout_s": 3.0})
    run = webinstruct.run(config, run_dir=str(tmp_path))
    assert "did not open its stage within 3 s" in run.failures[0].message


@pytest.mark.parametrize("what", ["half a character", "a number", "an exception"])
def test_strange_words_of_a_stage_stop_their_row_alone(what: str, tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Strange", strange={"what": what}, size="1x9"), run_dir=str(tmp_path))
    assert run.failures == ()
    assert run.stages[0].books.kept == 8


def test_a_process_that_a_stage_started_gets_none_of_the_workers_input(tmp_path: Path) -> None:
    run = webinstruct.run(
        toy_config("Cat", size="1x3", executor={"row_timeout_s": 10.0}), run_dir=str(tmp_path)
    )
    assert run.stages[0].books.kept == 3


def test_a_worker_that_left_a_child_behind_is_noticed_when_it_dies(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Orphaning", size="1x5"), run_dir=str(tmp_path))
    assert dict(run.stages[0].books.quarantined) == {"worker_died": 1}


def test_kept_rows_without_a_plan_are_refused(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Plain"), run_dir=str(tmp_path))
    (tmp_path / "plan.json").unlink()
    with pytest.raises(InputError, match=r"no plan\.json that says what it holds"):
        webinstruct.run(toy_config("Plain"), run_dir=str(tmp_path))


def test_a_retry_beside_a_run_at_work_is_refused(tmp_path: Path) -> None:
    config = toy_config("Plain")
    webinstruct.run(config, run_dir=str(tmp_path))
    with shared_folder(tmp_path), pytest.raises(RunnerError, match="another run is at work"):
        webinstruct.run(config, run_dir=str(tmp_path), retry_quarantined=True)


def test_a_retry_makes_the_steps_behind_the_rows_anew(tmp_path: Path) -> None:
    """The second time the stage is willing: its listing has to name all rows then."""
    config = toy_config("Moody", size="1x5")
    webinstruct.run(config, run_dir=str(tmp_path))
    assert len(json.loads((tmp_path / "moody" / "listing" / "00000.json").read_text())["ids"]) == 4
    (tmp_path / "in-good-mood").touch()
    webinstruct.run(config, run_dir=str(tmp_path), retry_quarantined=True)
    assert len(json.loads((tmp_path / "moody" / "listing" / "00000.json").read_text())["ids"]) == 5


def test_a_retry_does_not_forget_what_a_later_stage_has_spent(tmp_path: Path) -> None:
    config = toy_config("Moody", "Summed", size="2x5")
    webinstruct.run(config, run_dir=str(tmp_path))
    spent = tmp_path / "summed" / "spent" / "worker.json"
    spent.parent.mkdir()
    spent.write_text("{}")
    (tmp_path / "in-good-mood").touch()
    webinstruct.run(config, run_dir=str(tmp_path), retry_quarantined=True)
    assert {row["total"] for row in kept_rows(tmp_path, "summed")} == {sum(range(10))}
    assert spent.exists()


def test_a_setting_of_a_stage_that_never_began_may_change_after_a_failure(tmp_path: Path) -> None:
    first = toy_config("Plain", "Deadly", source="BrokenShard", deadly={"number": -1})
    assert webinstruct.run(first, run_dir=str(tmp_path)).failures
    again = toy_config("Plain", "Deadly", source="BrokenShard", deadly={"number": -2})
    assert webinstruct.run(again, run_dir=str(tmp_path)).failures


def test_a_source_of_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="writes 'numbers', the first stage reads 'pages'"):
        webinstruct.run(
            {"source": {"use": "tests.helpers.toy:Numbers", "path": "1x5"}}, run_dir=str(tmp_path)
        )


def test_a_source_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no rows"):
        webinstruct.run(toy_config("Plain", size="0x5"), run_dir=str(tmp_path))


def test_a_new_run_beside_one_with_a_slash_at_its_end(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Plain"), run_dir=f"{tmp_path}/run/")
    assert (
        webinstruct.run(toy_config("Plain"), run_dir=f"{tmp_path}/run/", new_run=True).run_dir.root
        == tmp_path / "run-2"
    )


def test_a_shard_whose_worker_dies_while_it_opens_is_a_failure_not_a_hang(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("StillBorn", size="1x5"), run_dir=str(tmp_path))
    assert "its worker died 3 times" in run.failures[0].message


def test_steps_before_and_after_the_rows_see_all_shards(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Summed", size="3x10"), run_dir=str(tmp_path))
    assert {row["total"] for row in kept_rows(tmp_path, "summed")} == {sum(range(30))}
    listing = (tmp_path / "summed" / "listing" / "00000.json").read_text()
    assert '"number-29"' in listing


@pytest.mark.parametrize("workers", [1, 2])
def test_rows_of_the_next_shard_follow_without_draining_the_last(tmp_path: Path, workers: int) -> None:
    """With 25 rows in flight and 20 in a shard, every settlement sees two shards unless the engine was drained."""
    run = webinstruct.run(toy_config("InFlight", size="6x20", workers=workers), run_dir=str(tmp_path))
    assert run.stages[0].books.notes["shards_mixed"] > 0
    numbers = [row["n"] for row in kept_rows(tmp_path, "inflight")]
    assert numbers == sorted(numbers)
    assert len(numbers) == 120 - 2 - 3


def test_a_stream_stage_that_loses_a_row_fails_its_shard(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Forgetful", size="2x20", workers=1), run_dir=str(tmp_path))
    assert [f.part.number for f in run.failures] == [0]
    assert "without a verdict" in run.failures[0].message
    assert run.stages[0].shards_done == 1


def test_a_changed_setting_is_refused_by_its_name(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Deadly", deadly={"number": -1}), run_dir=str(tmp_path))
    with pytest.raises(
        PlanMismatch, match=r"deadly\.number was -1 when the run was planned and is -2 now.*--new-run"
    ):
        webinstruct.run(toy_config("Deadly", deadly={"number": -2}), run_dir=str(tmp_path))


def test_a_changed_source_is_refused_by_its_name(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Plain"), run_dir=str(tmp_path))
    with pytest.raises(PlanMismatch, match=r"source\.path was '3x20' .* is '4x20' now"):
        webinstruct.run(toy_config("Plain", size="4x20"), run_dir=str(tmp_path))


def test_the_settings_of_a_stage_that_has_not_run_may_change(tmp_path: Path) -> None:
    webinstruct.run(
        toy_config("Plain", "Deadly", deadly={"number": -1}), run_dir=str(tmp_path), stage="plain"
    )
    run = webinstruct.run(
        toy_config("Plain", "Deadly", deadly={"number": -2}), run_dir=str(tmp_path), stage="deadly"
    )
    assert run.failures == ()


def test_a_new_run_takes_the_next_free_directory(tmp_path: Path) -> None:
    path = str(tmp_path / "run")
    for _ in range(2):
        webinstruct.run(toy_config("Plain"), run_dir=path)
    assert webinstruct.run(toy_config("Plain"), run_dir=path, new_run=True).run_dir.root == tmp_path / "run-2"


def test_a_stage_whose_input_was_never_made_has_it_made_first(tmp_path: Path) -> None:
    done = webinstruct.run(toy_config("Plain", "Even"), run_dir=str(tmp_path), stage="even")
    assert [(stage.name, stage.shards_done) for stage in done.stages] == [("plain", 3), ("even", 3)]


def test_a_stage_whose_input_is_incomplete_has_it_completed_first(tmp_path: Path) -> None:
    config = toy_config("Plain", "Even")
    webinstruct.run(config, run_dir=str(tmp_path), stage="plain")
    (tmp_path / "plain" / "kept" / "00002.parquet").unlink()
    done = webinstruct.run(config, run_dir=str(tmp_path), stage="even")
    assert [stage.shards_done for stage in done.stages] == [3, 3]


def test_a_stage_whose_input_is_there_leaves_those_before_it_alone(tmp_path: Path) -> None:
    config = toy_config("Plain", "Even")
    webinstruct.run(config, run_dir=str(tmp_path), stage="plain")
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "plain").rglob("*") if path.is_file()}
    webinstruct.run(config, run_dir=str(tmp_path), stage="even")
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_an_unknown_stage_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no stage 'plan'. Did you mean 'plain'\?"):
        webinstruct.run(toy_config("Plain"), run_dir=str(tmp_path), stage="plan")


def test_a_stage_that_cannot_follow_another_is_refused() -> None:
    with pytest.raises(ConfigError, match="'extract' reads 'candidates' and cannot follow 'plain'"):
        webinstruct.run({**toy_config("Plain"), "stages": ["tests.helpers.toy:Plain", "extract"]})


def test_quarantined_rows_are_tried_again_when_asked(tmp_path: Path) -> None:
    """The second time the deadly number is harmless, as after a mended machine; later stages are made anew too."""
    config = toy_config("Deadly", "Summed", "Plain", deadly={"number": 13})
    webinstruct.run(config, run_dir=str(tmp_path))
    assert len(kept_rows(tmp_path, "plain")) == 58
    run = webinstruct.run(config, run_dir=str(tmp_path), retry_quarantined=True)
    assert dict(run.stages[0].books.quarantined) == {"worker_died": 1}
    assert len(kept_rows(tmp_path, "plain")) == 58


def test_manifests_close_shard_by_shard(tmp_path: Path) -> None:
    webinstruct.run(toy_config("Even"), run_dir=str(tmp_path))
    for books in books_of(tmp_path, "even"):
        assert (
            books["read"]
            == sum(books["rejected"].values()) + sum(books["quarantined"].values()) + books["sources"]
        )


def test_workers_that_die_at_start_end_the_run_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is a fresh interpreter: with a broken one in its place none becomes ready."""
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(WorkerError, match="die while they start"):
        webinstruct.run(toy_config("Plain"), run_dir=str(tmp_path))


def test_a_full_disk_ends_the_run_before_another_shard_is_tried(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="No space left"):
        webinstruct.run(toy_config("OnFullDisk", size="9x5", workers=1), run_dir=str(tmp_path))
    (opened,) = (tmp_path / "onfulldisk/opened").iterdir()
    assert int(opened.read_text()) == 4
    assert not list(tmp_path.rglob("*.tmp"))


def test_the_plan_has_a_line_for_each_shard(tmp_path: Path) -> None:
    run = webinstruct.run(toy_config("Plain", size="3x5"), run_dir=str(tmp_path))
    lines = (tmp_path / "plan.json").read_text().splitlines()
    assert [n for n in range(3) if any(f'"numbers-{n}"' in line for line in lines)] == [0, 1, 2]
    assert loaded_plan(run.run_dir) == run.plan
