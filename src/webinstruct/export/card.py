"""The card of a release: what it holds, how it came about, what its reader has to check.

Pure: facts in, Markdown out. No clock, no page text; the same run gives the same card.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from webinstruct.core.benchmark_facts import benchmarks_in
from webinstruct.core.shareable import file_name, shareable
from webinstruct.export.card_evidence import Contamination
from webinstruct.export.card_head import card_head
from webinstruct.export.card_limits import limits
from webinstruct.export.card_trust import benchmarks_of, trust_text
from webinstruct.export.markdown import fenced, plain, table
from webinstruct.export.settings import ExportSettings
from webinstruct.export.tally import Tally

__all__ = ["CardFacts", "card_text"]

_MOST = 20
_RIGHTS = (
    "The texts belong to the sites and authors that published them; this release grants no right to them. "
    "Every row names its page (`url`, or `source`). Before you train on, publish or sell anything made from it, "
    "check what the terms of those sites and the law of your place allow, and whether the pages name people: "
    "nothing here removes personal facts."
)
_UNTOUCHED = "Neither duplicates nor items of benchmarks were looked for."
_SHARED = ("lang", "method", "grounding", "refine_action", "refiner")
_SHAPES = {
    "messages": "a chat as a list of `role` and `content`, with the columns that say where it is from",
    "sharegpt": "the same chat as `conversations` with `from` and `value`",
    "webinstruct_sub": "`orig_question, orig_answer, question, answer, source, index`; `source` is the page's URL",
}


@dataclass(frozen=True)
class CardFacts:
    """What the card tells: the plan and the books as plain values, the files, the counted pairs, what decontaminate
    found."""

    plan: Mapping[str, Any]
    stages: Mapping[str, Mapping[str, Any]]
    files: Sequence[Mapping[str, Any]]
    tally: Tally
    contamination: Contamination = field(default_factory=Contamination)


def card_text(facts: CardFacts, settings: ExportSettings) -> str:
    """The whole card as Markdown with its YAML head."""
    sections = [
        _opening(facts, settings),
        ("How to load it", _loading(settings)),
        ("How it was made", _funnel(facts)),
        ("What stopped rows", _reasons(facts)),
        (
            "Duplicates and benchmarks",
            trust_text(facts.plan, facts.stages, facts.contamination) or _UNTOUCHED,
        ),
        ("Where it is from", _sources(facts)),
        ("Languages, methods, grounding", _shares(facts.tally)),
        ("Prompts and models", _identities(facts)),
        ("Settings", _settings(facts)),
        ("Rights", "\n\n".join(filter(None, [_RIGHTS, settings.license_note]))),
        ("Known limits", "\n".join(f"- {limit}" for limit in _limits(facts))),
        ("Files", _files(facts)),
    ]
    texts = [part if isinstance(part, str) else f"## {part[0]}\n\n{part[1]}" for part in sections]
    return card_head(settings, facts.tally) + "\n" + "\n\n".join(texts) + "\n"


def _opening(facts: CardFacts, settings: ExportSettings) -> str:
    splits = ", ".join(f"{count:,} in {name}" for name, count in sorted(facts.tally.top("split")))
    count = f"{facts.tally.pairs:,} question-answer pairs"
    domains = facts.tally.distinct("domain")
    place = f"found on web pages of {domains:,} domains" if domains else "put together"
    by = f"webinstruct {plain(facts.plan.get('webinstruct', ''))}".rstrip()
    return (
        f"# {plain(settings.title)}\n\n{count} ({splits or 'no rows'}) {place} by {by}. "
        "Every row names the page it was taken from and the way it was found."
    )


def _loading(settings: ExportSettings) -> str:
    lines = [f"- `{name}`: {_SHAPES[name]}" for name in settings.schemas]
    call = f'from datasets import load_dataset\n\npairs = load_dataset("PATH_OR_REPOSITORY", "{settings.schemas[0]}")'
    return f"{fenced(call, 'python')}\n\nThe configs are shapes of the same rows:\n\n" + "\n".join(lines)


def _funnel(facts: CardFacts) -> str:
    rows = [
        (
            name,
            counts["read"],
            counts["kept"],
            counts["sources"],
            sum(counts["rejected"].values()),
            sum(counts["quarantined"].values()),
        )
        for name, counts in facts.stages.items()
    ]
    if not rows:
        return "Its pairs came as they are; no stage before the export is on record."
    heads = ["stage", "rows read", "rows kept", "from sources", "rejected", "quarantined"]
    closing = (
        "The books close: rows read = sources of kept rows + rejected (a judgement) + quarantined (an error)."
    )
    return f"{table(heads, rows)}\n\n{closing}"


def _reasons(facts: CardFacts) -> str:
    rows = [
        (name, word, kind, count)
        for name, counts in facts.stages.items()
        for kind in ("rejected", "quarantined", "notes")
        for word, count in sorted(counts[kind].items(), key=lambda entry: (-entry[1], entry[0]))
    ]
    return table(["stage", "reason", "kind", "rows"], rows) if rows else "Nothing was stopped."


def _sources(facts: CardFacts) -> str:
    names = sorted({file_name(part["path"]) for shard in facts.plan["shards"] for part in shard["slices"]})
    shown = [plain(name) for name in names[:_MOST]]
    more = f", and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    files = f"{_crawl(facts)}Input files ({len(names):,}): {', '.join(shown) or 'none'}{more}."
    domains = facts.tally.distinct("domain")
    return f"{files}\n\n{_counted('domain', facts.tally)}" if domains else files


def _crawl(facts: CardFacts) -> str:
    """The crawl that the pages come from, as a sentence with a blank; "" where they are from files."""
    name = (facts.plan.get("source", {}).get("crawl") or {}).get("name", ())
    names = [name] if isinstance(name, str) else name
    return f"Crawl: {', '.join(map(plain, names))}. " if names else ""


def _shares(tally: Tally) -> str:
    parts = [_counted(column, tally) for column in _SHARED]
    return "\n\n".join(parts) if tally.pairs else "No pairs, no shares."


def _counted(column: str, tally: Tally) -> str:
    """The commonest values of a column, and how many more there are."""
    rows = [(value, count, f"{100 * count / tally.pairs:.1f} %") for value, count in tally.top(column, _MOST)]
    left = len(tally.by.get(column, ())) - len(rows)
    shown = table([column, "pairs", "share"], rows)
    return f"{shown}\n\nand {left:,} more" if left > 0 else shown


def _identities(facts: CardFacts) -> str:
    rows = [
        (stage["name"], key, shareable(value, key))
        for stage in facts.plan["stages"]
        for key, value in sorted(stage["identity"].items())
        if not benchmarks_in({key: value})
    ]
    return table(["stage", "what", "identity"], rows) if rows else "No stage used a prompt or a model."


def _limits(facts: CardFacts) -> Iterator[str]:
    return limits(facts.stages, facts.tally, [one.name for one in benchmarks_of(facts.plan)])


def _settings(facts: CardFacts) -> str:
    chosen = dict(_settings_by_stage(facts.plan))
    return fenced(yaml.safe_dump(chosen, sort_keys=False, allow_unicode=True, width=100), "yaml")


def _settings_by_stage(plan: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "source", shareable(plan["source"])
    for stage in plan["stages"]:
        hidden = ("out", "license_note") if stage["name"] == "export" else ()
        yield (
            stage["name"],
            shareable({key: value for key, value in stage["settings"].items() if key not in hidden}),
        )


def _files(facts: CardFacts) -> str:
    rows = [(entry["path"], entry["rows"], entry["bytes"], entry["sha256"]) for entry in facts.files]
    return table(["file", "rows", "bytes", "sha256"], rows)
