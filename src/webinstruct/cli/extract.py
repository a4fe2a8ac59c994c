"""`webinstruct extract ...`: the gate's own command."""

from __future__ import annotations

from typing import Annotated

import typer

from webinstruct.pipeline.gate import train_gate

__all__ = ["extract"]

extract = typer.Typer(
    help="Train the gate that keeps void pages from a model.", no_args_is_help=True, rich_markup_mode=None
)


@extract.callback()
def _extract() -> None:
    """Train the gate that keeps void pages from a model.

    Example: webinstruct extract train-gate runs/first --out gate.bin --recall 0.98
    """


@extract.command("train-gate")
def train(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run whose extract stage asked a model.")],
    out: Annotated[str, typer.Option(help="Where the gate goes.")] = "gate.bin",
    recall: Annotated[
        float, typer.Option(min=0.5, max=1.0, help="Share of the pages with pairs that have to pass.")
    ] = 0.98,
    held_out: Annotated[
        float, typer.Option(min=0.05, max=0.9, help="Share of the pages held out to choose the threshold.")
    ] = 0.3,
    seed: Annotated[int, typer.Option(help="Seed of the split.")] = 0,
) -> None:
    """Train a gate from a model's own answers, and print the threshold at which it has the recall asked for.

    Example: webinstruct extract train-gate runs/first --out gate.bin --recall 0.98
    """
    report = train_gate(run, out, recall, held_out, seed=seed)
    for word, value in report.rows():
        print(f"{word:<14} {value}")
    gate = f"{{kind: fasttext, model: {report.out}, threshold: {report.threshold}}}"
    print(f"Next: webinstruct run --config FILE --new-run --set 'extract.gate={gate}'")
