"""Two rounds over a small web, labelled by a file and by recorded answers."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.labelling import LABELS, loop_config
from tests.helpers.runs import books_of, kept_rows
from webinstruct.core.errors import InputError, PlanMismatch
from webinstruct.pipeline.loop.config import loop_from
from webinstruct.pipeline.loop.round_report import RoundReport
from webinstruct.pipeline.loop.rounds import Teller, Wish, rounds

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]


_CAPS = {"pages_per_site": 50, "pages_per_class": 90, "balance": False}


def _write_labels(folder: Path, labels: dict[str, str] = LABELS) -> str:
    path = folder / "labels.csv"
    path.write_text("domain,label\n" + "".join(f"{site},{label}\n" for site, label in labels.items()))
    return str(path)


def _done(config: dict[str, Any], work_dir: Path, wish: Wish, *overrides: str) -> list[RoundReport]:
    return rounds(loop_from(config, str(work_dir), overrides), wish, Teller(lambda _: None))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("loop")


@pytest.fixture(scope="module")
def config(folder: Path) -> dict[str, Any]:
    return loop_config(folder, label={"file": _write_labels(folder)}, **_CAPS)


@pytest.fixture(scope="module")
def reports(folder: Path, config: dict[str, Any]) -> list[RoundReport]:
    return _done(config, folder / "work", Wish(2))


def _candidates(work_dir: Path, number: int) -> Counter[str]:
    rows = kept_rows(work_dir / f"round-{number}", "recall")
    return Counter(row["domain"].removeprefix("www.") for row in rows)


def test_the_second_round_loses_the_pages_of_dropped_sites(folder: Path, reports: list[RoundReport]) -> None:
    first, second = (_candidates(folder / "work", number) for number in (1, 2))
    assert first["returns.example"] > 40
    assert second["returns.example"] < 3
    assert second["kettles.example"] == 0


def test_the_second_round_finds_more_pages_of_kept_sites(folder: Path, reports: list[RoundReport]) -> None:
    first, second = (_candidates(folder / "work", number) for number in (1, 2))
    assert first["riddles.example"] < 45
    assert second["riddles.example"] > 55


def test_every_round_is_reported(folder: Path, reports: list[RoundReport]) -> None:
    first, second = reports
    assert (first.number, first.pages, first.overlap) == (1, 240, None)
    assert first.labels["keep"] == 4
    assert first.candidates == sum(_candidates(folder / "work", 1).values())
    assert second.overlap is not None
    assert 0.3 < second.overlap < 0.95
    assert second.new_sites == 0
    assert second.auc is not None
    assert second.auc > 0.9


def test_the_overlap_is_the_share_of_known_candidates(folder: Path, reports: list[RoundReport]) -> None:
    first, second = (
        {r["page_id"] for r in kept_rows(folder / "work" / f"round-{k}", "recall")} for k in (1, 2)
    )
    assert reports[1].overlap == pytest.approx(len(first & second) / len(second), abs=1e-6)


def test_both_rounds_stand_in_the_files_of_the_loop(folder: Path, reports: list[RoundReport]) -> None:
    assert [row["number"] for row in json.loads((folder / "work" / "rounds.json").read_bytes())] == [1, 2]
    table = (folder / "work" / "rounds.md").read_text()
    assert table.count("\n| 1 |") == table.count("\n| 2 |") == 1


def test_the_books_of_every_run_close(folder: Path, reports: list[RoundReport]) -> None:
    stages = [
        ("round-1", "recall"),
        ("round-1-domains", "sites"),
        ("round-1-domains", "label"),
        ("round-2-positives", "pages"),
        ("round-2-negatives", "pages"),
        ("round-2", "recall"),
    ]
    for run, stage in stages:
        for books in books_of(folder / "work" / run, stage):
            stopped = sum(books["rejected"].values()) + sum(books["quarantined"].values())
            assert books["read"] == stopped + books["sources"] > 0


def test_a_second_call_does_nothing_again(
    folder: Path, config: dict[str, Any], reports: list[RoundReport]
) -> None:
    before = _times(folder / "work")
    assert _done(config, folder / "work", Wish(2)) == reports
    assert _times(folder / "work") == before


def test_the_training_set_is_capped_by_site_and_in_all(folder: Path, reports: list[RoundReport]) -> None:
    positives = kept_rows(folder / "work" / "round-2-positives", "pages")
    assert len(positives) == _CAPS["pages_per_class"]
    assert max(Counter(row["site"] for row in positives).values()) <= _CAPS["pages_per_site"]
    negatives = kept_rows(folder / "work" / "round-2-negatives", "pages")
    assert Counter(row["site"] for row in negatives) == {"returns.example": _CAPS["pages_per_class"] // 2}
    assert all(row["html"].startswith("<title>") for row in [*positives, *negatives])


def test_recorded_answers_give_the_rounds_of_the_file(
    folder: Path, config: dict[str, Any], reports: list[RoundReport]
) -> None:
    answers = {
        "exams0.example+2/0": ["keep", "keep", "keep"],
        "returns.example+1/0": ["drop", "keep"],
    }
    recording = folder / "answers.jsonl"
    recording.write_text("".join(_answer(name, labels) for name, labels in answers.items()))
    label = {"engine": {"kind": "recorded", "answers": str(recording)}, "batch": 3}
    replayed = {**config, "loop": {**config["loop"], "label": label}}
    assert _done(replayed, folder / "replayed", Wish(2)) == reports
    row = kept_rows(folder / "replayed" / "round-1-domains", "label")[0]
    assert (row["labeller"], row["label_reason"], len(row["label_prompt"])) == ("engine", "by name", 12)
    assert json.loads(row["label_shown"])["pages"]
    (books,) = books_of(folder / "replayed" / "round-2-domains", "label")
    assert books["notes"] == {"labelled_by_earlier": 4}


def _answer(name: str, labels: list[str]) -> str:
    entries = [{"n": n, "label": label, "reason": "by name"} for n, label in enumerate(labels, 1)]
    return json.dumps({"name": name, "text": json.dumps({"labels": entries})}) + "\n"


def test_a_loop_ends_once_enough_is_known(
    folder: Path, config: dict[str, Any], reports: list[RoundReport]
) -> None:
    share = reports[1].overlap
    assert share is not None
    assert len(_done(config, folder / "work", Wish(6, until_overlap=share))) == 2


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("loop.pages_per_site=7", "loop.pages_per_site was 50 when the run was planned and is 7 now"),
        ("loop.label.batch=2", "loop.label.batch was 40"),
        ("recall.threshold=0.6", "recall.threshold was 0.5"),
        ("source.rows_per_shard=50", "source.rows_per_shard was 100"),
    ],
)
def test_a_setting_that_changed_is_refused_by_its_name(
    override: str, says: str, folder: Path, config: dict[str, Any], reports: list[RoundReport]
) -> None:
    with pytest.raises(PlanMismatch, match=says):
        _done(config, folder / "work", Wish(2), override)


def test_labels_that_changed_are_refused(
    folder: Path, config: dict[str, Any], reports: list[RoundReport]
) -> None:
    _write_labels(folder, {**LABELS, "riddles.example": "drop"})
    try:
        with pytest.raises(
            PlanMismatch, match=r"label.identity.file was .* In a loop that is another --work-dir"
        ):
            _done(config, folder / "work", Wish(2))
    finally:
        _write_labels(folder)


def test_a_round_without_a_kept_site_says_what_to_look_at(tmp_path: Path) -> None:
    labels = dict.fromkeys(LABELS, "drop")
    config = loop_config(tmp_path, label={"file": _write_labels(tmp_path, labels)})
    with pytest.raises(InputError, match="round 1 kept no site with candidates"):
        _done(config, tmp_path / "work", Wish(2))
    assert (tmp_path / "work" / "rounds.json").exists()


def _times(work_dir: Path) -> dict[str, tuple[int, str]]:
    """When each kept file and model was written, and what it holds."""
    files = [*work_dir.glob("*/*/kept/*.parquet"), *work_dir.glob("*/training/model/*.bin")]
    return {
        str(file): (file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files
    }
