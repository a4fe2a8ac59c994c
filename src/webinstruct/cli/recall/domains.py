"""`webinstruct recall domains`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated, Any

import typer

from webinstruct.cli.called import next_line
from webinstruct.cli.failures import exit_on_failures
from webinstruct.cli.progress import watching
from webinstruct.cli.recall.engine_file import check_labels
from webinstruct.core.errors import ConfigError
from webinstruct.pipeline.config import config_values
from webinstruct.pipeline.loop.domains import domains_config, domains_run
from webinstruct.pipeline.loop.sites_report import TO_LABEL, SitesReport, sites_report
from webinstruct.recall.sites.label import DROP, KEEP

__all__ = ["domains"]


def domains(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run whose recall is done.")],
    least_pages: Annotated[
        int | None,
        typer.Option(min=1, help="Candidates that a site must have. Default: 1000, or 1 with a share."),
    ] = None,
    least_share: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of its pages that must be candidates.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="domain (the default), or prefix: with the beginning of the path.")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(help="File of labels: JSONL, CSV or Parquet with domain and label.")
    ] = None,
    engine_config: Annotated[
        str | None,
        typer.Option(help="YAML file with the group label: {engine: ...}; perhaps sites, executor."),
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="Override a setting: --set label.batch=20")
    ] = None,
    run_dir: Annotated[
        str | None, typer.Option(help="Where the sites are counted. Default: RUN-domains.")
    ] = None,
    new_run: Annotated[bool, typer.Option(help="Start anew in the next free RUN-domains-2 ...")] = False,
    retry_quarantined: Annotated[bool, typer.Option(help="Ask again about sites that got no label.")] = False,
    top: Annotated[int, typer.Option(min=0, help="How many sites are shown.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count pages, tokens and candidates by site, and label the sites with many candidates: keep or drop.

    Example: webinstruct recall domains runs/quickstart --least-pages 2 --top 10
    """
    values = config_values(engine_config) if engine_config else {}
    values = _merged(values, "sites", _chosen(by, least_pages, least_share))
    if labels:
        values = _merged(values, "label", {"file": labels})
    config = domains_config(run, values, set_ or [], run_dir)
    check_labels(engine_config, len(config.stages) > 1)
    with watching() as watcher:
        done = domains_run(config, new_run=new_run, retry_quarantined=retry_quarantined, watcher=watcher)
    exit_on_failures(done.failures)
    report = sites_report(done.run_dir, done.stages, top)
    if as_json:
        print(json.dumps(report.plain(), indent=1, ensure_ascii=False))
        return
    print("\n".join(report.lines()))
    if not report.totals["recalled_pages"]:
        print(next_line("show", run, "--stage", "recall", "--what", "rejected"))
        return
    if len(config.stages) == 1:
        more = {"--by": by, "--least-share": least_share, "--run-dir": run_dir}
        kept = chain(*((word, value) for word, value in more.items() if value is not None))
        print(next_line("recall", "domains", run, *kept, *_labelling(report, least_pages, set_ or [])))
        return
    if not report.labels.keys() & {KEEP, DROP}:
        print("note: no site got a label. Sites are named as in the first column above.", file=sys.stderr)
    print(next_line("show", done.run_dir.root, "--stage", "label"))


def _labelling(report: SitesReport, least_pages: int | None, overrides: Sequence[str]) -> Iterator[object]:
    """The flags of the call that labels the sites; where there is none to label, of one that lets some through."""
    yield from chain(*(("--set", override) for override in overrides))
    if report.labels.get(TO_LABEL, 1):
        yield from () if least_pages is None else ("--least-pages", least_pages)
        yield from ("--labels", "FILE")
        return
    most = max((row["recalled_pages"] for row in report.top), default=1)
    yield from ("--new-run", "--least-pages", max(1, most))


def _chosen(by: str | None, pages: int | None, share: float | None) -> dict[str, Any]:
    if pages is None and share is not None:
        pages = 1
    given = {"by": by, "least_pages": pages, "least_share": share}
    return {name: value for name, value in given.items() if value is not None}


def _merged(values: dict[str, Any], group: str, more: dict[str, Any]) -> dict[str, Any]:
    """`values` with `more` in its group, which a file may have too."""
    there = values.get(group) or {}
    if not isinstance(there, dict):
        raise ConfigError(f"setting '{group}' is {there!r}; it is a group, as in '{group}: {{key: value}}'.")
    return {**values, group: {**there, **more}}
