"""Workers on a Ray cluster: an actor for each, which owns a worker process on its node.

Ray chooses the node, deals out GPUs and notices when a node dies; who gets which part is decided by the same pool as on
one machine. What travels is a path, a stage's name and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from webinstruct.core.stage import Stage
from webinstruct.executors.pool import WorkerPool
from webinstruct.executors.ray.cluster import Cluster
from webinstruct.executors.ray.workforce import Actors
from webinstruct.executors.settings import ExecutorSettings
from webinstruct.runner.drive import Pool, Watcher
from webinstruct.runner.run_dir import RunDir

__all__ = ["RayExecutor"]


class RayExecutor:
    """Runs parts on the Ray cluster of the settings. The connection, and a cluster of our own, last until `close`: a
    process has one connection at a time."""

    def __init__(self, settings: ExecutorSettings) -> None:
        self._settings = settings
        self._cluster: Cluster | None = None

    @contextmanager
    def pool(self, run_dir: RunDir, stage: Stage, most_parts: int, watcher: Watcher) -> Iterator[Pool]:
        """Workers for `stage`, at most one per part, and as many as the cluster holds.

        Raises:
            MissingExtra: Ray is not installed.
            ConfigError: no cluster answers, or none of its nodes can hold a worker.
        """
        cluster = self._connected()
        actors = Actors(cluster, run_dir, stage, self._settings, watcher)
        actors.wait_for_room(min(self._settings.workers, most_parts))
        pool = WorkerPool(run_dir, stage, actors, self._settings, watcher)
        try:
            yield pool
        finally:
            pool.close()

    def close(self) -> None:
        """Let go of the cluster; one of our own ends."""
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None

    def _connected(self) -> Cluster:
        if self._cluster is None:
            self._cluster = Cluster(self._settings.ray, self._settings.workers)
        return self._cluster
