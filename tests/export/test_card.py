"""What the card says, and what it keeps to itself."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from tests.helpers.exportable import FACTS, exportable
from tests.helpers.finished_stage import FinishedStage
from webinstruct.core.benchmark_facts import BenchmarkFacts
from webinstruct.core.detection import DETECTION_FILE, Detection, KindFound
from webinstruct.export.card_evidence import EVIDENCE_FOLDER
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


LOOKED_FOR = {
    "sums": BenchmarkFacts("sums", "a" * 64, 40, "1.0").line(),
    "tea": BenchmarkFacts("tea", "b" * 64, 2).line(),
    "prompt": "c0ffee",
}


def contaminated() -> Any:
    """Facts of a run that looked for two benchmarks and stopped three rows for them."""
    facts = decontaminated(LOOKED_FOR)
    facts["stages"]["decontaminate"] = facts["stages"]["refine"] | {"rejected": {"contaminated": 3}}
    facts["plan"]["stages"][-1]["settings"] = {"ngram": 10, "share": 0.5, "numbers": "keep"}
    return facts


def left_behind(run_dir: Path, detection: Detection | None = None, item: str = "q-1") -> None:
    """What decontaminate leaves in its folder: evidence with the words that matched, and perhaps canaries."""
    rows = [("a", "sums", "7", "ngram"), ("b", "sums", "7", "ngram"), ("b", "sums", "9", "share")]
    rows += [("c", "tea", item, "whole")]
    names = ("row_id", "benchmark", "item", "tier")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    evidence = run_dir / "decontaminate" / EVIDENCE_FOLDER / "00000.parquet"
    evidence.parent.mkdir(parents=True)
    pq.write_table(pa.table(columns | {"words": ["how much tea does ann drink"] * 4}), evidence)
    if detection is not None:
        canaries = run_dir / "decontaminate" / DETECTION_FILE
        canaries.parent.mkdir()
        canaries.write_text(json.dumps(detection.plain()))


def test_the_benchmarks_that_were_looked_for_are_named_among_the_limits(tmp_path: Path) -> None:
    text = card(tmp_path, [exportable(1)], contaminated())
    assert "Only the items of 2 benchmarks were looked for (sums, tea)" in text
    assert "Nothing was decontaminated" not in text


def test_every_benchmark_has_its_version_items_hash_and_stopped_rows(tmp_path: Path) -> None:
    left_behind(tmp_path)
    text = card(tmp_path, [exportable(1)], contaminated())
    assert f"| sums | 1.0 | 40 | 2 | 0 | {'a' * 64} |" in text
    assert f"| tea | - | 2 | 0 | 1 | {'b' * 64} |" in text
    assert "42 items of 2 benchmarks were looked for in 9 rows" in text


def test_items_that_were_met_are_named_by_id_and_never_by_their_words(tmp_path: Path) -> None:
    left_behind(tmp_path)
    text = card(tmp_path, [exportable(1)], contaminated())
    assert "- sums: 7 (2)\n- tea: q-1 (1)" in text
    assert "how much tea" not in text


def test_an_id_that_is_the_items_own_words_is_told_by_its_hash(tmp_path: Path) -> None:
    left_behind(tmp_path, item="How much tea does Ann drink?")
    text = card(tmp_path, [exportable(1)], contaminated())
    assert re.search(r"^- tea: sha256:[0-9a-f]{12} \(1\)$", text, re.MULTILINE)
    assert "much tea" not in text


def test_hashes_of_benchmarks_stand_with_them_and_not_among_the_prompts(tmp_path: Path) -> None:
    text = card(tmp_path, [exportable(1)], contaminated())
    assert "| decontaminate | prompt | c0ffee |" in text
    assert "sha256:" not in text


def test_the_known_detection_rate_is_quoted(tmp_path: Path) -> None:
    half = KindFound("half", 40, 15, 12, 12, {"ngram": 9, "share": 3}, {"alone": [15, 12]}, 3, 1)
    left_behind(tmp_path, Detection(5, 0, 42, "keep", 200, 1, {"ngram": 1}, (half,)))
    text = card(tmp_path, [exportable(1)], contaminated())
    assert "| first half only | 15 | 12 | 80.0 % | ngram 9, share 3 |" in text
    assert "Of 200 rows without a canary 1 are stopped" in text
    assert "3 hold items too short for any tier; 1 of them were found" in text


def test_a_rate_that_was_not_measured_is_said_to_be_unknown(tmp_path: Path) -> None:
    assert "The detection rate was not measured" in card(tmp_path, [exportable(1)], contaminated())


def test_the_card_says_how_duplicates_were_told_and_which_one_stays(tmp_path: Path) -> None:
    facts = deepcopy(FACTS)
    counts = {"exact_duplicate": 2, "near_duplicate": 1}
    notes = {"dedup_clusters": 2, "dedup_largest_cluster": 3}
    facts["stages"]["dedup"] = facts["stages"]["refine"] | {"rejected": counts, "notes": notes}
    settings = {
        "threshold": 0.8,
        "survivor": ["longest", "earliest"],
        "against": ["/home/someone/old.parquet"],
    }
    facts["plan"]["stages"].append({"name": "dedup", "settings": settings, "identity": {}})
    text = card(tmp_path, [exportable(1)], facts)
    assert "of 9 rows these were stopped: 2 the same but for spelling, 1 similar." in text
    assert "runs of up to 2 words of at least 0.8" in text
    assert "Of each group one stays: longest answer, then earliest crawl." in text
    assert "There were 2 groups, the largest of 3 rows." in text
    assert "Rows of earlier releases count as there already: old.parquet." in text


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
