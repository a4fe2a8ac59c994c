"""Sums of a great many manifests: as quick as they can be, and never other than what the manifests say."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from webinstruct.core.errors import InputError
from webinstruct.runner.run_dir import RunDir
from webinstruct.runner.tally import Counts, tally_of

_SHARDS = 2_100
_STAGE = "even"


@pytest.fixture
def old(tmp_path: Path) -> RunDir:
    """A stage with 2,100 finished shards of an hour ago; shard n kept n % 3 rows."""
    run_dir = RunDir(tmp_path)
    for name in ("kept", "manifest"):
        (tmp_path / _STAGE / name).mkdir(parents=True)
    for shard in range(_SHARDS):
        run_dir.kept(_STAGE, shard).touch()
        _write(run_dir, shard, kept=shard % 3)
    return run_dir


def test_the_sums_of_many_manifests_are_those_of_each(old: RunDir) -> None:
    tally = tally_of(old, _STAGE)
    assert tally.books.kept == sum(shard % 3 for shard in range(_SHARDS))
    assert dict(tally.books.rejected) == {"odd": _SHARDS}
    assert tally.shards == {shard: Counts(shard % 3, 1, 0) for shard in range(_SHARDS)}


def test_sums_that_were_left_are_read_instead_of_the_manifests(old: RunDir, later: None) -> None:
    first = tally_of(old, _STAGE)
    sums = json.loads(old.sums(_STAGE).read_bytes())
    for block in sums["blocks"].values():
        block["books"]["kept"] += 1_000
    old.sums(_STAGE).write_text(json.dumps(sums))
    assert tally_of(old, _STAGE).books.kept == first.books.kept + 3_000


def test_a_manifest_that_was_written_anew_is_read_again(old: RunDir, later: None) -> None:
    before = tally_of(old, _STAGE)
    _write(old, 1_500, kept=7)
    after = tally_of(old, _STAGE)
    assert after.shards[1_500] == Counts(7, 1, 0)
    assert after.books.kept == before.books.kept + 7


def test_a_manifest_that_was_changed_under_its_old_time_is_read_again(old: RunDir, later: None) -> None:
    before, path = tally_of(old, _STAGE), old.manifest(_STAGE, 3)
    times = path.stat()
    path.write_text(path.read_text().replace('"kept": 0', '"kept": 9'))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert tally_of(old, _STAGE).books.kept == before.books.kept + 9


def test_a_shard_that_was_opened_again_does_not_count(old: RunDir, later: None) -> None:
    tally_of(old, _STAGE)
    old.kept(_STAGE, 5).unlink()
    assert 5 not in tally_of(old, _STAGE).shards


def test_fresh_manifests_are_not_summed_up_for_later(old: RunDir) -> None:
    tally_of(old, _STAGE)
    assert not old.sums(_STAGE).exists()


@pytest.mark.parametrize("content", ["", "[]", '{"format": 1}', '{"format": 2, "blocks": {}}'])
def test_sums_that_are_none_are_made_anew(content: str, old: RunDir, later: None) -> None:
    old.sums(_STAGE).write_text(content)
    assert tally_of(old, _STAGE).books.kept == sum(shard % 3 for shard in range(_SHARDS))


def test_a_broken_manifest_among_many_is_named(old: RunDir) -> None:
    old.manifest(_STAGE, 1_234).write_text("{")
    with pytest.raises(InputError, match=r"01234\.json is no manifest .*kept/01234\.parquet"):
        tally_of(old, _STAGE)


def test_a_missing_manifest_among_many_is_named(old: RunDir, later: None) -> None:
    old.manifest(_STAGE, 1_234).unlink()
    with pytest.raises(InputError, match=r"01234\.json is no manifest"):
        tally_of(old, _STAGE)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is an hour further than the files' times."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3_600 * 10**9)


def _write(run_dir: RunDir, shard: int, kept: int) -> None:
    """The manifest of a shard that rejected one row and kept `kept`."""
    books = {"read": 1 + kept, "kept": kept, "sources": kept, "rejected": {"odd": 1}, "quarantined": {}}
    path = run_dir.manifest(_STAGE, shard)
    path.write_text(json.dumps({"stage": _STAGE, "shard": shard, **books, "notes": {}, "seconds": 0.5}))
