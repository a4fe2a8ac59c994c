"""Duplicates and benchmarks in the report: groups, stopped rows by tier, the known detection rate."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from selectolax.lexbor import LexborHTMLParser

from tests.helpers.finished_run import Judged, StageRun, tea_run, written_run
from webinstruct.core.benchmark_facts import BenchmarkFacts
from webinstruct.core.detection import DETECTION_FILE, Detection, KindFound
from webinstruct.core.stage import Rejected
from webinstruct.export.card_evidence import COVERAGE_FILE, EVIDENCE_FOLDER
from webinstruct.report import funnel_table, written_report
from webinstruct.runner.run_dir import RunDir
from webinstruct.tables import REFINED

_VERBATIM = KindFound("verbatim", 40, 6, 6, 5, {"ngram": 4, "whole": 2}, {"alone": [3, 3], "answer": [3, 3]})
_NUMBERS = KindFound("numbers", 40, 6, 3, 3, {"ngram": 3}, {"alone": [6, 3]}, 3, 0)
_EVIDENCE = ("q", "sums", "7", "ngram"), ("q", "sums", "9", "ngram"), ("r", "sums", "8", "share")


def decontaminated(root: Path, detection: Detection | None = None) -> RunDir:
    """A run whose stage decontaminate stopped two rows of three and left what it leaves."""
    rows = [{"pair_id": "p", "question": "Is it hot?", "answer": "Mind your tongue."}]
    judged = [Judged("p", "", rows), *(Judged(word, "", [Rejected("contaminated")]) for word in "qr")]
    identity = {"sums": BenchmarkFacts("sums", "a" * 64, 40, "1.0").line()}
    run_dir = written_run(root, [StageRun("decontaminate", REFINED, [judged], identity=identity)])
    stage = run_dir.stage("decontaminate")
    names = ("row_id", "benchmark", "item", "tier")
    columns = {name: [row[n] for row in _EVIDENCE] for n, name in enumerate(names)}
    (stage / EVIDENCE_FOLDER).mkdir()
    pq.write_table(pa.table(columns), stage / EVIDENCE_FOLDER / "00000.parquet")
    written_json(stage / COVERAGE_FILE, {"sums": {"items": 40, "ngram": 31, "whole": 8, "uncovered": 1}})
    if detection is not None:
        written_json(stage / DETECTION_FILE, detection.plain())
    return run_dir


def written_json(path: Path, values: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(values))


def cells(run_dir: RunDir, table: int) -> list[list[str]]:
    """The cells of one of the section's tables, its head first."""
    document = LexborHTMLParser(written_report(run_dir).read_text("utf-8"))
    return [
        [cell.text() for cell in row.css("th, td")] for row in document.css("#trust table")[table].css("tr")
    ]


def trust_text(run_dir: RunDir) -> str:
    document = LexborHTMLParser(written_report(run_dir).read_text("utf-8"))
    return document.css("#trust")[0].text()


def test_every_benchmark_has_what_each_tier_covers_and_stopped(tmp_path: Path) -> None:
    heads, row = cells(decontaminated(tmp_path), 0)
    told = dict(zip(heads, row, strict=True))
    assert (told["version"], told["items"], told["sha256"]) == ("1.0", "40", "a" * 12)
    assert (told["covered: ngram"], told["covered: whole"], told["not covered"]) == ("31", "8", "1")
    assert (told["stopped: ngram"], told["stopped: share"]) == ("1", "1")


def test_where_not_all_shards_are_counted_that_is_said(tmp_path: Path) -> None:
    run_dir = decontaminated(tmp_path)
    assert "shards." not in trust_text(run_dir)
    folder = run_dir.stage("decontaminate") / EVIDENCE_FOLDER
    first = (folder / "00000.parquet").read_bytes()
    for shard in range(1, 1_002):
        (folder / f"{shard:05d}.parquet").write_bytes(first)
    assert "By benchmark: over 1,000 of 1,002 shards." in trust_text(run_dir)


def test_the_detection_rate_has_a_line_per_kind_and_a_column_per_place(tmp_path: Path) -> None:
    planted = Detection(2, 0, 40, "keep", 90, 2, {"ngram": 2}, (_VERBATIM, _NUMBERS))
    heads, verbatim, numbers = cells(decontaminated(tmp_path, planted), 1)
    assert dict(zip(heads, verbatim, strict=True))["answer"] == "3 of 3"
    assert numbers[:5] == ["numbers changed", "6", "3", "0.500", "ngram 3"]


def test_the_funnel_ends_with_the_table_of_canaries(tmp_path: Path) -> None:
    planted = Detection(2, 0, 40, "keep", 90, 2, {"ngram": 2}, (_VERBATIM, _NUMBERS))
    lines = funnel_table(decontaminated(tmp_path, planted)).splitlines()
    place = lines.index("decontaminate: items of benchmarks planted in a copy of its rows, 2 items a kind")
    assert lines[place + 2].split() == ["word", "for", "word", "6", "6", "1.000", "ngram", "4,", "whole", "2"]
    assert lines[place + 4].startswith("  2 of 90 rows without a canary are stopped")
    assert "3 canaries of items too short for any tier, 0 of them found" in lines[place + 5]
    assert lines[place + 6].endswith("numbers: fold looks for these too")


def test_the_funnel_as_json_has_the_canaries(tmp_path: Path) -> None:
    planted = Detection(2, 0, 40, "keep", 90, 2, {"ngram": 2}, (_NUMBERS,))
    run_dir = decontaminated(tmp_path, planted)
    written_report(run_dir)
    (stage,) = json.loads((run_dir.report / "funnel.json").read_text())["stages"]
    assert stage["canaries"]["kinds"][0]["share"] == 0.5


def test_a_run_without_canaries_says_nothing_of_them(tmp_path: Path) -> None:
    run_dir = decontaminated(tmp_path)
    assert "planted" not in funnel_table(run_dir)
    written_report(run_dir)
    (stage,) = json.loads((run_dir.report / "funnel.json").read_text())["stages"]
    assert "canaries" not in stage


def test_groups_of_duplicates_are_counted_with_their_survivors(tmp_path: Path) -> None:
    first, second = "a" * 32, "b" * 32
    details = [
        f"of {first}, similarity 1.000",
        f"of {first}, similarity 0.900",
        f"of {second}, similarity 1.000",
    ]
    judged = [Judged(str(n), "", [Rejected("near_duplicate", detail)]) for n, detail in enumerate(details)]
    other_text = Judged("9", "", [Rejected("duplicate_id", f"of {second}, another text")])
    run_dir = written_run(tmp_path, [StageRun("dedup", REFINED, [[*judged, other_text]])])
    assert cells(run_dir, 1)[1:] == [["2", "1"], ["3", "1"]]


def test_a_run_that_looked_for_neither_says_so(tmp_path: Path) -> None:
    assert "Neither duplicates nor benchmarks were looked for." in trust_text(tea_run(tmp_path, "recall"))


def test_names_of_items_and_tiers_cannot_act(tmp_path: Path) -> None:
    hostile = KindFound("<script>", 1, 1, 1, 1, {"<b>": 1}, {})
    run_dir = decontaminated(tmp_path, Detection(2, 0, 40, "keep", 9, 0, {}, (hostile,)))
    assert "<script" not in written_report(run_dir).read_text("utf-8")
