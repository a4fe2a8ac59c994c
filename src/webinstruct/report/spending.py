"""What the models of a stage were asked, what it cost in tokens, and what each tier of a cascade gave.

All of it is read from the notes in the shards' books: `llm_...` from conversations with engines (with `:NAME` behind
it where a stage has several), `pages_...` and `pairs_...` from the stage itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from webinstruct.report.words import percent
from webinstruct.runner.status import StageStatus

__all__ = ["Spending", "Tier", "spendings", "spent_sentences", "tiers"]

_PREFIX = "llm_"
_TIERS = {
    "structure": ("pages_by_structure", "pairs_by_structure"),
    "gate": ("pages_gated", ""),
    "model": ("pages_to_model", "pairs_by_model"),
}


@dataclass(frozen=True, slots=True)
class Spending:
    """What one engine of a stage was asked. `cached_tokens` are those of the prompt tokens that a prefix cache held;
    `replayed` answers came from a file and cost nothing."""

    engine: str
    requests: int
    prompt_tokens: int
    cached_tokens: int
    output_tokens: int
    refusals: int
    replayed: int


@dataclass(frozen=True, slots=True)
class Tier:
    """What one tier of a cascade saw and gave, and the tokens it took."""

    name: str
    pages: int
    pairs: int
    tokens: int


def spendings(notes: Counter[str]) -> list[Spending]:
    """One entry for each engine in a stage's notes, by name.

    >>> [found] = spendings(Counter({"llm_requests:a": 2, "llm_output_tokens:a": 9}))
    >>> found.engine, found.requests, found.output_tokens
    ('a', 2, 9)
    """
    counts: dict[str, Counter[str]] = {}
    for word, count in notes.items():
        if word.startswith(_PREFIX):
            what, _, engine = word.removeprefix(_PREFIX).partition(":")
            counts.setdefault(engine, Counter())[what] += count
    return [
        Spending(
            engine,
            found["requests"],
            found["prompt_tokens"],
            found["cached_tokens"],
            found["output_tokens"],
            found["refusals"],
            found["replayed"],
        )
        for engine, found in sorted(counts.items())
    ]


def tiers(notes: Counter[str]) -> list[Tier]:
    """The tiers of a cascade that saw a page, the cheapest first; none where there was no cascade.

    >>> tiers(Counter(pages_by_structure=3, pairs_by_structure=5, pages_to_model=1, llm_output_tokens=40))
    [Tier(name='structure', pages=3, pairs=5, tokens=0), Tier(name='model', pages=1, pairs=0, tokens=40)]
    """
    tokens = sum(one.prompt_tokens + one.output_tokens for one in spendings(notes))
    found = [
        Tier(name, notes[pages], notes[pairs] if pairs else 0, tokens if name == "model" else 0)
        for name, (pages, pairs) in _TIERS.items()
        if notes[pages]
    ]
    return found if any(tier.name == "model" for tier in found) or len(found) > 1 else []


def spent_sentences(stages: Sequence[StageStatus]) -> list[str]:
    """For a terminal: one sentence for each engine that was asked, one for each cascade."""
    lines: list[str] = []
    for stage in stages:
        lines += [_asked(stage.name, one) for one in spendings(stage.books.notes)]
        gave = [_gave(tier) for tier in tiers(stage.books.notes)]
        if gave:
            lines.append(f"{stage.name}: {'; '.join(gave)}")
    return lines


def _asked(stage: str, one: Spending) -> str:
    who = f"'{one.engine}'" if one.engine else "its model"
    cached = percent(one.cached_tokens, one.prompt_tokens)
    from_cache = f" ({cached} in the prefix cache)" if one.cached_tokens else ""
    beside = [
        f"{count:,} {word}"
        for word, count in (("replayed", one.replayed), ("refused", one.refusals))
        if count
    ]
    return (
        f"{stage} asked {who} {one.requests:,} times{_listed(beside)}: "
        f"{one.prompt_tokens:,} prompt tokens{from_cache}, {one.output_tokens:,} output tokens"
    )


def _listed(words: Sequence[str]) -> str:
    return f" ({', '.join(words)})" if words else ""


def _gave(tier: Tier) -> str:
    each = f", {tier.tokens / tier.pairs:,.0f} tokens a pair" if tier.tokens and tier.pairs else ""
    return f"{tier.name} {tier.pages:,} pages, {tier.pairs:,} pairs{each}"
