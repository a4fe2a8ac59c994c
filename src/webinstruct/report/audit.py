"""How the model that extracts did on pages whose pairs structure knows; read from the notes in the shards' books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webinstruct.report.view import RunView
from webinstruct.report.words import one_line

__all__ = ["Audit", "audit_plain", "audit_sentences", "audits", "share_of"]

_HASH_CHARS = 12
_MODEL_CHARS = 80


@dataclass(frozen=True, slots=True)
class Audit:
    """Sums over the pages where a model's pairs were laid beside those of structure, which are taken for true.

    `same` pairs stand in the same place; each pair has four bounds, of which `bounds` agree. `asked` pages were put to
    the model for this alone; on `failed` ones it gave no whole answer.
    """

    stage: str
    model: str
    prompt: str
    pages: int
    true: int
    given: int
    same: int
    bounds: int
    asked: int
    failed: int

    @property
    def precision(self) -> float | None:
        """The share of the model's pairs that are true, in [0, 1]; None where it gave none."""
        return self.same / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """The share of the true pairs that the model gave, in [0, 1]; None where there are none."""
        return self.same / self.true if self.true else None

    @property
    def boundary_f1(self) -> float | None:
        """The F1 of where questions and answers begin and end, over all pairs of both, in [0, 1]."""
        return 2 * self.bounds / (4 * (self.true + self.given)) if self.true + self.given else None


def audits(view: RunView) -> list[Audit]:
    """One entry for each stage of a run whose model was compared."""
    identities = {stage.name: stage.identity for stage in view.plan.stages}
    return [
        _audit(stage.name, identities.get(stage.name, {}), stage.books.notes)
        for stage in view.stages
        if stage.books.notes["audit_pages"] or stage.books.notes["audit_failed"]
    ]


def audit_plain(audit: Audit) -> dict[str, Any]:
    """An audit as plain values: what `report/funnel.json` holds."""
    shares = {"precision": audit.precision, "recall": audit.recall, "boundary_f1": audit.boundary_f1}
    return {
        "model": audit.model,
        "prompt": audit.prompt,
        "pages": audit.pages,
        "failed": audit.failed,
        "asked_to_compare": audit.asked,
        "pairs_true": audit.true,
        "pairs_model": audit.given,
        "pairs_same": audit.same,
        **{word: None if share is None else round(share, 4) for word, share in shares.items()},
    }


def audit_sentences(view: RunView) -> list[str]:
    """For a terminal: one sentence for each audit."""
    return [_sentence(audit) for audit in audits(view)]


def _sentence(audit: Audit) -> str:
    failed = f"; no whole answer on {audit.failed:,}" if audit.failed else ""
    return (
        f"{audit.stage}: on {audit.pages:,} pages that structure settled, {one_line(audit.model, _MODEL_CHARS)} with "
        f"prompt {audit.prompt} had precision {share_of(audit.precision)}, recall {share_of(audit.recall)}, "
        f"boundary F1 {share_of(audit.boundary_f1)}{failed}"
    )


def _audit(stage: str, identity: Mapping[str, str], notes: Counter[str]) -> Audit:
    return Audit(
        stage,
        identity.get("engine.model")
        or identity.get("engine.engine")
        or identity.get("engine.kind")
        or "its model",
        identity.get("prompt", "")[:_HASH_CHARS],
        notes["audit_pages"],
        notes["audit_pairs_true"],
        notes["audit_pairs_model"],
        notes["audit_pairs_same"],
        notes["audit_bounds_same"],
        notes["pages_asked_for_audit"],
        notes["audit_failed"],
    )


def share_of(value: float | None) -> str:
    """A share with two digits, or a dash.

    >>> share_of(0.5), share_of(None)
    ('0.50', '-')
    """
    return "-" if value is None else f"{value:.2f}"
