"""Which benchmarks a command is about, and how a line names one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

from webinstruct.core.errors import ConfigError
from webinstruct.decontaminate.benchmarks import Benchmark
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.pipeline import config_from

__all__ = ["AsJson", "Config", "Overrides", "Places", "chosen_settings", "notes_to_stderr", "understood"]

Places = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FOLDER]...", help="Folders with a manifest, or files; builtin:benchmarks ships."
    ),
]
Config = Annotated[
    str | None, typer.Option("--config", "-c", help="A config: those that its decontaminate names.")
]
Overrides = Annotated[
    list[str] | None, typer.Option("--set", help="Override a setting: --set decontaminate.ngram=13")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

_PLAIN: dict[str, Any] = {"source": {"path": "builtin:sample"}}


def chosen_settings(
    places: Sequence[str] | None, config: str | None, overrides: Iterable[str] | None
) -> DecontaminateSettings:
    """The settings of decontaminate in `config` (the defaults without one), with `places` as its benchmarks if given.

    Raises:
        ConfigError: the config is wrong, or no benchmarks are named anywhere.
    """
    if not (places or config):
        raise ConfigError(
            "No benchmarks are named. Name a folder, such as builtin:benchmarks, or a config under --config."
        )
    stages = config_from(config or _PLAIN, overrides or ()).stages
    found = (named.stage.settings for named in stages)
    settings = next((group for group in found if isinstance(group, DecontaminateSettings)), None)
    if settings is None:
        raise ConfigError(f"{config} has no stage that decontaminates. Name a folder of benchmarks instead.")
    if places:
        return settings.model_copy(update={"benchmarks": list(places)})
    if not settings.benchmarks:
        raise ConfigError(f"{config} names no benchmarks. Name them under decontaminate.benchmarks.")
    return settings


def understood(benchmark: Benchmark) -> str:
    """A benchmark in a line: "gsm8k (main, test): 1,319 items, question in question, rest in answer"."""
    version = f" ({benchmark.version})" if benchmark.version else ""
    fields = benchmark.fields
    parts = (("question", fields.questions), ("context", fields.contexts), ("rest", fields.rest))
    held = "".join(f", {word} in {' + '.join(names)}" for word, names in parts if names)
    return f"{benchmark.name}{version}: {len(benchmark.items):,} items{held}"


def notes_to_stderr(found: Iterable[Benchmark]) -> None:
    """Say what is odd about benchmarks, one line each."""
    for benchmark in found:
        for note in benchmark.notes:
            print(f"note: {benchmark.path}: {note}", file=sys.stderr)
