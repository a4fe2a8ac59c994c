"""The run that counts, samples and labels the pages of another run; each call goes only as far as it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from webinstruct.core.errors import ConfigError, InputError
from webinstruct.core.settings import checked, nearest, overridden
from webinstruct.pipeline.config import RunConfig, config_from
from webinstruct.pipeline.recalled import recalled_plan
from webinstruct.pipeline.run import Run, run
from webinstruct.pipeline.threshold.source import recalled_model
from webinstruct.runner.drive import Watcher
from webinstruct.runner.plan import loaded_plan, settings_now
from webinstruct.runner.run_dir import run_dir_at
from webinstruct.sources import SourceSettings
from webinstruct.storage import parquet
from webinstruct.storage.folders import files_in, has_files

__all__ = ["HISTOGRAM", "LABEL", "SAMPLE", "SHOW", "LabelRun", "label_run", "unsettled"]

HISTOGRAM, SAMPLE, SHOW, LABEL = "histogram", "sample", "show", "label"
_SOURCE = "webinstruct.pipeline.threshold.source:ScoredRun"
_STAGES = {
    HISTOGRAM: "webinstruct.recall.threshold.histogram:CountScores",
    SAMPLE: "webinstruct.recall.threshold.draw:SamplePages",
    SHOW: "webinstruct.recall.threshold.show:ShowPages",
    LABEL: "webinstruct.recall.threshold.label:LabelPages",
}
_GROUPS = (SAMPLE, SHOW, LABEL, "executor")
_CACHE = "answers.db"
_ROW_TIMEOUT_S = 1_000.0
"""A page that lies on a server is fetched as a row is judged: longer than source.fetch.patience_s waits by default."""


@dataclass(frozen=True, slots=True)
class LabelRun:
    """What is to be labelled of which run; `values` are the groups sample, show, label and executor of a config."""

    recalled: str
    values: Mapping[str, Any]
    run_dir: str = ""

    @property
    def place(self) -> str:
        """Its run directory."""
        return self.run_dir or f"{self.recalled.rstrip('/')}-labels"

    @property
    def has_labeller(self) -> bool:
        """Whether labels are given by a stage of the run."""
        return bool(self.values.get(LABEL))

    def driven(self, last: str, watcher: Watcher, *, new_run: bool = False, retry: bool = False) -> Run:
        """Do what is not done yet, up to the stage `last`.

        Raises:
            InputError: a table of scores cannot be counted; without it nothing is known of the corpus.
        """
        done = run(
            self._config(),
            stage=f"{HISTOGRAM}..{last}",
            new_run=new_run,
            retry_quarantined=retry,
            watcher=watcher,
        )
        if not done.failures:
            _check_counted(done)
        return done

    def _config(self) -> RunConfig:
        stages = [HISTOGRAM, SAMPLE, SHOW, *([LABEL] if self.has_labeller else [])]
        given = {name: dict(self.values[name]) for name in _GROUPS if self.values.get(name)}
        given[SHOW] = {**given.get(SHOW, {}), **_origin(self.recalled)}
        given["executor"] = {"row_timeout_s": _ROW_TIMEOUT_S, **given.get("executor", {})}
        given[SAMPLE] = {**_planned_sample(self.place), **given.get(SAMPLE, {})}
        if self.has_labeller:
            given[LABEL] = {"batch": 1, **_remembering(given[LABEL], self.place)}
        return config_from(
            {
                "source": {"use": _SOURCE, "path": self.recalled},
                "stages": [{"name": name, "use": _STAGES[name]} for name in stages],
                "run_dir": self.place,
                **given,
            }
        )


def label_run(
    recalled: str, values: Mapping[str, Any], overrides: Iterable[str] = (), run_dir: str | None = None
) -> LabelRun:
    """The labelling of the run directory `recalled`, with "a.b=value" overrides applied to `values`.

    Raises:
        ConfigError: a group is unknown.
        InputError: recall has not run there, or had no classifier.
    """
    chosen = overridden(values, overrides)
    for key, group in chosen.items():
        if key not in _GROUPS:
            raise ConfigError(f"unknown setting '{key}'. {nearest(key, _GROUPS)}")
        if not isinstance(group, Mapping):
            raise ConfigError(f"setting '{key}' is {group!r}; it is a group, as in '{key}: {{name: value}}'.")
    recalled_model(run_dir_at(recalled))
    return LabelRun(recalled, chosen, run_dir or "")


def unsettled(done: Run) -> Iterator[str]:
    """What to say of sampled pages that could not be shown or labelled."""
    for stage in done.stages:
        if count := stage.books.quarantined.total():
            yield f"{count} pages have an error in '{stage.name}', such as: {_first_error(done, stage.name)}"


def _check_counted(done: Run) -> None:
    counted = next(stage for stage in done.stages if stage.name == HISTOGRAM)
    if count := counted.books.quarantined.total():
        raise InputError(
            f"{count} tables of scores cannot be counted, such as: {_first_error(done, HISTOGRAM)} "
            "Mend that, then add --retry-quarantined."
        )


def _first_error(done: Run, stage: str) -> str:
    file = files_in(done.run_dir.stage(stage) / "quarantined", ".parquet")[0]
    return str(next(parquet.rows(str(file), ["detail"]))["detail"])


def _origin(recalled: str) -> Mapping[str, Any]:
    """The source of the run `recalled`, for reading single pages again."""
    run_dir = run_dir_at(recalled)
    plan = recalled_plan(run_dir)
    settings = checked(SourceSettings, settings_now(run_dir, "source", plan.source), "source")
    folder = str(run_dir.source) if has_files(run_dir.source) else ""
    return {"source": settings.model_dump(mode="json"), "source_folder": folder}


def _planned_sample(place: str) -> Mapping[str, Any]:
    """The sample's settings as planned, so that a later call need not repeat them."""
    plan = loaded_plan(run_dir_at(place))
    planned = plan.stage(SAMPLE) if plan else None
    return planned.settings if planned else {}


def _remembering(group: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    """`group` with a memory for answers where an engine is asked: a call that was killed pays none twice."""
    return {"cache": str(run_dir_at(place).root / _CACHE), **group} if group.get("engine") else group
