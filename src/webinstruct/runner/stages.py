"""From a name in YAML to a stage: `my_pkg.my_mod:MyStage`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from webinstruct.core.errors import ConfigError
from webinstruct.core.limits import time_limit
from webinstruct.core.mishap import verdicts_on
from webinstruct.core.named import imported
from webinstruct.core.settings import checked
from webinstruct.core.stage import Numbered, RowStage, Settled, Stage, StreamStage, Verdict

__all__ = ["stage_class", "stage_of", "streamed"]


def stage_class(use: str) -> type[Stage]:
    """The stage class that `use` names; one that is no `Stage` gets what it lacks from it.

    Raises:
        ConfigError: it has no `reads`, no `writes`, or neither `process` nor `stream`.
    """
    found = imported(use)
    missing = [word for word in ("reads", "writes") if not hasattr(found, word)]
    if not any(hasattr(found, word) for word in ("process", "stream", "told")):
        missing.append("process")
    if missing:
        raise ConfigError(f"{use} is no stage: it lacks {', '.join(missing)}. See docs/custom_stages.md.")
    if not issubclass(found, Stage):
        found = type(
            found.__name__, (found, Stage), {"__module__": found.__module__, "__doc__": found.__doc__}
        )
    return cast(type[Stage], found)


def stage_of(use: str, name: str, settings: Mapping[str, Any]) -> Stage:
    """The stage that `use` names, called `name`, with its settings checked.

    Raises:
        ConfigError: the class or a setting is wrong.
    """
    kind = stage_class(use)
    ready = checked(kind.settings_type, settings, name)
    try:
        stage = kind.kind_for(ready)(ready)
    except TypeError as error:
        raise ConfigError(
            f"{use} cannot be built from its settings: {error}. Its constructor takes them."
        ) from error
    stage.name = name
    return stage


def streamed(stage: Stage, row_timeout_s: float) -> StreamStage:
    """`stage` as a stream: itself if it is one, else row by row, each within its time limit."""
    if isinstance(stage, StreamStage):
        stage.row_timeout_s = row_timeout_s
        return stage
    assert isinstance(stage, RowStage)  # noqa: S101 -- stage_class has checked it
    return _OneByOne(stage, row_timeout_s)


class _OneByOne:
    """A row stage as a stream stage. An exception stops its row only: it becomes a quarantine."""

    def __init__(self, stage: RowStage, row_timeout_s: float) -> None:
        self._stage = stage
        self.row_timeout_s = row_timeout_s

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        for number, row in rows:
            yield Settled(number, self._verdicts(row))

    def _verdicts(self, row: Any) -> list[Verdict]:
        try:
            with time_limit(self.row_timeout_s):
                return list(self._stage.process(row))
        except Exception as error:  # a stage, perhaps a user's own: one bad row must not stop its neighbors
            return verdicts_on(error)
