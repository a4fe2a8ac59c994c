"""Worker processes on this machine."""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from webinstruct.core.stage import Stage
from webinstruct.executors.gpus import shares, visible_gpus
from webinstruct.executors.pool import WorkerPool
from webinstruct.executors.process import WorkerProcess
from webinstruct.executors.settings import ExecutorSettings
from webinstruct.runner.drive import Pool, Watcher
from webinstruct.runner.run_dir import RunDir

__all__ = ["LocalExecutor"]


class LocalExecutor:
    """Runs parts in processes of this machine. Where it is one of several machines, `place` names it: its workers' logs
    have that name, and what another machine is at is left to it."""

    def __init__(self, settings: ExecutorSettings, place: str = "") -> None:
        self._settings = settings
        self._place = place

    @contextmanager
    def pool(self, run_dir: RunDir, stage: Stage, most_parts: int, watcher: Watcher) -> Iterator[Pool]:
        """Workers for `stage`, at most one per part, and as many as there are GPUs for.

        Raises:
            ConfigError: there are fewer GPUs than one worker needs.
        """
        most = min(self._settings.workers, most_parts)
        gpus = shares(visible_gpus() if stage.gpus else (), stage.gpus, most, stage.name)
        here = _Processes(run_dir, stage.name, gpus, self._settings.row_timeout_s, self._place)
        pool = WorkerPool(run_dir, stage, here, self._settings, watcher, drops_busy=bool(self._place))
        try:
            yield pool
        finally:
            pool.close()


class _Processes:
    """The workforce of one machine: a process for each share of its GPUs."""

    def __init__(
        self, run_dir: RunDir, stage: str, gpus: Sequence[str | None], row_timeout_s: float, place: str
    ) -> None:
        self.size = len(gpus)
        self._place = place
        self._run_dir = run_dir
        self._stage = stage
        self._gpus = gpus
        self._row_timeout_s = row_timeout_s

    def started(self, number: int) -> WorkerProcess:
        return WorkerProcess(
            self._run_dir, self._stage, number, self._row_timeout_s, self._gpus[number], self._place
        )

    def wait(self, workers: Sequence[WorkerProcess], timeout_s: float) -> None:
        poll = select.poll()
        for worker in workers:
            poll.register(worker.events, select.POLLIN)
        poll.poll(timeout_s * 1000)
