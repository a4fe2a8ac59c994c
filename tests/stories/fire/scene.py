"""Where one run takes place: its directory, its commands' words and environment, its processes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.stories.fire.processes import MARK, alive, gone, workers

__all__ = ["Scene"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A run of `stages` in `run_dir`, a folder or a URL. All temporary files of its processes lie in `temporary`;
    `options` are further words of its commands, `further` is what else they inherit."""

    config: Path
    stages: Sequence[str]
    run_dir: str
    temporary: Path
    options: Sequence[str] = ()
    further: Mapping[str, str] = field(default_factory=dict)
    word: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def words(self) -> list[str]:
        """What every command of it is told."""
        return ["--config", str(self.config), "--run-dir", self.run_dir, *self.options]

    @property
    def environment(self) -> dict[str, str]:
        """What its processes inherit."""
        return {MARK: self.word, "TMPDIR": str(self.temporary), **self.further}

    def workers(self) -> list[int]:
        """Its living worker processes."""
        return workers(self.word)

    def processes(self) -> dict[int, bytes]:
        """The command lines of all its living processes, by process id."""
        return alive(self.word)

    def left_alone(self, within_s: float = 5.0) -> bool:
        """Whether no process of the run is alive any more."""
        return gone(self.word, within_s)
