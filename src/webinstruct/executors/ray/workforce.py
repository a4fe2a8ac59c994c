"""Actors for one stage: as many as the cluster holds now, which may change from minute to minute."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from webinstruct.core.errors import ConfigError
from webinstruct.core.stage import Stage
from webinstruct.executors.ray.actor import WorkerActor
from webinstruct.executors.ray.cluster import Cluster, own_paths
from webinstruct.executors.ray.handle import ActorHandle
from webinstruct.executors.settings import ExecutorSettings
from webinstruct.runner.drive import Watcher
from webinstruct.runner.parts import Event
from webinstruct.runner.run_dir import RunDir

__all__ = ["Actors"]

_LOOK_EVERY_S = 2.0
_NOTE_EVERY_S = 30.0
_ROOM_WAIT_S = 10.0
"""How long the first node is waited for where the cluster does not grow: it may be just joining."""
_CALLS_AT_ONCE = 8
"""Of an actor: one for news, and short ones beside it."""


class Actors:
    """The workforce of a cluster. `most` workers are wanted; `size` of them find room."""

    def __init__(
        self, cluster: Cluster, run_dir: RunDir, stage: Stage, settings: ExecutorSettings, watcher: Watcher
    ) -> None:
        self._cluster = cluster
        self._ray = cluster.ray
        self._stage = stage
        self._run_dir = run_dir
        self._row_timeout_s = settings.row_timeout_s
        self._cpus = settings.ray.cpus
        self._growth_s = settings.ray.growth_timeout_s
        self._watcher = watcher
        self._kind = self._ray.remote(WorkerActor).options(
            num_cpus=self._cpus,
            num_gpus=stage.gpus,
            max_restarts=0,  # the pool replaces a worker, and knows what it was at
            max_concurrency=_CALLS_AT_ONCE,
            scheduling_strategy="SPREAD",
            runtime_env={"env_vars": {"PYTHONPATH": own_paths()}},
        )
        self._most = self.size = 1
        self._looked = self._noted = self._had_room = time.monotonic()

    def wait_for_room(self, most: int) -> None:
        """Look how many of `most` workers the cluster holds; where it holds none, it gets some seconds to.

        Raises:
            ConfigError: it holds none, and does not grow.
        """
        self._most = most
        self._look()
        while not self._has_room() and not self._growth_s:
            self._check_room(_ROOM_WAIT_S)
            time.sleep(0.5)
            self._look()

    def started(self, number: int) -> ActorHandle:
        """A new worker in place `number`, which Ray gives a node when one has room."""
        root = self._run_dir.root
        place = str(root.absolute() if isinstance(root, Path) else root)
        log = str(self._run_dir.log(self._stage.name, number))
        actor = self._kind.remote(place, self._stage.name, number, self._row_timeout_s, str(Path.cwd()))
        return ActorHandle(self._ray, actor, number, log)

    def wait(self, workers: Sequence[ActorHandle], timeout_s: float) -> None:
        """Return when one of `workers` has something to say, at the latest after `timeout_s`."""
        if workers:
            self._ray.wait([worker.coming_news for worker in workers], num_returns=1, timeout=timeout_s)
        else:
            time.sleep(timeout_s)
        if time.monotonic() - self._looked > _LOOK_EVERY_S:
            self._look()
            if not any(worker.is_placed for worker in workers):
                self._check_room(max(self._growth_s, 4 * _ROOM_WAIT_S))
                self._note_waiting(len(workers))

    def _look(self) -> None:
        """See how many workers the nodes hold that are there now; a cluster that grows is asked for all."""
        self._looked = time.monotonic()
        places = self._cluster.places(self._stage.gpus)
        if places:
            self._had_room = self._looked
        self.size = self._most if self._growth_s else max(1, min(self._most, places))

    def _has_room(self) -> bool:
        return self._had_room == self._looked

    def _check_room(self, patience_s: float) -> None:
        if self._looked - self._had_room > patience_s:
            raise ConfigError(
                f"No node of the Ray cluster can hold a worker of '{self._stage.name}', which needs {self._needs()} on "
                f"one node; there are {self._cluster.described()}. Add such a node, lower executor.ray.cpus or "
                "tensor_parallel_size of its engines, or set executor.ray.growth_timeout_s where the cluster grows."
            )

    def _note_waiting(self, workers: int) -> None:
        if workers and self._looked - self._noted > _NOTE_EVERY_S:
            self._noted = self._looked
            there = self._cluster.described()
            message = f"waits for room on the cluster: a worker needs {self._needs()}, there are {there}"
            self._watcher.heard(self._stage.name, Event("waiting", message=message))

    def _needs(self) -> str:
        gpus = f" and {self._stage.gpus} GPUs" if self._stage.gpus else ""
        return f"{self._cpus:g} cores{gpus}"
