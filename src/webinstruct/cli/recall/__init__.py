"""`webinstruct recall ...`: the commands of the loop around recall, one file each."""

from __future__ import annotations

import typer

from webinstruct.cli.recall.domains import domains
from webinstruct.cli.recall.round import round_
from webinstruct.cli.recall.threshold import threshold
from webinstruct.cli.recall.train import train

__all__ = ["recall"]

recall = typer.Typer(
    help="Train the classifier that recalls pages, choose its threshold, label domains, and do it all in rounds.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
recall.command("train")(train)
recall.command("domains")(domains)
recall.command("round")(round_)
recall.command("threshold")(threshold)


@recall.callback()
def _recall() -> None:
    """Train the classifier that recalls pages, choose its threshold, label domains, and do it all in rounds.

    Example: webinstruct recall round --config configs/recall.yaml --work-dir runs/loop
    """
