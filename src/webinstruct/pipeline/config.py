"""The config of a run.

    source:   {path: builtin:sample}
    recall:   {keep: all}
    extract:  {methods: [structure]}
    executor: {workers: 2}

Each stage finds its settings under its name. `stages:` names others, or others in another order; a stage of one's own
is named as `my_pkg.my_mod:MyStage` and its settings stand under that class's `name`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import checked, nearest, overridden
from webinstruct.core.stage import Stage
from webinstruct.executors import ExecutorSettings
from webinstruct.runner.stages import stage_class, stage_of
from webinstruct.sources import SourceSettings
from webinstruct.storage.files import read_bytes, resolved

__all__ = ["STAGES", "RunConfig", "config_from", "config_values"]

STAGES: Mapping[str, str] = {
    "recall": "webinstruct.recall.stage:Recall",
    "extract": "webinstruct.extract.stage:Extract",
    "refine": "webinstruct.refine.stage:Refine",
    "dedup": "webinstruct.dedup.stage:Dedup",
    "decontaminate": "webinstruct.decontaminate.stage:Decontaminate",
    "export": "webinstruct.export.stage:Export",
}
"""The stages that ship, in their order."""

_COMMON = ("source", "executor", "run_dir", "stages", "loop")


@dataclass(frozen=True, slots=True)
class NamedStage:
    """A stage of a run and the words that name its class."""

    name: str
    use: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class RunConfig:
    """A config, checked: every key known, every stage built."""

    source: SourceSettings
    executor: ExecutorSettings
    run_dir: str
    stages: tuple[NamedStage, ...]

    def selected(self, words: str | None) -> tuple[NamedStage, ...]:
        """The stages that "NAME" or "FIRST..LAST" names. For None all of them, or where `source.pairs` is set, all from
        the first one that reads pairs.

        Raises:
            ConfigError: a name is unknown, or LAST comes before FIRST.
        """
        if words is None:
            return self.stages[self._first_of_pairs() :] if self.source.pairs else self.stages
        first, dots, last = words.partition("..")
        start = self._place(first) if first else 0
        stop = self._place(last) if last else len(self.stages) - 1
        if not dots:
            stop = start
        if stop < start:
            raise ConfigError(f"--stage {words}: '{last}' comes before '{first}'. Swap them.")
        return self.stages[start : stop + 1]

    def _first_of_pairs(self) -> int:
        """The place of the first stage that reads question and answer."""
        reading = (
            place
            for place, named in enumerate(self.stages)
            if {"question", "answer"} <= set(named.stage.reads.names)
        )
        return next(reading, 0)

    def _place(self, name: str) -> int:
        names = [stage.name for stage in self.stages]
        if name not in names:
            raise ConfigError(f"there is no stage '{name}'. {nearest(name, names)}")
        return names.index(name)


def config_from(
    config: str | Path | Mapping[str, Any],
    overrides: Iterable[str] = (),
    site: str | Path | None = None,
    executor: str | None = None,
) -> RunConfig:
    """The run that a YAML file (or its content as a mapping) describes, with "a.b=value" overrides applied.

    A `site` file says where it runs: its `executor:` lies over the config's, key by key; `executor` is the kind,
    whatever either says. Overrides win over all.

    Raises:
        ConfigError: naming every wrong key with the nearest known one.
        InputError: there is no such file.
    """
    values = config_values(config)
    if site is not None:
        values["executor"] = _overlaid(_group(values, "executor"), _executor_at(site))
    if executor is not None:
        values["executor"] = {**_group(values, "executor"), "kind": executor}
    values = overridden(values, overrides)
    words = [_name_and_use(entry) for entry in _entries(values.get("stages"))]
    known = [*_COMMON, *(name for name, _ in words)]
    for key in values:
        if key not in known:
            raise ConfigError(f"unknown setting '{key}'. {nearest(key, known)}")
    stages = tuple(NamedStage(name, use, stage_of(use, name, _group(values, name))) for name, use in words)
    _check_order(stages)
    return RunConfig(
        source=checked(SourceSettings, _group(values, "source"), "source"),
        executor=checked(ExecutorSettings, _group(values, "executor"), "executor"),
        run_dir=str(values.get("run_dir") or Path("runs", _stem(config))),
        stages=stages,
    )


def config_values(config: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """The content of a YAML file, or the mapping itself, not checked yet.

    Raises:
        ConfigError: it is no YAML, or no mapping.
        InputError: there is no such file.
    """
    if isinstance(config, Mapping):
        return dict(config)
    try:
        values = yaml.safe_load(read_bytes(str(config)))
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigError(f"{config} is no YAML: {' '.join(str(error).split())}") from error
    if values is not None and not isinstance(values, dict):
        raise ConfigError(
            f"{config} holds a {type(values).__name__}; a config is a mapping such as 'source: {{path: x}}'."
        )
    return values or {}


def _executor_at(site: str | Path) -> Mapping[str, Any]:
    """What a site's file holds, which is `executor:` and nothing else."""
    values = config_values(site)
    if others := sorted(set(values) - {"executor"}):
        raise ConfigError(
            f"{site} holds '{others[0]}': a site's file says only where a run is worked on, under 'executor:'. "
            "What it does belongs into the config."
        )
    return _group(values, "executor")


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`below` with what `above` says instead, group by group.

    >>> _overlaid({"workers": 2, "slurm": {"account": "a"}}, {"slurm": {"wrap": "w"}})
    {'workers': 2, 'slurm': {'account': 'a', 'wrap': 'w'}}
    """
    merged = dict(below)
    for key, value in above.items():
        inner = merged.get(key)
        if isinstance(inner, Mapping) and isinstance(value, Mapping):
            value = _overlaid(inner, value)
        merged[key] = value
    return merged


def _stem(config: str | Path | Mapping[str, Any]) -> str:
    return "run" if isinstance(config, Mapping) else Path(resolved(str(config))).stem


def _entries(listed: Any) -> list[Any]:
    if listed is None:
        return list(STAGES)
    if not isinstance(listed, list) or not listed:
        raise ConfigError(f"setting 'stages' is {listed!r}; it is a list of names, as in [recall, extract].")
    return listed


def _name_and_use(entry: Any) -> tuple[str, str]:
    """The name and the class of an entry of `stages`: a name, "module:Class", or {name: ..., use: ...}."""
    if isinstance(entry, Mapping) and set(entry) == {"name", "use"}:
        return str(entry["name"]), str(entry["use"])
    if isinstance(entry, str) and ":" in entry:
        return stage_class(entry).name or entry.rpartition(":")[2].lower(), entry
    if isinstance(entry, str) and entry in STAGES:
        return entry, STAGES[entry]
    hint = nearest(str(entry), STAGES)
    raise ConfigError(f"there is no stage {entry!r}. {hint} Your own is named as package.module:Class.")


def _check_order(stages: Sequence[NamedStage]) -> None:
    names = [named.name for named in stages]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigError(
            f"setting 'stages' has {doubled} twice; write one as {{name: OTHER, use: package.module:Class}}."
        )
    for before, after in pairwise(stages):
        writes, reads = before.stage.writes, after.stage.reads
        if writes.key != reads.key:
            raise ConfigError(
                f"'{after.name}' reads '{reads.name}' and cannot follow '{before.name}', which writes "
                f"'{writes.name}'. Change their order under 'stages'."
            )
        reads.check(writes.names, f"what '{before.name}' writes", f"'{after.name}' cannot follow it.")


def _group(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    group = values.get(name)
    if group is None:
        return {}
    if not isinstance(group, Mapping):
        raise ConfigError(f"setting '{name}' is {group!r}; it is a group, as in '{name}: {{key: value}}'.")
    return group
