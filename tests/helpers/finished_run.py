"""A run directory as the runner leaves it, written by the runner's own ledger from lists of verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webinstruct.core.ids import page_id, pair_id
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import PROCESS, Rejected, Stage, Verdict
from webinstruct.core.table import Table
from webinstruct.runner.ledger import Ledger
from webinstruct.runner.plan import Plan, StagePlan, saved
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.locks import taken_lock
from webinstruct.tables import CANDIDATES, EXPORTED, PAIRS, REFINED

__all__ = ["PAGE_TEXT", "Judged", "StageRun", "page", "pair", "tea_run", "written_run"]

PAGE_TEXT = (
    "The kettle pages\n\nMenu: kettles, pots, cups\n\n"
    "How do I remove lime from a kettle?\n"
    "Boil one part vinegar with three parts water, wait an hour, and rinse twice.\n\n"
    "Is rain water soft?\n"
    "Yes: it has met no rock that could give it calcium.\n\n"
    "Written by the tea circle. All rights reserved."
)
"""The text of the page in `tea_run`."""


@dataclass(frozen=True)
class Judged:
    """A row that a stage read, and its verdicts on it."""

    row_id: str
    url: str
    verdicts: Sequence[Verdict]


@dataclass(frozen=True)
class StageRun:
    """What a stage did: for each shard the rows it judged; a shard that is None is not done yet."""

    name: str
    writes: Table
    shards: Sequence[Sequence[Judged] | None]
    settings: dict[str, Any] = field(default_factory=dict)
    identity: dict[str, str] = field(default_factory=dict)
    listed: int | None = None


def written_run(root: Path, stages: Sequence[StageRun], source: dict[str, Any] | None = None) -> RunDir:
    """Write the run of these stages to `root`."""
    run_dir = RunDir(root)
    count = max((len(stage.shards) for stage in stages), default=1)
    shards = tuple(Shard((Slice(f"crawl/{number:05d}.warc.gz", size=1_000),)) for number in range(count))
    plan = Plan("0.1.0", source or {"path": "crawl"}, shards)
    for stage in stages:
        previous = plan.stages[-1].fingerprint if plan.stages else plan.source_fingerprint
        use, table = f"webinstruct.{stage.name}.stage:It", f"{stage.writes.name} v1"
        plan = plan.with_stage(
            StagePlan(stage.name, use, stage.settings, stage.identity, table, table, previous)
        )
        for number, judged in enumerate(stage.shards):
            if judged is not None:
                _write_shard(run_dir, stage, number, judged)
    saved(plan, run_dir)
    return run_dir


def page(url: str, text: str = PAGE_TEXT, **values: Any) -> dict[str, Any]:
    """A page that recall kept."""
    return {
        "page_id": page_id(url, text.encode()),
        "url": url,
        "domain": "tea.example",
        "title": "Questions about tea",
        "text": text,
        "score": 0.87,
        "lang": "en",
        "source_file": "crawl/00000.warc.gz",
        "record_offset": 512,
        "fetched_at": "2024-05-01T10:00:00Z",
    } | values


def pair(of: dict[str, Any], question: str, answer: str, **values: Any) -> dict[str, Any]:
    """A pair of the page `of`, with the spans where the page has them."""
    names = ("page_id", "url", "domain", "lang", "source_file", "record_offset", "fetched_at")
    return (
        {name: of[name] for name in names}
        | {
            "pair_id": pair_id(of["page_id"], question, answer),
            "question": question,
            "answer": answer,
            "method": "structure:faq",
            "grounding": "verbatim",
            "question_spans": _spans(of["text"], question),
            "answer_spans": _spans(of["text"], answer),
        }
        | values
    )


def tea_run(root: Path, upto: str = "export", **values: Any) -> RunDir:
    """A run of two shards through all stages as far as `upto`; `values` replace columns of its first page."""
    stages = _tea_stages(values)
    names = [stage.name for stage in stages]
    return written_run(root, stages[: names.index(upto) + 1])


def _tea_stages(values: dict[str, Any]) -> list[StageRun]:
    first, second = page("https://tea.example/faq", **values), page("https://mirror.example/faq")
    text = first["text"].split("\n")
    lime, rain = (
        pair(first, text[4], text[5]),
        pair(first, text[7], text[8], method="llm", grounding="normalized"),
    )
    copy = pair(second, "How do I remove lime from a kettle?", second["text"].split("\n")[5])
    refined = [
        {
            **ours,
            "orig_question": ours["question"],
            "orig_answer": ours["answer"],
            "answer": "In short: " + ours["answer"],
            "refine_action": "rewritten",
            "refiner": "small-model",
        }
        for ours in (lime, rain, copy)
    ]
    gone = Rejected("near_duplicate", f"of {lime['pair_id']}, similarity 0.912")
    return [
        StageRun("recall", CANDIDATES, _recalled(first, second), {"keep": "all"}, listed=2),
        StageRun(
            "extract", PAIRS, [[_kept(first, [lime, rain])], [_kept(second, [copy])]], {"methods": ["llm"]}
        ),
        StageRun(
            "refine",
            REFINED,
            [[_kept(r, [r]) for r in refined[:2]], [_kept(refined[2], [refined[2]])]],
            {"engine": {"model": "small-model", "api_key": "sesame"}},
            {"prompt": "c0ffee"},
        ),
        StageRun("dedup", REFINED, [[_kept(r, [r]) for r in refined[:2]], [_kept(refined[2], [gone])]]),
        StageRun(
            "export",
            EXPORTED,
            [[_kept(r, [{**r, "index": n, "split": "train"}]) for n, r in enumerate(refined[:2])], []],
        ),
    ]


def _recalled(first: dict[str, Any], second: dict[str, Any]) -> list[list[Judged]]:
    low = [
        Judged(f"low-{n}", f"https://shop.example/{n}", [Rejected("low_score", f"0.{n} < 0.5")])
        for n in range(5)
    ]
    return [[_kept(first, [first]), *low], [_kept(second, [second])]]


def _kept(row: dict[str, Any], verdicts: Sequence[Verdict]) -> Judged:
    return Judged(row.get("pair_id", row["page_id"]), row["url"], verdicts)


def _spans(text: str, part: str) -> list[dict[str, int]]:
    start = text.find(part)
    return [{"start": start, "end": start + len(part)}] if start >= 0 else []


def _write_shard(run_dir: RunDir, stage: StageRun, number: int, judged: Sequence[Judged]) -> None:
    done = Stage(None)
    done.name, done.writes, done.rejects_listed = stage.name, stage.writes, stage.listed
    lock = taken_lock(str(run_dir.lock(stage.name, PROCESS, number)))
    assert lock is not None
    ledger = Ledger(run_dir, done, number, lock)
    for position, entry in enumerate(judged):
        ledger.expect(position, entry.row_id, entry.url)
        ledger.settle(position, entry.verdicts)
    ledger.end_of_input(len(judged))
    ledger.finish()
