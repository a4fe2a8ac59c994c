"""Training the classifier as a run of its own, and leaving it with a card that says what it is worth.

MODEL.bin    the classifier, folded
MODEL.json   the card: data with hashes, parameters, measures
MODEL.md     the same for people
MODEL.run/   the run: examples, splits, each page's score; killed and started again it goes on
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from webinstruct.core.errors import ConfigError, RunnerError
from webinstruct.executors import ExecutorSettings
from webinstruct.pipeline.config import NamedStage, RunConfig
from webinstruct.pipeline.run import Run, run
from webinstruct.pipeline.training_card import card_markdown
from webinstruct.recall.classifier import WANTED
from webinstruct.recall.model_card import beside
from webinstruct.recall.presets import PRESETS
from webinstruct.recall.training.examples import Examples
from webinstruct.recall.training.settings import ExampleSettings, TrainingSettings, labelled_paths
from webinstruct.recall.training.stage import FIGURES, MODEL, Training
from webinstruct.runner.drive import Watcher
from webinstruct.sources import SourceSettings
from webinstruct.storage.files import (
    copy_file,
    is_local,
    read_bytes,
    resolved,
    sha256_of,
    write_whole,
)
from webinstruct.version import __version__

__all__ = ["TrainedModel", "TrainingJob", "trained_model"]

_SOURCE = "webinstruct.recall.training.source:LabelledPages"
_EXAMPLES, _TRAINING = (f"{kind.__module__}:{kind.__qualname__}" for kind in (Examples, Training))


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """What is trained on what. `run_dir` is empty for a folder beside the model; `workers` 0 for all cores."""

    examples: ExampleSettings
    training: TrainingSettings
    out: str
    run_dir: str = ""
    workers: int = 0


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A classifier at `out`, and its card."""

    out: str
    card: Mapping[str, Any]


def trained_model(job: TrainingJob, *, new_run: bool = False, watcher: Watcher | None = None) -> TrainedModel:
    """Train, measure, and write MODEL.bin with its card. Killed and called again it goes on.

    Raises:
        ConfigError: the model's place is a folder, or the run directory was planned with other data or settings; it
            names the first that differs.
        InputError: a file cannot be read.
        RunnerError: a part failed; it says which and why.
    """
    if is_local(job.out) and Path(resolved(job.out)).is_dir():
        raise ConfigError(
            f"{job.out} is a folder. Name a file for the model: {job.out.rstrip('/')}/model.bin"
        )
    done = run(_config(job), new_run=new_run, watcher=watcher)
    if done.failures:
        first = done.failures[0]
        raise RunnerError(
            f"{first.part.step} {first.part.number} of '{first.stage}' failed: {first.message} "
            "What is done is kept; the same command goes on, and with other files or settings --new-run begins anew."
        )
    model = done.run_dir.artifact(Training.name, MODEL, 0, ".bin")
    card = _card(job, done, sha256_of(str(model)))
    copy_file(model, job.out)
    write_card(card, job.out)
    return TrainedModel(job.out, card)


def write_card(card: Mapping[str, Any], out: str) -> None:
    """Write the card beside the model at `out`, for programs and for people."""
    write_whole(beside(out, ".json"), json.dumps(card, indent=1, ensure_ascii=False).encode())
    write_whole(beside(out, ".md"), card_markdown(card).encode())


def _config(job: TrainingJob) -> RunConfig:
    return RunConfig(
        source=SourceSettings(path=labelled_paths(job.examples), use=_SOURCE),
        executor=ExecutorSettings(workers=job.workers) if job.workers else ExecutorSettings(),
        run_dir=job.run_dir or _run_dir_beside(job.out),
        stages=(
            NamedStage(Examples.name, _EXAMPLES, Examples(job.examples)),
            NamedStage(Training.name, _TRAINING, Training(job.training)),
        ),
    )


def _run_dir_beside(out: str) -> str:
    if not is_local(out):
        raise ConfigError(
            f"{out} is not on this machine, where a run has to lie. Name a folder with --run-dir."
        )
    return beside(out, ".run")


def _card(job: TrainingJob, done: Run, sha256: str) -> Mapping[str, Any]:
    examples, training = done.stages
    figures = json.loads(read_bytes(done.run_dir.artifact(Training.name, FIGURES, 0, ".json")))
    preset = job.training.preset
    return {
        "webinstruct": __version__,
        "model": {"file": PurePosixPath(job.out).name, "sha256": sha256, "label": WANTED},
        "preset": preset,
        "parameters": dict(PRESETS[preset]),
        "text_chars": job.examples.text_chars,
        "settings": {"examples": job.examples.planned(), "training": job.training.planned()},
        "data": dict(Examples(job.examples).identity()),
        "pages": {
            "read": examples.books.read,
            "stopped": dict(sorted((examples.books.rejected + training.books.rejected).items())),
            "quarantined": (examples.books.quarantined + training.books.quarantined).total(),
        },
        **figures,
    }
