"""Sites of a finished run, counted and labelled on the command line's ways."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.runs import books_of, kept_rows, stopped_rows
from webinstruct.core.errors import ConfigError, InputError, PlanMismatch
from webinstruct.pipeline.loop.domains import domains_config, domains_run
from webinstruct.pipeline.loop.sites_report import SitesReport, sites_report
from webinstruct.pipeline.run import run

pytestmark = pytest.mark.timeout(300)

_TEXT = (
    "The kettle boils because the coil at its bottom heats the water until bubbles of steam rise to the top."
)


@pytest.fixture(scope="module")
def recalled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A run with eight pages on three domains and one without a host, one of them a second time in another shard."""
    folder = tmp_path_factory.mktemp("recalled")
    urls = [f"https://www.tea.example/{k}" for k in range(5)]
    urls += ["https://mugs.example/1", "https://shop.mugs.example/2", "https://salt.example/"]
    rows = [
        {"url": url, "text": f"{_TEXT} {url}", "title": f"About {url[-1]}"}
        for url in [*urls, "file:x.html", urls[0]]
    ]
    (folder / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    config = {
        "source": {"path": str(folder / "pages.jsonl"), "rows_per_shard": 5},
        "recall": {"min_words": 5},
        "executor": {"workers": 1},
    }
    done = run(config, run_dir=str(folder / "run"), stage="recall")
    assert not done.failures
    return str(folder / "run")


def _done(recalled: str, run_dir: Path, **values: Any) -> SitesReport:
    values = {"executor": {"workers": 1}, **values}
    done = domains_run(domains_config(recalled, values, run_dir=str(run_dir)))
    assert not done.failures
    return sites_report(done.run_dir, done.stages, 10)


def test_sites_are_counted_and_small_ones_rejected(recalled: str, tmp_path: Path) -> None:
    report = _done(recalled, tmp_path / "sites", sites={"least_pages": 2})
    counts = [(row["site"], row["pages"], row["recalled_pages"]) for row in report.top]
    assert counts == [("tea.example", 5, 5), ("mugs.example", 2, 2), ("", 1, 1), ("salt.example", 1, 1)]
    assert report.labels == {"to label": 2, "few_pages": 1, "no_host": 1}


def test_a_page_that_stands_in_two_shards_counts_once(recalled: str, tmp_path: Path) -> None:
    assert _done(recalled, tmp_path / "sites").totals["pages"] == 9


def test_labels_come_later_without_counting_again(recalled: str, tmp_path: Path) -> None:
    place = tmp_path / "sites"
    _done(recalled, place, sites={"least_pages": 1})
    before = (place / "sites" / "tally" / "00000.arrow").stat().st_mtime_ns
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        '{"domain": "tea.example", "label": "keep"}\n{"domain": "mugs.example", "label": "drop"}\n'
    )
    report = _done(recalled, place, sites={"least_pages": 1}, label={"file": str(labels)})
    assert report.labels == {"drop": 1, "keep": 1, "no_host": 1, "unlabelled": 1}
    assert {row["site"]: row["label"] for row in report.top}["tea.example"] == "keep"
    assert (place / "sites" / "tally" / "00000.arrow").stat().st_mtime_ns == before
    (books,) = books_of(place, "label")
    assert (books["read"], books["kept"], books["rejected"]) == (3, 2, {"unlabelled": 1})


def test_a_site_that_a_recording_does_not_have_is_quarantined_by_name(recalled: str, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"name": "mugs.example/0", "text": '{"n": 1, "label": "keep"}'}) + "\n")
    label = {"engine": {"kind": "recorded", "answers": str(answers)}, "batch": 1}
    report = _done(recalled, tmp_path / "sites", sites={"least_pages": 2}, label=label)
    assert report.labels["quarantined: not_recorded"] == 1
    (row,) = kept_rows(tmp_path / "sites", "label")
    assert (row["site"], row["label"]) == ("mugs.example", "keep")
    (stopped,) = stopped_rows(tmp_path / "sites", "label", "quarantined")
    assert "tea.example/0" in stopped["detail"]


def test_another_minimum_is_refused_by_its_name(recalled: str, tmp_path: Path) -> None:
    _done(recalled, tmp_path / "sites", sites={"least_pages": 2})
    with pytest.raises(PlanMismatch, match=r"sites\.least_pages was 2 when the run was planned and is 3 now"):
        _done(recalled, tmp_path / "sites", sites={"least_pages": 3})


def test_a_folder_without_a_recall_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no run with a recall"):
        domains_config(str(tmp_path), {})


def test_a_recall_that_is_not_done_is_refused(recalled: str, tmp_path: Path) -> None:
    unfinished = tmp_path / "run"
    (unfinished / "recall").mkdir(parents=True)
    (unfinished / "plan.json").write_bytes(Path(recalled, "plan.json").read_bytes())
    with pytest.raises(InputError, match="has done 0 of 2 shards"):
        domains_config(str(unfinished), {})


def test_an_unknown_group_is_refused(recalled: str) -> None:
    with pytest.raises(ConfigError, match=r"unknown setting 'labels'\. Did you mean 'label'"):
        domains_config(recalled, {"labels": {}})
