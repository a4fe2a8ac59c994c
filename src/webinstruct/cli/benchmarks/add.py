"""`webinstruct benchmarks add`."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Annotated, Any

import typer

from webinstruct.cli.benchmarks.chosen import notes_to_stderr, understood
from webinstruct.cli.called import next_line
from webinstruct.core.errors import ConfigError
from webinstruct.decontaminate.benchmarks import Benchmark
from webinstruct.decontaminate.benchmarks.adding import added, field_names, unnamed_in
from webinstruct.decontaminate.benchmarks.hub import HubPart, fetched
from webinstruct.decontaminate.benchmarks.manifest import HUB, Entry
from webinstruct.decontaminate.coverage import coverage_of
from webinstruct.decontaminate.settings import DecontaminateSettings

__all__ = ["add"]


def add(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="JSON, JSONL, CSV or Parquet, also gzipped; or hf:OWNER/NAME."
        ),
    ],
    to: Annotated[str, typer.Option(help="The folder whose manifest names them; made if it is not there.")],
    name: Annotated[str | None, typer.Option(help="What it is called. Default: as its file.")] = None,
    version: Annotated[str | None, typer.Option(help="Which edition it is.")] = None,
    split: Annotated[
        str | None, typer.Option(help="Which part it is; of hf: the one to fetch, by default test.")
    ] = None,
    question: Annotated[
        list[str] | None, typer.Option(help="Field that holds a question; may be given several times.")
    ] = None,
    context: Annotated[list[str] | None, typer.Option(help="Field read before each question.")] = None,
    rest: Annotated[list[str] | None, typer.Option(help="Field with answers, options, solutions.")] = None,
    config_name: Annotated[str | None, typer.Option(help="Of hf: the data set's config.")] = None,
    revision: Annotated[str | None, typer.Option(help="Of hf: branch, tag or commit.")] = None,
    link: Annotated[bool, typer.Option("--link", help="Leave the file where it is.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of another file of that name.")
    ] = False,
) -> None:
    """Read a benchmark, check it, copy it into a folder and write its line into the manifest there.

    Example: webinstruct benchmarks add builtin:benchmarks/quickstart.jsonl --to benchmarks --version 1
    """
    _check_flags(files, name, link)
    said = {word: value for word, value in (("name", name), ("version", version), ("split", split)) if value}
    fields = (question or [], context or [], rest or [])
    for file in files:
        with _entry(HubPart(file, config_name, split or "test", revision)) as entry:
            more: dict[str, Any] = {"fields": field_names(entry.file, *fields)} if any(fields) else {}
            done = added(entry.model_copy(update=said | more), to, is_linked=link, replaces=replace)
        print(f"{'added' if done.is_new else 'there already'}: {understood(done.benchmark)}")
        print(f"  {_covered(done.benchmark)}")
        notes_to_stderr([done.benchmark])
    for path in unnamed_in(to):
        print(f"note: {path} is not in the manifest; runs pass it by until it is added", file=sys.stderr)
    print(next_line("benchmarks", "list", to))


def _check_flags(files: list[str], name: str | None, is_linked: bool) -> None:
    if name and len(files) > 1:
        raise ConfigError("--name is for one file. Add the files one by one.")
    if is_linked and any(file.startswith(HUB) for file in files):
        raise ConfigError("--link is for files that are here; what is fetched from the Hub has to be copied.")


def _entry(part: HubPart) -> AbstractContextManager[Entry]:
    return fetched(part) if part.words.startswith(HUB) else nullcontext(Entry(file=part.words))


def _covered(benchmark: Benchmark) -> str:
    """How many of its items can be found, by the settings that hold where nothing is set."""
    counts = coverage_of([benchmark], DecontaminateSettings())[benchmark.name]
    left = counts["uncovered"]
    return f"covered: {counts['items'] - left:,} items" + (
        f"; {left:,} say too little to be told" if left else ""
    )
