"""What models were asked and what each tier gave, as HTML tables."""

from __future__ import annotations

from collections.abc import Sequence

from webinstruct.report.audit import Audit, audits, share_of
from webinstruct.report.html import Html, Part, tag
from webinstruct.report.spending import Spending, Tier, spendings, tiers
from webinstruct.report.view import RunView
from webinstruct.report.words import percent

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
_AUDIT_HEADS = (
    "stage",
    "model",
    "prompt",
    "pages",
    "pairs there",
    "precision",
    "recall",
    "boundary F1",
    "asked to compare",
    "no whole answer",
)


def model_section(view: RunView) -> Html:
    """Tokens by stage and engine, what each tier of a cascade gave for them, and how the model did beside structure."""
    asked = [(stage.name, one) for stage in view.stages for one in spendings(stage.books.notes)]
    gave = [(stage.name, tier) for stage in view.stages for tier in tiers(stage.books.notes)]
    audited = audits(view)
    if not asked and not gave:
        return tag("p", "No model was asked.", class_="quiet")
    return tag(
        "div",
        _table(_ENGINE_HEADS, [_engine_cells(stage, one) for stage, one in asked]) if asked else None,
        _table(_TIER_HEADS, [_tier_cells(stage, tier) for stage, tier in gave]) if gave else None,
        tag("h3", "Beside the pages that structure settled") if audited else None,
        _table(_AUDIT_HEADS, [_audit_cells(audit) for audit in audited]) if audited else None,
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


def _audit_cells(audit: Audit) -> list[Part]:
    shares = (audit.precision, audit.recall, audit.boundary_f1)
    return [
        audit.stage,
        audit.model,
        audit.prompt,
        f"{audit.pages:,}",
        f"{audit.true:,}",
        *map(share_of, shares),
        f"{audit.asked:,}",
        f"{audit.failed:,}",
    ]


def _table(heads: Sequence[str], rows: Sequence[Sequence[Part]]) -> Html:
    head = tag("thead", tag("tr", [tag("th", word) for word in heads]))
    body = tag("tbody", [tag("tr", [tag("td", cell) for cell in row]) for row in rows])
    return tag("table", head, body, class_="tokens")
