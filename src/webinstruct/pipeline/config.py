"""The config of a run.

    source:   {path: builtin:sample}
    recall:   {keep: all}
    extract:  {methods: [structure]}
    executor: {workers: 2}

Each stage finds its settings under its name. `stages:` names others, or others in another order; a stage of one's own
is named as `my_pkg.my_mod:MyStage` and its settings stand under that class's `name`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import checked, nearest, overridden
from webinstruct.core.stage import Stage
from webinstruct.executors import ExecutorSettings
from webinstruct.runner.stages import stage_class
from webinstruct.sources import SourceSettings
from webinstruct.storage.files import read_bytes, resolved

__all__ = ["STAGES", "RunConfig", "config_from"]

STAGES: Mapping[str, str] = {
    "recall": "webinstruct.recall.stage:Recall",
    "extract": "webinstruct.extract.stage:Extract",
    "refine": "webinstruct.refine.stage:Refine",
    "dedup": "webinstruct.dedup.stage:Dedup",
    "decontaminate": "webinstruct.decontaminate.stage:Decontaminate",
    "export": "webinstruct.export.stage:Export",
}
"""The stages that ship, in their order."""

_COMMON = ("source", "executor", "run_dir", "stages")


@dataclass(frozen=True, slots=True)
class NamedStage:
    """A stage of a run and the words that name its class."""

    use: str
    stage: Stage

    @property
    def name(self) -> str:
        """The stage's name."""
        return self.stage.name


@dataclass(frozen=True, slots=True)
class RunConfig:
    """A config, checked: every key known, every stage built."""

    source: SourceSettings
    executor: ExecutorSettings
    run_dir: str
    stages: tuple[NamedStage, ...]

    def selected(self, words: str | None) -> tuple[NamedStage, ...]:
        """The stages that "NAME" or "FIRST..LAST" names; all of them for None.

        Raises:
            ConfigError: a name is unknown, or LAST comes before FIRST.
        """
        if words is None:
            return self.stages
        first, dots, last = words.partition("..")
        start = self._place(first) if first else 0
        stop = self._place(last) if last else len(self.stages) - 1
        if not dots:
            stop = start
        if stop < start:
            raise ConfigError(f"--stage {words}: '{last}' comes before '{first}'. Swap them.")
        return self.stages[start : stop + 1]

    def _place(self, name: str) -> int:
        names = [stage.name for stage in self.stages]
        if name not in names:
            raise ConfigError(f"there is no stage '{name}'. {nearest(name, names)}")
        return names.index(name)


def config_from(config: str | Path | Mapping[str, Any], overrides: Iterable[str] = ()) -> RunConfig:
    """The run that a YAML file (or its content as a mapping) describes, with "a.b=value" overrides applied.

    Raises:
        ConfigError: naming every wrong key with the nearest known one.
        InputError: there is no such file.
    """
    values = overridden(_values(config), overrides)
    stages = _stages(values.get("stages") or list(STAGES))
    known = [*_COMMON, *(kind.name for _, kind in stages)]
    for key in values:
        if key not in known:
            raise ConfigError(f"unknown setting '{key}'. {nearest(key, known)}")
    return RunConfig(
        source=checked(SourceSettings, _group(values, "source"), "source"),
        executor=checked(ExecutorSettings, _group(values, "executor"), "executor"),
        run_dir=str(values.get("run_dir") or Path("runs", _stem(config))),
        stages=tuple(
            NamedStage(use, kind(checked(kind.settings_type, _group(values, kind.name), kind.name)))
            for use, kind in stages
        ),
    )


def _values(config: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(config, Mapping):
        return dict(config)
    try:
        values = yaml.safe_load(read_bytes(str(config)))
    except yaml.YAMLError as error:
        raise ConfigError(f"{config} is no YAML: {' '.join(str(error).split())}") from error
    if values is not None and not isinstance(values, dict):
        raise ConfigError(
            f"{config} holds a {type(values).__name__}; a config is a mapping such as 'source: {{path: ...}}'."
        )
    return values or {}


def _stem(config: str | Path | Mapping[str, Any]) -> str:
    return "run" if isinstance(config, Mapping) else Path(resolved(str(config))).stem


def _stages(words: Any) -> list[tuple[str, type[Stage]]]:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ConfigError(f"setting 'stages' is {words!r}; it is a list of names, as in [recall, extract].")
    found = [(use := _use(word), stage_class(use)) for word in words]
    names = [kind.name for _, kind in found]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigError(f"setting 'stages' has {doubled} twice; give one of them another `name`.")
    for (_, before), (_, after) in pairwise(found):
        if before.writes.key != after.reads.key:
            raise ConfigError(
                f"'{after.name}' reads '{after.reads.name}' and cannot follow '{before.name}', "
                f"which writes '{before.writes.name}'. Change their order under 'stages'."
            )
        after.reads.check(
            before.writes.names, f"what '{before.name}' writes", f"'{after.name}' cannot follow it."
        )
    return found


def _use(word: str) -> str:
    if ":" in word:
        return word
    if word not in STAGES:
        raise ConfigError(
            f"there is no stage '{word}'. {nearest(word, STAGES)} Your own is named as package.module:Class."
        )
    return STAGES[word]


def _group(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    group = values.get(name)
    if group is None:
        return {}
    if not isinstance(group, Mapping):
        raise ConfigError(f"setting '{name}' is {group!r}; it is a group, as in '{name}: {{key: value}}'.")
    return group
