"""`webinstruct recall train`."""

from __future__ import annotations

from typing import Annotated

import typer

from webinstruct.recall.train import train_classifier

__all__ = ["train"]


def train(
    positives: Annotated[list[str], typer.Option(help="Files or folders of pages that are wanted.")],
    negatives: Annotated[list[str], typer.Option(help="Files or folders of pages that are not.")],
    out: Annotated[str, typer.Option(help="Where the model goes.")] = "model.bin",
    preset: Annotated[
        str, typer.Option(help="Hyperparameters: mammoth2 (the paper's) or small.")
    ] = "mammoth2",
    held_out: Annotated[
        float, typer.Option(min=0.01, max=0.5, help="Share held out for the measures.")
    ] = 0.1,
    seed: Annotated[int, typer.Option(help="Seed of the split.")] = 0,
) -> None:
    """Train a fastText classifier and print its held-out precision, recall and AUC.

    Example: webinstruct recall train --preset small --out model.bin
    --positives builtin:seeds/positives.jsonl --negatives builtin:seeds/negatives.jsonl
    """
    report = train_classifier(positives, negatives, out, preset, held_out, seed)
    for word, value in report.rows():
        print(f"{word:<18} {value}")
    print(f"Next: webinstruct run --config FILE --set recall.model={out} --set recall.keep=threshold")
