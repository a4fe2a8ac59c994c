"""Why there is no pair to show."""

from __future__ import annotations

from webinstruct.report.view import RunView

__all__ = ["why_no_pairs"]


def why_no_pairs(view: RunView) -> str:
    """One sentence: the first finished stage that kept nothing, or that pairs are still to come."""
    for stage in view.stages:
        if stage.shards_done == stage.shards and not stage.books.kept:
            return f"No pairs: '{stage.name}' kept none of the {stage.books.read:,} rows that it read."
    return "No pairs yet."
