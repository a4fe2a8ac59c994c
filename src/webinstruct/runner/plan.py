"""The plan: decided once which shard reads what, and with which settings.

plan.json is written before the first row and compared at every later start. Stages join it when they first run, each
with the fingerprint of the stage before, so that no stage ever reads the output of other settings than it was
planned for. How many workers there are, and where they run, is not part of it; neither are settings that cannot change
a row (`Settings.unplanned`): they lie beside it, as the latest run gave them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from webinstruct.core.errors import InputError, PlanMismatch
from webinstruct.core.ids import fingerprint
from webinstruct.core.settings import Settings
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Stage
from webinstruct.runner.bulk import uncollected
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import write_whole
from webinstruct.storage.folders import content_at, has_files, remove

__all__ = [
    "Plan",
    "StagePlan",
    "begun",
    "difference_of",
    "first_difference",
    "loaded_plan",
    "save_settings",
    "saved",
    "settings_now",
    "stage_plan",
]

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One stage as planned. `identity` holds the hashes of what else can change its output."""

    name: str
    use: str
    settings: dict[str, Any]
    identity: dict[str, str]
    reads: str
    writes: str
    previous: str

    @property
    def fingerprint(self) -> str:
        """One id for this stage and, through `previous`, for all before it."""
        return fingerprint(asdict(self))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run directory is for. `source` holds the source's settings, `shards` its division."""

    webinstruct: str
    source: dict[str, Any]
    shards: tuple[Shard, ...]
    stages: tuple[StagePlan, ...] = ()
    format: int = field(default=_FORMAT)

    @property
    def source_fingerprint(self) -> str:
        """One id for what is read and how it is divided."""
        shards = list(map(_plain_shard, self.shards))
        return fingerprint({"source": self.source, "shards": shards, "by": self.webinstruct})

    def plain(self) -> dict[str, Any]:
        """The plan as plain values, as plan.json has them."""
        return {
            "webinstruct": self.webinstruct,
            "source": self.source,
            "shards": list(map(_plain_shard, self.shards)),
            "stages": [asdict(stage) for stage in self.stages],
            "format": self.format,
        }

    def stage(self, name: str) -> StagePlan | None:
        """The stage `name` as planned, or None if it never ran."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def before(self, name: str) -> StagePlan | None:
        """The stage whose kept rows `name` reads, or None if it reads the source."""
        names = [stage.name for stage in self.stages]
        place = names.index(name)
        return self.stages[place - 1] if place else None

    def with_stage(self, stage: StagePlan) -> Plan:
        """This plan with one more stage behind the others."""
        return replace(self, stages=(*self.stages, stage))


def stage_plan(stage: Stage, use: str, previous: str) -> StagePlan:
    """How `stage` would be planned behind what `previous` fingerprints."""
    return StagePlan(
        name=stage.name,
        use=use,
        settings=stage.settings.planned(),
        identity=dict(stage.identity()),
        reads=f"{stage.reads.name} v{stage.reads.version}",
        writes=f"{stage.writes.name} v{stage.writes.version}",
        previous=previous,
    )


def saved(plan: Plan, run_dir: RunDir) -> None:
    """Write the plan, whole; a line for each shard."""
    plain = plan.plain()
    lines = {word: json.dumps(value, indent=1) for word, value in plain.items()}
    lines["shards"] = "[\n" + ",\n".join(map(json.dumps, plain["shards"])) + "\n]"
    text = ",\n".join(f"{json.dumps(word)}: {value}" for word, value in lines.items())
    write_whole(str(run_dir.plan), f"{{\n{text}\n}}\n".encode())


def loaded_plan(run_dir: RunDir) -> Plan | None:
    """The plan of a run directory, or None if it has none yet.

    Raises:
        InputError: the file is no plan.
        PlanMismatch: another version of the format wrote it.
    """
    content = content_at(run_dir.plan)
    if content is None:
        return None
    try:
        with uncollected():
            return _plan_of(json.loads(content), run_dir)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{run_dir.plan} is no plan ({type(error).__name__}: {error}). Use another --run-dir."
        ) from error


def _plan_of(plain: dict[str, Any], run_dir: RunDir) -> Plan:
    if plain["format"] != _FORMAT:
        raise PlanMismatch(
            f"{run_dir.plan} has format {plain['format']}, this version writes {_FORMAT}. Use --new-run."
        )
    shards = tuple(Shard(tuple(Slice(**s) for s in shard["slices"])) for shard in plain["shards"])
    stages = tuple(StagePlan(**stage) for stage in plain["stages"])
    return Plan(plain["webinstruct"], plain["source"], shards, stages)


def _plain_shard(shard: Shard) -> dict[str, Any]:
    """As dataclasses.asdict, which takes twenty times as long."""
    return {
        "slices": [
            {"path": s.path, "start": s.start, "stop": s.stop, "size": s.size, "name": s.name}
            for s in shard.slices
        ]
    }


def settings_now(run_dir: RunDir, name: str, planned: dict[str, Any]) -> dict[str, Any]:
    """All settings with which a worker builds the stage `name` (or the source): the planned ones and those that are in
    no plan."""
    content = content_at(run_dir.settings(name))
    if content is None:
        return planned
    try:
        found = json.loads(content)
    except ValueError as error:
        raise InputError(f"{run_dir.settings(name)} is damaged. Run the same command again.") from error
    return dict(found)


def save_settings(run_dir: RunDir, name: str, chosen: Settings) -> None:
    """Leave the settings of the stage `name` (or the source) for the workers, where some of them are in no plan."""
    settings, place = chosen.model_dump(mode="json"), run_dir.settings(name)
    if settings == chosen.planned():
        remove(place)
    else:
        write_whole(str(place), json.dumps(settings, indent=1).encode())


def begun(plan: Plan, run_dir: RunDir) -> Plan:
    """`plan` without its last stages that have left nothing in `run_dir` yet, whatever they began to write."""
    count = len(plan.stages)
    while count and not has_files(run_dir.stage(plan.stages[count - 1].name)):
        count -= 1
    return replace(plan, stages=plan.stages[:count])


def difference_of(planned: StagePlan, wanted: StagePlan) -> str:
    """What tells two plans of one stage apart, settings first, as a sentence."""
    for word in ("settings", "identity", "use", "reads", "writes", "previous"):
        old, new = getattr(planned, word), getattr(wanted, word)
        where = wanted.name if word == "settings" else f"{wanted.name}.{word}"
        if isinstance(old, dict) and isinstance(new, dict):
            if difference := first_difference(old, new, where):
                return difference
        elif old != new:
            return f"{where} was {old!r} when the run was planned and is {new!r} now"
    return f"{wanted.name} differs"


def first_difference(planned: Mapping[str, Any], wanted: Mapping[str, Any], where: str) -> str | None:
    """The first setting that differs, as a sentence, or None.

    >>> first_difference({"a": {"b": 1}}, {"a": {"b": 2}}, "dedup")
    'dedup.a.b was 1 when the run was planned and is 2 now'
    """
    for key in [*planned, *(key for key in wanted if key not in planned)]:
        old, new = planned.get(key), wanted.get(key)
        place = f"{where}.{key}"
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            if inner := first_difference(old, new, place):
                return inner
        elif _plain(old) != _plain(new):
            return f"{place} was {old!r} when the run was planned and is {new!r} now"
    return None


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
