"""The loop on the command line: killed it goes on, and on real pages it ends with the table of both rounds."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from tests.helpers.labelling import LABELS, loop_config
from tests.helpers.runs import kept_digest, left_over
from webinstruct.recall.sites.names import registered_domain
from webinstruct.storage.files import sha256_of

pytestmark = [pytest.mark.story, pytest.mark.timeout(900)]

_PAGES = Path("../shared/data")
_TIMES = {"seconds", "began", "ended"}


def _words(config: Path, work_dir: Path) -> list[str]:
    words = ["recall", "round", "--config", str(config), "--work-dir", str(work_dir), "--rounds", "2"]
    return [sys.executable, "-m", "webinstruct", *words]


def _printed(config: Path, work_dir: Path) -> str:
    done = subprocess.run(_words(config, work_dir), capture_output=True, text=True, timeout=800, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _rounds(work_dir: Path) -> list[dict[str, Any]]:
    rounds: list[dict[str, Any]] = json.loads((work_dir / "rounds.json").read_bytes())
    return rounds


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    labels = folder / "labels.csv"
    labels.write_text("domain,label\n" + "".join(f"{site},{label}\n" for site, label in LABELS.items()))
    path = folder / "loop.yaml"
    path.write_text(yaml.safe_dump(loop_config(folder, label={"file": str(labels)}, balance=False)))
    return path


def _digests(work_dir: Path) -> dict[str, Any]:
    """The kept files of every run of a loop, and its models. Examples name the folder that they come from, so that the
    runs of training are left out."""
    runs = [place for place in sorted(work_dir.iterdir()) if place.is_dir() and place.suffix != ".run"]
    models = {file.name: sha256_of(str(file)) for file in work_dir.glob("*.bin")}
    return {place.name: kept_digest(place) for place in runs} | models


def test_killed_at_every_part_a_loop_ends_as_if_nothing_had_been(config: Path, tmp_path: Path) -> None:
    printed = _printed(config, tmp_path / "undisturbed")
    place = tmp_path / "killed"
    for seen in (
        "round-1-model.run/training/model",
        "round-1/recall/kept",
        "round-1-domains/sites/tally",
        "round-2-negatives",
    ):
        process = subprocess.Popen(
            _words(config, place),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 200
        while not (place / seen).exists():
            assert process.poll() is None, f"it ended before {seen} was there"
            assert time.monotonic() < until, f"{seen} did not come"
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert _printed(config, place).splitlines()[:3] == printed.splitlines()[:3]
    assert _digests(place) == _digests(tmp_path / "undisturbed")
    assert not [file for run in place.iterdir() if run.is_dir() for file in left_over(run)]


@pytest.fixture(scope="module")
def real_pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A file with the real pages whose URL is known, and a label for each of their domains: keep where most of its
    labelled pages hold questions with answers."""
    if not (_PAGES / "pages.jsonl").exists():
        pytest.skip(f"{_PAGES} is not here")
    rows, votes = [], {}
    for line in (_PAGES / "pages.jsonl").read_text().splitlines():
        page = json.loads(line)
        if not page["url"]:
            continue
        body = gzip.decompress((_PAGES / page["file"]).read_bytes())
        rows.append({"url": page["url"], "body": body})
        domain = registered_domain(urlsplit(page["url"]).hostname or "")
        if domain:
            votes.setdefault(domain, []).append(page["label"] == "qa")
    path = tmp_path_factory.mktemp("real") / "pages.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path, {
        domain: "keep" if 2 * sum(found) > len(found) else "drop" for domain, found in votes.items()
    }


def _sample_labels() -> dict[str, str]:
    lines = Path("src/webinstruct/data/seeds/sample_domains.csv").read_text().splitlines()[1:]
    return {site: label for site, label, _ in (line.split(",", 2) for line in lines)}


def _answer(site: str, label: str) -> str:
    text = json.dumps({"labels": [{"n": 1, "label": label, "reason": "read"}]})
    return json.dumps({"name": f"{site}/0", "text": text}) + "\n"


@pytest.mark.parametrize("labeller", ["file", "recorded"])
def test_on_real_pages_two_rounds_end_with_their_table(
    labeller: str, real_pages: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    pages, labels = real_pages
    labels = {**labels, **_sample_labels()}
    if labeller == "file":
        path = tmp_path / "labels.csv"
        path.write_text("site,label\n" + "".join(f"{site},{label}\n" for site, label in labels.items()))
        label: dict[str, Any] = {"file": str(path)}
    else:
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(_answer(site, label) for site, label in labels.items()))
        label = {"engine": {"kind": "recorded", "answers": str(path)}, "batch": 1}
    values = yaml.safe_load(Path("configs/recall.yaml").read_text())
    values["source"] = {"path": ["builtin:sample", str(pages)]}
    values["loop"]["label"] = label
    values["executor"] = {"workers": 2}
    config = tmp_path / "loop.yaml"
    config.write_text(yaml.safe_dump(values))
    printed = _printed(config, tmp_path / "work")
    heads, first, second = (line.split() for line in printed.splitlines()[:3])
    assert (heads[0], first[0], second[0]) == ("round", "1", "2")
    rounds = _rounds(tmp_path / "work")
    assert all(row["labels"]["keep"] > 10 and row["auc"] > 0.8 for row in rounds)
    assert rounds[0]["pages"] > 300
    assert 0 < rounds[1]["overlap"] <= 1
    print(printed)
