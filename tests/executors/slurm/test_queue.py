"""What SLURM's commands say is understood, and what they cannot say now is asked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.slurm_words import Queue, queue_in
from webinstruct.core.errors import RunnerError
from webinstruct.executors.slurm.queue import cancel, max_array_size, queued, submitted

_SCRIPT = "#!/bin/bash\n#SBATCH --job-name=a.wi-0-1\n"


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    return queue_in(tmp_path / "commands", monkeypatch)


def test_a_job_has_the_number_that_sbatch_prints_last(queue: Queue) -> None:
    (queue.folder / "says").write_text("Your account expires in 3 days\n")
    assert submitted(_SCRIPT, "a.wi-0-1", []) == "1"
    assert (queue.folder / "1.sh").read_text() == _SCRIPT


def test_jobs_wait_for_the_end_of_those_before_whatever_it_is(queue: Queue) -> None:
    submitted(_SCRIPT, "a.wi-0-1", ["7", "8"])
    assert queue.said_to("sbatch") == ["--parsable --dependency=afterany:7:8"]


def test_a_job_whose_answer_was_lost_is_found_by_its_name_and_not_handed_in_twice(queue: Queue) -> None:
    (queue.folder / "breaks").write_text("sbatch: error: Batch job submission failed: Socket timed out\n")
    assert submitted(_SCRIPT, "a.wi-0-1", []) == "1"
    assert queue.names() == ["a.wi-0-1"]


def test_what_slurm_refuses_is_told_with_the_next_step(queue: Queue) -> None:
    (queue.folder / "refuses").write_text("sbatch: error: invalid partition specified: nope\n")
    with pytest.raises(RunnerError, match=r"does not take the job a\.wi-0-1: .*nope\. Mend executor\.slurm"):
        submitted(_SCRIPT, "a.wi-0-1", [])
    assert len(queue.said_to("sbatch")) == 1


def test_only_jobs_with_the_mark_are_seen(queue: Queue) -> None:
    queue.add(3, "a.wi-0-1")
    queue.add(4, "a.wi-1-1")
    queue.add(5, "a.wi-0-1", "COMPLETED")
    assert [(job.id, job.state) for job in queued(".wi-0-")] == [("3", "RUNNING")]


def test_nothing_is_cancelled_where_nothing_is_named(queue: Queue) -> None:
    cancel([])
    assert queue.said_to("scancel") == []


def test_the_longest_array_is_what_the_cluster_says(queue: Queue) -> None:
    assert max_array_size() == 1001


def test_a_machine_without_slurm_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunnerError, match="there is no command squeue here: is this a login node"):
        queued(".wi-0-")


def test_a_job_that_submits_does_not_hand_on_how_often_it_was_requeued(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLURM_RESTART_COUNT", "2")
    sbatch = queue.folder / "sbatch"
    sbatch.write_text('#!/bin/sh\n[ -z "$SLURM_RESTART_COUNT" ] && echo 71\n')
    assert submitted("#!/bin/bash\n", "a.wi-0-1", []) == "71"
