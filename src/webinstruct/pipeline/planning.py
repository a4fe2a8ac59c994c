"""Making the plan, or holding the config against the one that is there."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from webinstruct.core.errors import ConfigError, InputError, PlanMismatch, RunnerError
from webinstruct.core.source import OpensInRun
from webinstruct.pipeline.config import NamedStage, RunConfig
from webinstruct.runner.copies import fresh_source_folder, keep_source
from webinstruct.runner.plan import (
    Plan,
    begun,
    difference_of,
    first_difference,
    loaded_plan,
    save_settings,
    saved,
    stage_plan,
)
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.sources import source_of
from webinstruct.storage.folders import exists, files_below
from webinstruct.storage.locks import taken_lock
from webinstruct.storage.promises import check_promises
from webinstruct.version import __version__

__all__ = ["new_plan", "next_free", "planned"]

_LOCK_WAIT_S = 60.0
_WAY_ON = "Put it back, or start anew with --new-run or another --run-dir."


def planned(config: RunConfig, selected: Sequence[NamedStage], run_dir: RunDir, alone: bool) -> Plan:
    """The plan of `run_dir`, with the `selected` stages in it; made now if there is none.

    Where nobody else is at work (`alone`), planned stages that never began are planned anew.

    Raises:
        PlanMismatch: naming the first setting that differs from the plan.
        RunnerError: a stage before the selected ones never ran.
        StorageError: the store is none that a run can lie in.
    """
    with _plan_lock(run_dir):
        there = loaded_plan(run_dir)
        if there is None:
            _check_empty(run_dir)
            check_promises(run_dir.root)
        plan = there or _planned_anew(config, selected, run_dir)
        plan = begun(plan, run_dir) if alone else plan
        _check_source(plan, config)
        plan = _with_stages(plan, _chain(plan, config, selected), selected)
        if plan != there:
            saved(plan, run_dir)
        for named in selected:
            save_settings(run_dir, named.name, named.stage.settings)
        save_settings(run_dir, "source", config.source)
    return plan


def _planned_anew(config: RunConfig, selected: Sequence[NamedStage], run_dir: RunDir) -> Plan:
    folder = fresh_source_folder(run_dir)
    plan = new_plan(config, selected, folder)
    keep_source(run_dir, folder)
    return plan


def new_plan(config: RunConfig, selected: Sequence[NamedStage], folder: str) -> Plan:
    """A plan without stages: the source and its division into shards, made now; the source may use `folder`."""
    first = selected[0] if config.source.pairs else config.stages[0]
    if selected[0] is not first:
        raise RunnerError(
            f"'{selected[0].name}' reads what '{config.stages[0].name}' and later stages left, and this run directory "
            f"is new. Run --stage {first.name}..{selected[-1].name}, or name a file of pairs under source.pairs."
        )
    source = source_of(config.source, first.stage.reads)
    if isinstance(source, OpensInRun):
        Path(folder).mkdir(parents=True, exist_ok=True)
        source.open(folder)
    shards = tuple(source.shards())
    if not shards:
        raise InputError(
            f"{config.source.path or config.source.pairs} holds no rows. Name another file under source."
        )
    return Plan(__version__, config.source.planned(), shards)


def next_free(run_dir: str) -> str:
    """The first of RUN, RUN-2, RUN-3 ... that holds no plan yet."""
    base = path = str(run_dir_at(run_dir).root)
    number = 1
    while exists(run_dir_at(path).plan):
        number += 1
        path = f"{base}-{number}"
    return path


def _check_empty(run_dir: RunDir) -> None:
    """Raise if rows were kept here under a plan that is gone."""
    below = (path for path in files_below(run_dir.root) if path.split("/")[1:2] == ["kept"])
    if kept := next((run_dir.root / path for path in below if path.endswith(".parquet")), None):
        raise InputError(
            f"{kept} is there, but no {run_dir.plan.name} that says what it holds. Use another --run-dir."
        )


def _check_source(plan: Plan, config: RunConfig) -> None:
    if plan.webinstruct != __version__:
        raise PlanMismatch(
            f"this run was planned with webinstruct {plan.webinstruct}; this is {__version__}. "
            "Install that version, or start anew with --new-run."
        )
    if difference := first_difference(plan.source, config.source.planned(), "source"):
        raise PlanMismatch(f"{difference}. {_WAY_ON}")


def _chain(plan: Plan, config: RunConfig, selected: Sequence[NamedStage]) -> Sequence[NamedStage]:
    """The stages from the first planned one to the last selected one, as the config has them."""
    names = [stage.name for stage in config.stages]
    first = plan.stages[0].name if plan.stages else selected[0].name
    if first not in names:
        raise PlanMismatch(
            f"this run was planned from stage '{first}', which the config does not have. {_WAY_ON}"
        )
    start, stop = names.index(first), names.index(selected[-1].name)
    if names.index(selected[0].name) < start:
        raise ConfigError(f"this run begins with '{first}'; '{selected[0].name}' comes before it. {_WAY_ON}")
    return config.stages[start : stop + 1]


def _with_stages(plan: Plan, chain: Sequence[NamedStage], selected: Sequence[NamedStage]) -> Plan:
    previous = plan.source_fingerprint
    for place, named in enumerate(chain):
        wanted = stage_plan(named.stage, named.use, previous)
        if place >= len(plan.stages):
            if named not in selected:
                raise RunnerError(
                    f"'{selected[0].name}' needs '{named.name}', which has not run here. "
                    f"Run --stage {named.name}..{selected[-1].name}."
                )
            plan = plan.with_stage(wanted)
        there = plan.stages[place]
        if there.name != wanted.name:
            raise PlanMismatch(
                f"stage {place + 1} was '{there.name}' when the run was planned and is '{wanted.name}' now. {_WAY_ON}"
            )
        if there.fingerprint != wanted.fingerprint:
            raise PlanMismatch(f"{difference_of(there, wanted)}. {_WAY_ON}")
        previous = there.fingerprint
    return plan


@contextmanager
def _plan_lock(run_dir: RunDir) -> Iterator[None]:
    until = time.monotonic() + _LOCK_WAIT_S
    while (lock := taken_lock(str(run_dir.locks / "plan.lock"))) is None:
        if time.monotonic() > until:
            raise RunnerError(
                f"another run is planning in {run_dir.root}. Wait for it, or use another --run-dir."
            )
        time.sleep(0.1)
    try:
        yield
    finally:
        lock.release()
