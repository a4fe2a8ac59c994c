"""Bad input through the whole pipeline: each gets its reason, nothing is lost, nothing crashes."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.runs import kept_rows, stopped_rows
from tests.helpers.warc import PAGE, filled_gzip, gzip_members, http_block, warc_record

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

_MB = 1 << 20
_TEXT = PAGE.replace(b"</p>", b" Light of short waves is scattered more than light of long ones.</p>" * 5)
_MEMORY_LIMIT_BYTES = 2_000 * _MB


def _run(
    run_dir: Path, *settings: str, stage: str | None = None, fsize: int | None = None
) -> subprocess.CompletedProcess[str]:
    """The quickstart with other settings, under a memory limit for every process of it."""

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY_LIMIT_BYTES, _MEMORY_LIMIT_BYTES))
        if fsize is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (fsize, fsize))

    words = ["run", "--config", "configs/quickstart.yaml", "--run-dir", str(run_dir)]
    words += ["--stage", stage] if stage else []
    words += [word for setting in settings for word in ("--set", setting)]
    command = [sys.executable, "-m", "webinstruct", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limits)


def _status(run_dir: Path) -> dict[str, dict[str, int]]:
    words = [sys.executable, "-m", "webinstruct", "status", str(run_dir), "--json"]
    return json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)  # type: ignore[no-any-return]


def _awful_records() -> list[bytes]:
    """Each as a gzip member."""
    bomb = filled_gzip(b"<html>", 300 * _MB)
    blocks = [
        http_block(_TEXT),
        http_block(status="404 Not Found"),
        http_block(b""),
        http_block(b"\0" * 100),
        http_block(_TEXT.replace(b"Why", b"W\0h\0y")),
        http_block(b"%PDF-1.7 ...", content_type="application/pdf"),
        http_block(b"\x89PNG\r\n\x1a\n", content_type="text/html"),
        http_block(
            _TEXT.replace(b"blue", "bläu".encode("utf-16")), content_type="text/html; charset=shift_jis"
        ),
        http_block(b"<div>" * 100_000 + b"Why is it deep? Because it is nested. " * 10 + b"</div>" * 100_000),
        http_block(bomb, Content_Encoding="gzip"),
        http_block(b"<p>" + b"words and more words " * 2_000),
        b"no HTTP at all",
    ]
    records = [
        gzip.compress(warc_record(block, url=f"https://tea.example/{i}"), mtime=0)
        for i, block in enumerate(blocks)
    ]
    huge = http_block(b"<html>")
    header = warc_record(huge, url="https://tea.example/huge", length=len(huge) + 200 * _MB).removesuffix(
        b"\r\n\r\n"
    )
    return [*records, filled_gzip(header, 200 * _MB, b"\r\n\r\n")]


def test_every_awful_record_is_counted_and_its_neighbors_are_kept(tmp_path: Path) -> None:
    records = _awful_records()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc.gz").write_bytes(b"".join(records))
    done = _run(tmp_path / "run", f"source.path={tmp_path / 'in'}")
    assert done.returncode == 0, done.stderr
    recall = _status(tmp_path / "run")["recall"]
    assert recall["read"] == len(records) == recall["rejected"] + recall["quarantined"] + recall["sources"]
    reasons = {row["reason"] for row in stopped_rows(tmp_path / "run", "recall", "rejected")}
    assert {"http_status", "empty_body", "not_html", "too_large"} <= reasons
    kept = {row["url"].rpartition("/")[2] for row in kept_rows(tmp_path / "run", "recall")}
    assert kept == {"0", "4", "7", "8", "10"}


def test_a_truncated_warc_keeps_its_whole_records_and_names_the_rest(tmp_path: Path) -> None:
    records = [warc_record(http_block(), url=f"https://tea.example/{i}") for i in range(5)]
    whole = gzip_members(records)
    (tmp_path / "cut.warc.gz").write_bytes(whole[:-50])
    done = _run(tmp_path / "run", f"source.path={tmp_path / 'cut.warc.gz'}", stage="recall")
    assert done.returncode == 0, done.stderr
    counts = _status(tmp_path / "run")["recall"]
    assert (counts["read"], counts["quarantined"]) == (5, 1)
    (row,) = stopped_rows(tmp_path / "run", "recall", "quarantined")
    assert "cut.warc.gz" in row["detail"]
    assert str(len(gzip_members(records[:4]))) in row["detail"]


def test_a_corrupt_parquet_fails_its_shard_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.html").write_bytes(PAGE)
    (tmp_path / "in" / "bad.parquet").write_bytes(b"PAR1 nothing of the kind")
    done = _run(tmp_path / "run", f"source.path={tmp_path / 'in'}")
    assert done.returncode in (1, 2)
    assert "bad.parquet" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_one_sentence_and_the_run_goes_on_later(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    done = _run(tmp_path, fsize=60_000)
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.rglob("*.tmp")) == []
    assert _run(tmp_path).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a read-only folder")
def test_a_read_only_folder_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        done = _run(folder / "run")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "--run-dir" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_changed_setting_on_an_old_run_is_refused_by_name(tmp_path: Path) -> None:
    assert _run(tmp_path, stage="recall..dedup").returncode == 0
    done = _run(tmp_path, "dedup.threshold=0.31", stage="dedup")
    assert done.returncode == 2
    assert "dedup.threshold was 0.8 when the run was planned and is 0.31 now" in done.stderr


def test_a_run_starts_at_dedup_from_a_file_of_pairs(tmp_path: Path) -> None:
    rows = [
        {"question": "What is the boiling point of water at sea level?", "answer": "100 degrees Celsius."},
        {
            "question": "What is the  boiling point of water at sea level?",
            "answer": "It is 100 degrees Celsius.",
        },
        {"question": "", "answer": "Nobody asked."},
        {"question": "Why does ice float?", "answer": "It is less dense than water."},
    ]
    lines = [json.dumps(row) for row in rows] + ["{broken"]
    (tmp_path / "pairs.jsonl").write_text("\n".join(lines))
    done = _run(tmp_path / "run", f"source.pairs={tmp_path / 'pairs.jsonl'}", stage="dedup..export")
    assert done.returncode == 0, done.stderr
    stages = _status(tmp_path / "run")
    assert list(stages) == ["dedup", "decontaminate", "export"]
    assert stages["dedup"]["read"] == 5
    assert stages["dedup"]["quarantined"] == 1
    assert stages["export"]["kept"] == 2
