"""A run that lives in an object store, over a network that stumbles: what comes of it is what a local run gives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import webinstruct
from tests.helpers.bucket import served_bucket
from tests.helpers.runs import kept_digest, toy_config
from tests.helpers.stumbling_store import Stumbling, stumbling
from webinstruct.storage.files import copy_file
from webinstruct.storage.folders import files_below

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

_FAULTS = ("error", "slow_down", "cut", "lost", "slow")
_RUN = [sys.executable, "-m", "webinstruct", "run", "--set", "executor.workers=2"]


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_bucket({}) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBINSTRUCT_SCRATCH", str(tmp_path_factory.mktemp("scratch")))
        yield url.rstrip("/")


@pytest.fixture
def network(bucket: str) -> Iterator[Stumbling]:
    with stumbling(os.environ["AWS_ENDPOINT_URL"], share=0.03, seed=7) as state:
        state.faults = _FAULTS
        yield state


def test_a_quickstart_in_a_store_that_was_killed_ends_as_a_local_one(
    bucket: str, network: Stumbling, tmp_path: Path
) -> None:
    local = _done(tmp_path / "run", f"export.out={tmp_path / 'release'}")
    assert local.returncode == 0, local.stderr
    words = _words(f"{bucket}/run", f"export.out={bucket}/release")
    with subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as killed:
        _wait_for(f"{bucket}/run/dedup/sign", killed)
        killed.send_signal(signal.SIGKILL)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"Report: {bucket}/run/report/index.html" in done.stdout
    assert kept_digest(_fetched(f"{bucket}/run", tmp_path / "fetched")) == kept_digest(tmp_path / "run")
    assert files_below(f"{bucket}/run/locks") == []
    assert _names(_fetched(f"{bucket}/release", tmp_path / "copy")) == _names(tmp_path / "release")
    assert network.seen.total() > network.seen["well"]


def test_two_runners_in_one_store_do_each_shard_once(bucket: str, network: Stumbling, tmp_path: Path) -> None:
    url = f"{bucket}/two"
    config = toy_config("Even", "Summed", size="8x40")
    webinstruct.run(config, run_dir=str(tmp_path / "run"))
    other = f"import webinstruct\nwebinstruct.run({config!r}, run_dir={url!r})"
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", other], env=around) as second:
        run = webinstruct.run(config, run_dir=url)
        assert second.wait(120) == 0
    assert not run.failures
    assert kept_digest(_fetched(url, tmp_path / "fetched")) == kept_digest(tmp_path / "run")


def test_pages_are_read_from_a_store(bucket: str, tmp_path: Path) -> None:
    pages = sorted(Path("tests/data/pages").glob("*.html"))[:4]
    for page in pages:
        copy_file(page, f"{bucket}/pages/{page.name}")
        copy_file(page, tmp_path / "pages" / page.name)
    config = {"recall": {"keep": "all"}, "extract": {"methods": ["structure"]}}
    for source, place in ((f"{bucket}/pages", f"{bucket}/read"), (tmp_path / "pages", tmp_path / "run")):
        webinstruct.run(
            {**config, "source": {"path": str(source)}}, run_dir=str(place), stage="recall..extract"
        )
    kept = (tmp_path / "run" / "extract" / "kept").glob("*.parquet")
    assert kept_digest(_fetched(f"{bucket}/read", tmp_path / "fetched")) == kept_digest(tmp_path / "run")
    assert list(kept)


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("memory://run", "memory:// lives in the memory of one process"),
        ("s3://no-such-bucket-here/run", "Check the bucket"),
    ],
)
def test_a_place_that_cannot_hold_a_run_is_one_clear_sentence(bucket: str, place: str, says: str) -> None:
    done = _done(place)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def _words(run_dir: Path | str, *settings: str) -> list[str]:
    chosen = [word for setting in settings for word in ("--set", setting)]
    return [*_RUN, "--config", "configs/quickstart.yaml", "--run-dir", str(run_dir), *chosen]


def _done(run_dir: Path | str, *settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_words(run_dir, *settings), capture_output=True, text=True, check=False)


def _wait_for(folder: str, process: subprocess.Popen[bytes]) -> None:
    while not files_below(folder):
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.2)


def _fetched(url: str, folder: Path) -> Path:
    for name in files_below(url):
        copy_file(f"{url}/{name}", folder / name)
    return folder


def _names(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
