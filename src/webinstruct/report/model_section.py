"""What models were asked and what each tier gave, as HTML tables."""

from __future__ import annotations

from collections.abc import Sequence

from webinstruct.report.html import Html, Part, tag
from webinstruct.report.spending import Spending, Tier, spendings, tiers
from webinstruct.report.words import percent
from webinstruct.runner.status import StageStatus

__all__ = ["model_section"]

_ENGINE_HEADS = (
    "stage",
    "engine",
    "requests",
    "prompt tokens",
    "in prefix cache",
    "output tokens",
    "replayed",
)
_TIER_HEADS = ("stage", "tier", "pages", "pairs", "tokens", "tokens a pair")


def model_section(stages: Sequence[StageStatus]) -> Html:
    """Tokens by stage and engine, and what each tier of a cascade gave for them."""
    asked = [(stage.name, one) for stage in stages for one in spendings(stage.books.notes)]
    gave = [(stage.name, tier) for stage in stages for tier in tiers(stage.books.notes)]
    if not asked and not gave:
        return tag("p", "No model was asked.", class_="quiet")
    return tag(
        "div",
        _table(_ENGINE_HEADS, [_engine_cells(stage, one) for stage, one in asked]) if asked else None,
        _table(_TIER_HEADS, [_tier_cells(stage, tier) for stage, tier in gave]) if gave else None,
    )


def _engine_cells(stage: str, one: Spending) -> list[Part]:
    cached = percent(one.cached_tokens, one.prompt_tokens)
    return [
        stage,
        one.engine or "one",
        one.requests,
        f"{one.prompt_tokens:,}",
        cached,
        f"{one.output_tokens:,}",
        one.replayed,
    ]


def _tier_cells(stage: str, tier: Tier) -> list[Part]:
    each = f"{tier.tokens / tier.pairs:,.0f}" if tier.tokens and tier.pairs else ""
    return [stage, tier.name, tier.pages, tier.pairs, f"{tier.tokens:,}", each]


def _table(heads: Sequence[str], rows: Sequence[Sequence[Part]]) -> Html:
    head = tag("thead", tag("tr", [tag("th", word) for word in heads]))
    body = tag("tbody", [tag("tr", [tag("td", cell) for cell in row]) for row in rows])
    return tag("table", head, body, class_="tokens")
