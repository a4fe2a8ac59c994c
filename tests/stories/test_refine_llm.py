"""Pairs through the refine stage with models, in real runs: killed, resumed, counted, and the same byte for byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers.refining import written
from tests.helpers.runs import books_of, kept_digest, kept_rows, stopped_rows
from webinstruct.pipeline.run import run

pytestmark = pytest.mark.story

_PAIRS = 60
_ENGINE = "tests.helpers.refining:Refining"


def _question(n: int) -> str:
    return f"What is {n} plus {n}?"


def _script() -> dict[str, list[Any]]:
    """Every fifth answer is changed for good, every seventh at first, every eleventh is refused."""
    script: dict[str, list[Any]] = {}
    for n in range(1, _PAIRS + 1):
        good, bad = (
            written(_question(n), f"Twice {n} is looked for.\n\nAnswer: {x}") for x in (2 * n, 2 * n + 1)
        )
        script[_question(n)] = [bad] if n % 5 == 0 else [bad, good] if n % 7 == 0 else [good]
        if n % 11 == 0:
            script[_question(n)] = [{"refusal": "gave_up"}]
    return script


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pairs") / "pairs.jsonl"
    lines = [json.dumps({"question": _question(n), "answer": str(2 * n)}) for n in range(1, _PAIRS + 1)]
    file.write_text("\n".join(lines))
    return file


def _config(pairs: Path, workers: int = 2, **arguments: Any) -> dict[str, Any]:
    return {
        "source": {"pairs": str(pairs), "rows_per_shard": 8},
        "stages": ["refine"],
        "refine": {"llm": {"engine": {"kind": _ENGINE, "arguments": {"script": _script(), **arguments}}}},
        "executor": {"workers": workers},
    }


@pytest.fixture(scope="module")
def done(pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("done")
    assert run(_config(pairs), run_dir=str(place)).failures == ()
    return place


def test_no_changed_answer_gets_through_a_run(done: Path) -> None:
    for row in kept_rows(done, "refine"):
        assert row["answer"].split()[-1] == row["orig_answer"]


def test_the_books_close_and_tell_what_was_done(done: Path) -> None:
    books = books_of(done, "refine")
    actions = [row["refine_action"] for row in kept_rows(done, "refine")]
    sums = [sum(_total(one[word]) for one in books) for word in ("read", "kept", "rejected", "quarantined")]
    assert sums == [_PAIRS, _PAIRS - 5, 0, 5]
    assert actions.count("kept_original") == 11
    assert actions.count("rewritten") == _PAIRS - 5 - 11
    assert {row["reason"] for row in stopped_rows(done, "refine", "quarantined")} == {"gave_up"}


def test_the_notes_count_requests_and_what_the_gate_stopped(done: Path) -> None:
    notes: dict[str, int] = {}
    for books in books_of(done, "refine"):
        for word, count in books["notes"].items():
            notes[word] = notes.get(word, 0) + count
    assert notes["kept_original"] == 11
    assert notes["rewritten"] == 44
    assert notes["llm_requests"] == _PAIRS + 11 + 7
    assert notes["gate_result_changed"] == 2 * 11 + 7


def test_the_same_answers_make_the_same_bytes(pairs: Path, done: Path, tmp_path: Path) -> None:
    run(_config(pairs, workers=1), run_dir=str(tmp_path))
    assert kept_digest(tmp_path) == kept_digest(done)


def test_a_worker_that_is_killed_amid_its_requests_changes_no_byte(
    pairs: Path, done: Path, tmp_path: Path
) -> None:
    config = _config(pairs, workers=1, log=str(tmp_path / "asked.log"), kill_at=30)
    assert run(config, run_dir=str(tmp_path / "run")).failures == ()
    assert (tmp_path / "asked.killed").exists()
    assert kept_digest(tmp_path / "run") == kept_digest(done)


def test_a_run_that_is_killed_goes_on_where_it_was(pairs: Path, done: Path, tmp_path: Path) -> None:
    log = tmp_path / "asked.log"
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(_config(pairs, workers=1, log=str(log))))
    command = [
        sys.executable,
        "-m",
        "webinstruct",
        "run",
        "--config",
        str(file),
        "--run-dir",
        str(tmp_path / "run"),
    ]
    first = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not (log.exists() and len(log.read_text().splitlines()) > 20) and first.poll() is None:
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert kept_digest(tmp_path / "run") == kept_digest(done)


def test_quarantined_rows_can_be_tried_again(pairs: Path, tmp_path: Path) -> None:
    run(_config(pairs), run_dir=str(tmp_path))
    run(_config(pairs), run_dir=str(tmp_path), retry_quarantined=True)
    assert len(stopped_rows(tmp_path, "refine", "quarantined")) == 5
    assert len(kept_rows(tmp_path, "refine")) == _PAIRS - 5


_PAGE = """<html><body><h1>Sheet {n}: sums</h1><p>{filler}</p>
<div itemscope itemtype="https://schema.org/FAQPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<h3 itemprop="name">How much is it on sheet {n}?</h3>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
<p itemprop="text">{n}0 apples</p></div></div>
</div></body></html>"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(1, 9):
        (folder / f"{n}.html").write_text(_PAGE.format(n=n, filler=f"These are words about sheet {n}. " * 30))
    return folder


def _paged(pages: Path) -> dict[str, Any]:
    llm = {"engine": {"kind": "tests.stories.test_refine_llm:ShowsItsPage"}, "context": "page"}
    return {
        "source": {"path": str(pages), "files_per_shard": 3},
        "stages": ["recall", "extract", "refine"],
        "recall": {"keep": "all"},
        "refine": {"llm": llm},
    }


class ShowsItsPage:
    """Answers with the first line of the page that it was shown, put before the given answer."""

    def identity(self) -> dict[str, str]:
        return {}

    def stream(self, requests: Any) -> Any:
        from tests.helpers.engines import answer

        for request in requests:
            shown = json.loads(request.messages[-1]["content"])
            pair = shown["pair"]
            text = f"The page says: {shown['page'].splitlines()[0]}.\n\nAnswer: {pair['answer']}"
            yield answer(request, written(pair["question"], text))


def test_each_pair_is_shown_with_its_own_page(pages: Path, tmp_path: Path) -> None:
    run(_paged(pages), run_dir=str(tmp_path / "run"))
    rows = kept_rows(tmp_path / "run", "refine")
    assert len(rows) == 8
    for row in rows:
        number = row["orig_answer"].split("0")[0]
        assert f"sheet {number}" in row["answer"].lower()


def test_pairs_without_pages_stop_a_run_that_is_to_show_them(pairs: Path, tmp_path: Path) -> None:
    config = _config(pairs)
    config["refine"]["llm"]["context"] = "page"
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(config))
    command = [
        sys.executable,
        "-m",
        "webinstruct",
        "run",
        "--config",
        str(file),
        "--run-dir",
        str(tmp_path / "run"),
    ]
    stopped = subprocess.run(command, check=False, capture_output=True, text=True)
    assert stopped.returncode != 0
    assert "this run began with pairs: it has none" in stopped.stderr


def _total(count: Any) -> int:
    return sum(count.values()) if isinstance(count, dict) else count
