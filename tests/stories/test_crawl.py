"""A crawl over a bad line: a server that throttles, cuts and stalls, and a run that is killed in between."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.crawl_server import CrawlServer, Fetch, Trouble
from tests.helpers.crawls import NAME, crawl_files, indexed_crawl, warc_path
from tests.helpers.runs import books_of, kept_digest, left_over, stopped_rows

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

_FILES = crawl_files(files=6, pages=60)
_RATE = 20.0


def _config(
    folder: Path, server: str, crawl: Mapping[str, Any] | None = None, fetch: Mapping[str, Any] | None = None
) -> Path:
    manners = {"requests_per_s": _RATE, "timeout_s": 0.7, "patience_s": 60, **(fetch or {})}
    plain = {
        "source": {"crawl": {"name": NAME, "server": server, **(crawl or {})}, "fetch": manners},
        "recall": {"keep": "all", "train": None},
        "stages": ["recall"],
        "executor": {"workers": 2},
    }
    place = folder / "crawl.yaml"
    place.write_text(json.dumps(plain))
    return place


def _started(config: Path, run_dir: Path, *words: str) -> subprocess.Popen[bytes]:
    command = ["run", "--config", str(config), "--run-dir", str(run_dir), *words]
    return subprocess.Popen(
        [sys.executable, "-m", "webinstruct", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _finished(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=300)
    return process.returncode, errors.decode()


def _run(config: Path, run_dir: Path, *words: str) -> None:
    code, errors = _finished(_started(config, run_dir, *words))
    assert code == 0, errors


def _read(run_dir: Path) -> int:
    return sum(books["read"] for books in books_of(run_dir, "recall"))


class _BadLine:
    """Every third answer is cut, damaged, stalled, throttled or lies; the server's threads ask one after the other."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._turn = threading.Lock()

    def __call__(self, fetch: Fetch) -> Trouble:
        with self._turn:
            if self._chance.random() < 0.6:
                return Trouble()
            at = self._chance.randrange(1, 60_000)
            return self._chance.choice(
                [
                    Trouble(cut_after=at),
                    Trouble(ends_after=at),
                    Trouble(stalls_after=at),
                    Trouble(more_claimed=-self._chance.randrange(1, 5_000)),
                    Trouble(more_claimed=self._chance.randrange(1, 5_000)),
                    Trouble(ignores_range=True, cut_after=at),
                    Trouble(status=503, headers={"Retry-After": "1"}),
                    Trouble(status=self._chance.choice([403, 429, 500, 502, 504])),
                ]
            )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run directory of a run over a local copy that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    for path, content in indexed_crawl(6, 60).items():
        (folder / "mirror" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "mirror" / path).write_bytes(content)
    _run(_config(folder, str(folder / "mirror")), folder / "run")
    return folder / "run"


def test_a_bad_line_and_kills_at_any_moment_change_no_byte(tmp_path: Path, undisturbed: Path) -> None:
    moments = random.Random(3)
    with CrawlServer(_FILES, _BadLine(seed=5)) as server:
        config, kills = _config(tmp_path, server.url), 0
        for fetches in (1, 4, 2, 7):
            process = _started(config, tmp_path / "run")
            _wait_for_more(server, fetches, process)
            time.sleep(moments.uniform(0, 0.3))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                kills += 1
            process.communicate()
        _run(config, tmp_path / "run")
    assert kills >= 2
    assert kept_digest(tmp_path / "run") == kept_digest(undisturbed)
    assert _read(tmp_path / "run") == _read(undisturbed) == 6 * 61
    assert stopped_rows(tmp_path / "run", "recall", "quarantined") == []
    assert left_over(tmp_path / "run") == []
    assert _most_in(server.fetches, seconds=2.0) <= 2 * _RATE + 3


