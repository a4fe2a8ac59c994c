"""`webinstruct recall train`."""

from __future__ import annotations

from itertools import chain
from typing import Annotated, Any

import typer

from webinstruct.cli.called import next_line
from webinstruct.cli.progress import watching
from webinstruct.core.settings import checked
from webinstruct.pipeline.training import TrainingJob, trained_model
from webinstruct.pipeline.training_card import card_lines
from webinstruct.recall.training.settings import ExampleSettings, TrainingSettings

__all__ = ["train"]

_DEFAULT_CHARS = int(ExampleSettings.model_fields["text_chars"].default)


def train(
    positives: Annotated[
        list[str], typer.Option(help="Pages that are wanted: Parquet, JSONL, WARC, or folders of HTML.")
    ],
    negatives: Annotated[
        list[str] | None, typer.Option(help="Pages that are not, drawn from what will be classified.")
    ] = None,
    hard_negatives: Annotated[
        list[str] | None, typer.Option(help="Pages that are not, but look so; each measured by itself.")
    ] = None,
    out: Annotated[
        str, typer.Option(help="Where the model goes; its card beside it as .json and .md.")
    ] = "model.bin",
    preset: Annotated[
        str, typer.Option(help="mammoth2, deepseekmath (both as published), openwebmath, or small.")
    ] = "mammoth2",
    held_out: Annotated[float, typer.Option(help="Share of the pages held out for the measures.")] = 0.1,
    folds: Annotated[
        int, typer.Option(help="Cross-validation in so many parts instead; the model learns from all pages.")
    ] = 0,
    apart: Annotated[
        str,
        typer.Option(help="pages, or sites: no site is on both sides, as on a crawl that it has not seen."),
    ] = "pages",
    balance: Annotated[
        bool, typer.Option("--balance", help="Thin the larger class to the size of the other.")
    ] = False,
    text_chars: Annotated[
        int, typer.Option(help="Characters of a page that it sees; as recall.text_chars.")
    ] = _DEFAULT_CHARS,
    seed: Annotated[int, typer.Option(help="Seed of the choice and of the training.")] = 0,
    threads: Annotated[
        int, typer.Option(help="Threads of fastText; with more than one no two trainings are the same.")
    ] = 1,
    run_dir: Annotated[str, typer.Option(help="Where the run lives. Default: MODEL.run")] = "",
    new_run: Annotated[
        bool, typer.Option("--new-run", help="Start anew in the next free MODEL.run-2, MODEL.run-3 ...")
    ] = False,
    workers: Annotated[int, typer.Option(min=0, help="Worker processes; 0: one for each core.")] = 0,
) -> None:
    """Train a fastText classifier, measure it on pages it has not seen, and leave it with a card.

    Example: webinstruct recall train --preset small --out model.bin
    --positives builtin:seeds/positives.jsonl --negatives builtin:seeds/negatives.jsonl
    """
    of_examples: dict[str, Any] = {
        "positives": positives,
        "negatives": negatives or [],
        "hard_negatives": hard_negatives or [],
        "balance": balance,
        "text_chars": text_chars,
        "seed": seed,
    }
    of_training = {
        "preset": preset,
        "held_out": held_out,
        "folds": folds,
        "apart": apart,
        "seed": seed,
        "threads": threads,
    }
    job = TrainingJob(
        checked(ExampleSettings, of_examples, ""),
        checked(TrainingSettings, of_training, ""),
        out,
        run_dir,
        workers,
    )
    with watching() as watcher:
        model = trained_model(job, new_run=new_run, watcher=watcher)
    for line in card_lines(model.card):
        print(line)
    settings = ["recall.train=null", f"recall.model={out}", "recall.keep=threshold"]
    settings += [] if text_chars == _DEFAULT_CHARS else [f"recall.text_chars={text_chars}"]
    print(next_line("run", "--config", "FILE", *chain(*(("--set", setting) for setting in settings))))
