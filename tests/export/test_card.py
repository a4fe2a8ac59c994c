"""What the card says, and what it keeps to itself."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from tests.helpers.exportable import FACTS, exportable
from tests.helpers.finished_stage import FinishedStage
from webinstruct.export.settings import ExportSettings
from webinstruct.export.stage import Export


def card(folder: Path, rows: list[dict[str, Any]], facts: Any = FACTS, **settings: Any) -> str:
    run = FinishedStage(folder, Export(ExportSettings(**settings)), [rows], facts)
    return Path(run.artifact("card")).read_text("utf-8")


def test_the_head_names_the_files_of_every_config(tmp_path: Path) -> None:
    head = yaml.safe_load(card(tmp_path, [exportable(n) for n in range(9)]).split("---\n")[1])
    assert head["configs"][0] == {
        "config_name": "messages",
        "data_files": [{"split": "train", "path": "messages/train-*.parquet"}],
        "default": True,
    }
    assert head["language"] == ["en"]


def test_the_funnel_and_its_reasons_are_told(tmp_path: Path) -> None:
    text = card(tmp_path, [exportable(1)])
    assert "| refine | 9 | 5 | 4 | 4 | 1 |" in text
    assert "| refine | empty\\_answer | rejected | 4 |" in text


def test_hashes_of_prompts_and_models_are_told(tmp_path: Path) -> None:
    assert "| refine | prompt | c0ffee |" in card(tmp_path, [exportable(1)])


def test_no_secret_and_no_local_folder_is_told(tmp_path: Path) -> None:
    text = card(tmp_path, [exportable(1)], out=str(tmp_path / "elsewhere"))
    assert "sesame" not in text
    assert "/home/someone" not in text
    assert str(tmp_path) not in text
    assert "00001.warc.gz" in text


def test_mark_up_from_pages_cannot_act(tmp_path: Path) -> None:
    hostile = "</td><script>alert(1)</script>|[x](javascript:alert(2))"
    text = card(tmp_path, [exportable(1, domain=hostile, method=hostile, question=hostile)])
    assert "<script" not in text
    assert "](javascript" not in text


def test_a_title_cannot_break_the_head(tmp_path: Path) -> None:
    title = 'Pairs: "all"\n---\nlicense: mit'
    head = yaml.safe_load(card(tmp_path, [exportable(1)], title=title).split("\n---\n\n")[0][4:])
    assert (head["pretty_name"], head["license"]) == (title, "other")


def test_what_was_not_done_is_among_the_limits(tmp_path: Path) -> None:
    assert "No deduplication was done." in card(tmp_path / "a", [exportable(1)])
    facts = deepcopy(FACTS)
    facts["stages"]["dedup"] = facts["stages"]["refine"]
    assert "No deduplication was done." not in card(tmp_path / "b", [exportable(1)], facts)


def decontaminated(identity: dict[str, str]) -> Any:
    facts = deepcopy(FACTS)
    facts["stages"]["decontaminate"] = facts["stages"]["refine"]
    facts["plan"]["stages"].append({"name": "decontaminate", "settings": {}, "identity": identity})
    return facts


def test_a_run_without_the_stage_decontaminate_says_that_nothing_was_decontaminated(tmp_path: Path) -> None:
    assert "- Nothing was decontaminated (no stage did it)" in card(tmp_path, [exportable(1)])


def test_a_stage_decontaminate_without_benchmarks_says_that_nothing_was_decontaminated(
    tmp_path: Path,
) -> None:
    text = card(tmp_path, [exportable(1)], decontaminated({}))
    assert "- Nothing was decontaminated (the stage had no benchmarks)" in text


def test_the_benchmarks_that_were_looked_for_are_named_among_the_limits(tmp_path: Path) -> None:
    text = card(tmp_path, [exportable(1)], decontaminated({"sums.jsonl": "c0ffee", "tea.jsonl": "beef"}))
    assert "Only the items of 2 benchmark files were looked for (sums.jsonl, tea.jsonl)" in text
    assert "Nothing was decontaminated" not in text


def test_domains_that_are_not_listed_are_counted(tmp_path: Path) -> None:
    rows = [exportable(n, domain=f"d{n}.example") for n in range(37)]
    text = card(tmp_path, rows)
    assert "\n\nand 17 more\n" in text
    assert "more\n" not in card(tmp_path / "few", rows[:20])


def test_the_crawl_is_named(tmp_path: Path) -> None:
    facts = deepcopy(FACTS)
    facts["plan"]["source"] = {"crawl": {"name": ["CC-MAIN-2024-10", "CC-MAIN-2024-18"]}}
    assert "Crawl: CC-MAIN-2024-10, CC-MAIN-2024-18. Input files" in card(tmp_path, [exportable(1)], facts)


def test_the_note_on_rights_is_carried_as_written(tmp_path: Path) -> None:
    assert "\n\nAsked and granted: *sums.example*." in card(
        tmp_path, [exportable(1)], license_note="Asked and granted: *sums.example*."
    )


def test_the_card_of_nothing_says_so(tmp_path: Path) -> None:
    assert "0 question-answer pairs (no rows)" in card(tmp_path, [])