def _wait_for_more(server: CrawlServer, fetches: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server was asked so many times more, or the run ended; a quick machine gets as far as a slow one."""
    enough = len(server.fetches) + fetches
    while len(server.fetches) < enough and process.poll() is None:
        time.sleep(0.01)


def _most_in(fetches: list[Fetch], seconds: float) -> int:
    """The most requests that came within so many seconds."""
    times = sorted(fetch.at for fetch in fetches)
    return max(sum(begin <= at < begin + seconds for at in times) for begin in times)


def test_a_file_that_does_not_come_is_tried_again_when_asked(tmp_path: Path, undisturbed: Path) -> None:
    bad = warc_path(4)
    with CrawlServer(_FILES, lambda f: Trouble(status=503 if f.path == bad else 0)) as server:
        config = _config(tmp_path, server.url, fetch={"patience_s": 1.0})
        _run(config, tmp_path / "run")
        (lost,) = stopped_rows(tmp_path / "run", "recall", "quarantined")
        assert (lost["reason"], lost["row_id"]) == ("unreachable", f"{Path(bad).name}#0")
        assert "HTTP 503" in lost["detail"]
        server.behave = lambda _: Trouble()
        _run(config, tmp_path / "run", "--retry-quarantined")
    assert kept_digest(tmp_path / "run") == kept_digest(undisturbed)
    assert stopped_rows(tmp_path / "run", "recall", "quarantined") == []


def test_a_worker_that_waits_as_it_was_asked_is_not_taken_for_a_stuck_one(tmp_path: Path) -> None:
    def behave(fetch: Fetch) -> Trouble:
        is_first = fetch.path == warc_path(0) and fetch.times == 1
        return Trouble(status=503, headers={"Retry-After": "5"}) if is_first else Trouble()

    with CrawlServer(crawl_files(1, 20), behave) as server:
        config = _config(tmp_path, server.url, fetch={"timeout_s": 5})
        _run(config, tmp_path / "run", "--set", "executor.row_timeout_s=1")
        assert len(server.asked_for(warc_path(0))) == 2
    assert _read(tmp_path / "run") == 21


def test_a_run_goes_on_with_another_mirror(tmp_path: Path, undisturbed: Path) -> None:
    with CrawlServer(_FILES) as server:
        process = _started(_config(tmp_path, server.url), tmp_path / "run")
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=2.0)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    mirror = undisturbed.parent / "mirror"
    _run(_config(tmp_path, str(mirror), fetch={"timeout_s": 2}), tmp_path / "run")
    assert kept_digest(tmp_path / "run") == kept_digest(undisturbed)


def test_pages_of_domains_come_the_same_over_a_bad_line(tmp_path: Path) -> None:
    files = indexed_crawl(6, 60)
    picked = {"domains": ["site1.example", "site3.example", "site5.example"]}
    digests = []
    for name, behave in (("good", lambda _: Trouble()), ("bad", _BadLine(seed=8))):
        folder = tmp_path / name
        folder.mkdir()
        with CrawlServer(files, behave) as server:
            _run(_config(folder, server.url, picked, {"gap_bytes": 0}), folder / "run")
        assert _read(folder / "run") == 180
        assert stopped_rows(folder / "run", "recall", "quarantined") == []
        digests.append(kept_digest(folder / "run"))
    assert digests[0] == digests[1]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    program = (
        "import resource, sys\n"
        "from webinstruct.sources import SourceSettings, source_of\n"
        "from webinstruct.tables import PAGES\n"
        "source = source_of(SourceSettings(path=sys.argv[1]), PAGES)\n"
        "print(sum(1 for shard in source.shards() for _ in source.read(shard)))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    small = crawl_files(1, 300)[warc_path(0)]
    with CrawlServer({"small.warc.gz": small, "large.warc.gz": small * 100}) as server:
        rows, peaks_kb = zip(
            *(_numbers(program, f"{server.url}{name}.warc.gz") for name in ("small", "large")), strict=True
        )
    assert rows == (301, 30_100)
    assert peaks_kb[1] - peaks_kb[0] < 10_000


def _numbers(program: str, *words: str) -> list[int]:
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]
