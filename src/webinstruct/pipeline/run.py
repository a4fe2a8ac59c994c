"""Running a config: plan, walk through the stages, look at what came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from webinstruct.core.errors import RunnerError
from webinstruct.core.stage import PROCESS, Stage
from webinstruct.executors.slurm.follow import followed
from webinstruct.executors.slurm.records import HandedIn
from webinstruct.executors.slurm.submit import Submitted, jobs_in_queue, scripts_of, submitted
from webinstruct.pipeline.config import NamedStage, RunConfig, config_from
from webinstruct.pipeline.placing import executor_of, own_command, pending_steps
from webinstruct.pipeline.planning import new_plan, next_free, planned
from webinstruct.runner.drive import Failure, Silent, Watcher, check_complete, driven, pending_parts
from webinstruct.runner.plan import Plan, loaded_plan
from webinstruct.runner.retry import reopened
from webinstruct.runner.run_dir import RunDir, run_dir_at
from webinstruct.runner.status import StageStatus, status
from webinstruct.runner.sweep import is_at_work, swept
from webinstruct.storage.locks import FolderLock, share_between_machines, shared_folder

__all__ = ["Run", "forecast", "forecast_jobs", "run"]


@dataclass(frozen=True, slots=True)
class Run:
    """What a call of `run` came to. Without failures the selected stages are complete, unless it has only `submitted`
    jobs that will see to that."""

    run_dir: RunDir
    plan: Plan
    failures: tuple[Failure, ...]
    stages: tuple[StageStatus, ...]
    submitted: Submitted | None = None


def run(
    config: str | Path | Mapping[str, Any] | RunConfig,
    *,
    run_dir: str | None = None,
    stage: str | None = None,
    overrides: Iterable[str] = (),
    site: str | None = None,
    executor: str | None = None,
    new_run: bool = False,
    retry_quarantined: bool = False,
    wait: bool = False,
    watcher: Watcher | None = None,
) -> Run:
    """Run the stages of a config that are not done yet, and return what came of it.

    `site` is a file that says where, `executor` the kind (see `config_from`). By slurm the jobs are only submitted;
    `wait` follows them to their end.
    `stage` limits to "NAME" or "FIRST..LAST", and to what they need that is not there yet. `new_run` takes the next
    free directory beside `run_dir`; `retry_quarantined` opens the shards that hold quarantined rows first. Can be
    killed at any instant and called again: finished shards are not touched.

    Raises:
        ConfigError: the config is wrong, or not the one that the run directory was planned with.
        InputError, StorageError, RunnerError: the run cannot start.
    """
    chosen = config if isinstance(config, RunConfig) else config_from(config, overrides, site, executor)
    selected = chosen.selected(stage)
    path = run_dir or chosen.run_dir
    place = run_dir_at(next_free(path) if new_run else path)
    if chosen.executor.spans_machines and not share_between_machines(place.root):
        raise RunnerError(
            f"another run is at work in {place.root}, with locks that hold on its machine only. Wait for its end, or "
            "stop it; this command then goes on where it was."
        )
    with shared_folder(place.root) as folder:
        needed = _with_unfinished(chosen, selected, place)
        stages = [named.stage for named in needed]
        told = watcher or Silent()
        if chosen.executor.kind == "slurm":
            queued = jobs_in_queue(place)
            plan = _prepared(chosen, needed, place, folder, retry_quarantined, bool(queued))
            pending = pending_steps(place, stages, len(plan.shards))
            jobs = submitted(place, pending, chosen.executor, queued, own_command())
            failures = followed(place, stages, len(plan.shards), told) if wait else []
            return Run(place, plan, tuple(failures), tuple(status(place, plan)), jobs)
        plan = _prepared(chosen, needed, place, folder, retry_quarantined)
        with executor_of(chosen.executor) as where:
            failures = driven(place, len(plan.shards), stages, where, told)
    return Run(place, plan, tuple(failures), tuple(status(place, plan)))


def _with_unfinished(
    config: RunConfig, selected: Sequence[NamedStage], place: RunDir
) -> Sequence[NamedStage]:
    """`selected`, behind the stages before it whose kept rows it needs and that are not all there yet."""
    plan = loaded_plan(place)
    names = [named.name for named in config.stages]
    wanted = first = names.index(selected[0].name)
    if plan and plan.stages:
        earliest = names.index(plan.stages[0].name) if plan.stages[0].name in names else wanted
    else:
        earliest = wanted if config.source.pairs else 0  # pairs may enter at any stage
    while first > earliest and not (plan and _is_done(place, plan, config.stages[first - 1].stage)):
        first -= 1
    return (*config.stages[first:wanted], *selected)


def _is_done(place: RunDir, plan: Plan, stage: Stage) -> bool:
    """Whether all shards of `stage` are done, and the steps behind its rows."""
    shards = len(plan.shards)
    behind = stage.steps()[list(stage.steps()).index(PROCESS) :]
    return plan.stage(stage.name) is not None and not any(
        pending_parts(place, stage.name, step, shards) for step in behind
    )


def _prepared(
    config: RunConfig,
    selected: Sequence[NamedStage],
    place: RunDir,
    folder: FolderLock,
    retry: bool,
    is_queued: bool = False,
) -> Plan:
    """The plan, held against the config, and the run directory ready for its first worker. Jobs that are queued may
    begin at any time: nobody is alone then."""
    alone = folder.is_alone() and not is_at_work(place) and not is_queued
    plan = planned(config, selected, place, alone)
    if alone:
        swept(place)
    if retry and not alone:
        raise RunnerError(
            f"another run is at work in {place.root}. Wait for its end, or cancel it; then retry."
        )
    if retry:
        reopened(place, plan, [named.name for named in selected])
    folder.share()
    before = plan.before(selected[0].name)
    if before:
        check_complete(place, before.name, len(plan.shards), selected[0].name)
    return plan


def forecast(config: RunConfig, stage: str | None = None, run_dir: str | None = None) -> Plan:
    """The plan that `run` would follow, without writing anything: the one that is there, else a new one."""
    place = run_dir_at(run_dir or config.run_dir)
    there = loaded_plan(place)
    if there:
        return there
    with TemporaryDirectory(prefix="webinstruct-") as folder:
        return new_plan(config, _with_unfinished(config, config.selected(stage), place), folder)


def forecast_jobs(
    config: RunConfig, stage: str | None = None, run_dir: str | None = None
) -> list[tuple[HandedIn, str]]:
    """The jobs that `run` would submit to SLURM, each with its script, without writing anything."""
    place = run_dir_at(run_dir or config.run_dir)
    shards = len(forecast(config, stage, run_dir).shards)
    stages = [named.stage for named in _with_unfinished(config, config.selected(stage), place)]
    return scripts_of(place, pending_steps(place, stages, shards), config.executor)
