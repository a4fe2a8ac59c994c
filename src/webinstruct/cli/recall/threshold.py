"""`webinstruct recall threshold`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import chain
from typing import Annotated, NamedTuple

import typer

from webinstruct.cli.called import next_line
from webinstruct.cli.failures import exit_on_failures
from webinstruct.cli.progress import watching
from webinstruct.cli.recall.engine_file import check_labels
from webinstruct.core.errors import ConfigError
from webinstruct.pipeline.config import config_values
from webinstruct.pipeline.threshold.choice import Choice, Target, budget_choice, labelled_choice
from webinstruct.pipeline.threshold.findings import Findings, findings, found_histogram, sample_to_label
from webinstruct.pipeline.threshold.report import choice_lines, corpus_line, curve_lines, plain_report
from webinstruct.pipeline.threshold.runs import HISTOGRAM, LABEL, SAMPLE, SHOW, LabelRun, label_run, unsettled
from webinstruct.pipeline.threshold.source import recalled_model
from webinstruct.recall.threshold.bins import Histogram
from webinstruct.recall.threshold.cut import cut_for_budget
from webinstruct.runner.run_dir import RunDir, run_dir_at

__all__ = ["threshold"]

_TO_LABEL = "to_label.jsonl"


def threshold(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run whose recall scored its pages.")],
    target_precision: Annotated[
        float | None, typer.Option(min=0, max=1, help="Precision that the kept pages shall have.")
    ] = None,
    target_recall: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of the wanted pages that shall be kept.")
    ] = None,
    budget_tokens: Annotated[
        int | None, typer.Option(min=1, help="Tokens that the kept pages may have; needs no labels.")
    ] = None,
    by_estimate: Annotated[
        bool, typer.Option(help="The estimate has to reach the target, not the lower end of its interval.")
    ] = False,
    labels: Annotated[
        str | None, typer.Option(help="File of labels: JSONL, CSV or Parquet with page_id or url, and label.")
    ] = None,
    engine_config: Annotated[
        str | None, typer.Option(help="YAML file with the group label: {engine: ...}; perhaps executor.")
    ] = None,
    pages: Annotated[int | None, typer.Option(min=1, help="Pages to be labelled. Default: 500.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="Override a setting: --set label.batch=4")
    ] = None,
    run_dir: Annotated[
        str | None, typer.Option(help="Where the sample and its labels live. Default: RUN-labels.")
    ] = None,
    new_run: Annotated[bool, typer.Option(help="Start anew in the next free RUN-labels-2 ...")] = False,
    retry_quarantined: Annotated[bool, typer.Option(help="Ask again about pages that got no label.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Choose recall's cut-off from a few labelled pages, with intervals for the precision and recall of all pages.

    Without labels it writes the pages to be labelled to a file. Exits with 1 where no score reaches the target.

    Example: webinstruct recall threshold runs/crawl --labels labels.jsonl --target-precision 0.9
    """
    target = _target(target_precision, target_recall, budget_tokens, by_estimate)
    values = config_values(engine_config) if engine_config else {}
    sizes = [f"sample.pages={pages}"] if pages else []
    job = label_run(run, values, [*sizes, *(set_ or [])], run_dir)
    check_labels(engine_config, job.has_labeller)
    last = _last_stage(job, target, labels)
    with watching() as watcher:
        done = job.driven(last, watcher, new_run=new_run, retry=retry_quarantined)
    exit_on_failures(done.failures)
    for sentence in unsettled(done):
        print(f"note: {sentence} Try them again with --retry-quarantined.", file=sys.stderr)
    if last == SHOW:
        _hand_over(_Call(run, run_dir), done.run_dir)
        return
    found = None if last == HISTOGRAM else findings(done.run_dir, labels)
    call = _Call(run, run_dir, labels, engine_config)
    _tell(call, _Known(found_histogram(done.run_dir), found, target), as_json)


def _target(
    precision: float | None, recall: float | None, budget_tokens: int | None, by_estimate: bool
) -> Target:
    if sum(one is not None for one in (precision, recall, budget_tokens)) > 1:
        raise ConfigError("Choose one of --target-precision, --target-recall and --budget-tokens.")
    return Target(precision, recall, budget_tokens, by_estimate)


def _last_stage(job: LabelRun, target: Target, labels: str | None) -> str:
    """As far as this call has to go."""
    if labels:
        return SAMPLE
    if job.has_labeller:
        return LABEL
    return HISTOGRAM if target.budget_tokens is not None else SHOW


def _hand_over(call: _Call, run_dir: RunDir) -> None:
    """Write the sample for people to label."""
    path = str(run_dir.root / _TO_LABEL)
    count = sample_to_label(run_dir, path)
    if count is None:
        print(f"{path} is there already and is left as it is. Put a label (wanted or other) on its lines.")
    else:
        print(f"{path}: {count:,} pages. Put a label (wanted or other) on as many as you like.")
    print(next_line(*call._replace(labels=path).again("--target-precision", 0.9)))


class _Known(NamedTuple):
    histogram: Histogram
    found: Findings | None
    target: Target

    def choice(self) -> Choice | None:
        """The cut-off for the target."""
        if self.target.budget_tokens is not None:
            return budget_choice(self.histogram, self.target.budget_tokens)
        return labelled_choice(self.found, self.target) if self.found else None


class _Call(NamedTuple):
    """What a further call of the command has to say again."""

    run: str
    run_dir: str | None
    labels: str | None = None
    engine_config: str | None = None

    def again(self, *more: object) -> Sequence[object]:
        """The words of a further call, with `more`."""
        given = {"--run-dir": self.run_dir, "--labels": self.labels, "--engine-config": self.engine_config}
        kept = chain(*((word, value) for word, value in given.items() if value))
        return ("recall", "threshold", self.run, *kept, *more)


def _tell(call: _Call, known: _Known, as_json: bool) -> None:
    choice = known.choice()
    if as_json:
        print(json.dumps(plain_report(known.histogram, known.found, choice), indent=1))
    else:
        print(corpus_line(known.histogram))
        for line in curve_lines(known.found) if known.found else ():
            print(line)
        for line in choice_lines(choice) if choice else ():
            print(line)
        print(next_line(*_next_of(call, known, choice)))
    is_missed = choice is None and known.target.needs_labels
    if is_missed or (choice is not None and not choice.is_reached):
        raise typer.Exit(1)


def _next_of(call: _Call, known: _Known, choice: Choice | None) -> Sequence[object]:
    if choice is None:
        return call.again("--target-precision", 0.9)
    if not choice.pages and known.target.budget_tokens is not None:
        next_tokens = cut_for_budget(known.histogram, known.target.budget_tokens).next_tokens
        return call.again("--budget-tokens", next_tokens or 1)
    model = recalled_model(run_dir_at(call.run))
    settings = ["recall.train=null", f"recall.model={model}"] if model else []
    settings += ["recall.keep=threshold", f"recall.threshold={choice.threshold!r}"]
    named = chain(*(("--set", setting) for setting in settings))
    return ("run", "--config", "FILE", "--run-dir", call.run, "--new-run", *named)
