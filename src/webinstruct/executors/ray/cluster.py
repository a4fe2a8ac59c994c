"""The connection to a Ray cluster: the one that an address names, or one of this machine that ends with the run."""

from __future__ import annotations

import math
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from tempfile import gettempdir
from types import ModuleType
from typing import Any

from webinstruct.core.errors import ConfigError, MissingExtra, RunnerError
from webinstruct.executors.ray.settings import RaySettings

__all__ = ["Cluster", "own_paths", "places_on"]

_UNPRINTED = "RAY_DEDUP_LOGS_SKIP_REGEX"
_LOCALHOST_ONLY = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
_OBJECTS_BYTES = 80 << 20
"""The least that Ray takes: nothing goes through its object store."""
_CONNECT_S = 10.0


class Cluster:
    """A connection. `is_own` where the cluster was started by it: one machine, and nobody else on it."""

    def __init__(self, settings: RaySettings, workers: int) -> None:
        self._cpus = settings.cpus
        self._is_foreign = False
        address = settings.address or os.environ.get("RAY_ADDRESS") or "local"
        self.is_own = address == "local"
        self.ray = _ray(self.is_own)
        if self.ray.is_initialized():  # by who uses us as a library: theirs to end
            self._is_foreign, self.is_own = True, False
            return
        words = {"log_to_driver": False, "logging_level": "ERROR"}
        with _own_signals():
            if self.is_own:
                self._start(math.ceil(workers * settings.cpus), words)
            else:
                self._connect(address, words)

    def places(self, gpus: int) -> int:
        """How many workers the living nodes could hold, if they held nothing else."""
        return places_on(self._nodes(), self._cpus, gpus)

    def described(self) -> str:
        """What the living nodes have."""
        nodes = self._nodes()
        cpus, gpus = (sum(node.get(kind, 0.0) for node in nodes) for kind in ("CPU", "GPU"))
        return f"{cpus:g} cores and {gpus:g} GPUs on {len(nodes)} nodes"

    def _nodes(self) -> list[Mapping[str, float]]:
        return [node["Resources"] for node in self.ray.nodes() if node["Alive"]]

    def close(self) -> None:
        """Let go of the cluster; one that was started here ends."""
        if not self._is_foreign:
            with _own_signals():
                self.ray.shutdown()

    def _start(self, cpus: int, words: Mapping[str, Any]) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            self.ray.init(
                address="local",
                num_cpus=cpus,
                include_dashboard=False,
                object_store_memory=_OBJECTS_BYTES,
                **words,
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise RunnerError(
                f"No Ray cluster can be started here: {_first_line(error)}. Its files go to {gettempdir()}/ray (set "
                "TMPDIR to a folder with room and a short name). Mend that and run the same command again."
            ) from error

    def _connect(self, address: str, words: Mapping[str, Any]) -> None:
        try:
            _check_answers(address)
            self.ray.init(address=address, **words)
        except (OSError, ValueError, RuntimeError) as error:
            raise ConfigError(
                f"No Ray cluster answers at {address}: {_first_line(error)}. Check executor.ray.address, and "
                "'ray status' there."
            ) from error


def places_on(nodes: Sequence[Mapping[str, float]], cpus: float, gpus: int) -> int:
    """How many workers nodes with such resources hold.

    >>> places_on([{"CPU": 4.0}, {"CPU": 2.0, "GPU": 1.0}], 1.0, 0), places_on([{"CPU": 4.0, "GPU": 2.0}], 0.5, 1)
    (6, 2)
    >>> places_on([{"CPU": 8.0, "GPU": 1.0}, {"CPU": 8.0, "GPU": 1.0}], 1.0, 2)
    0
    """
    return sum(
        min(
            math.floor(node.get("CPU", 0.0) / cpus + 1e-9),
            math.floor(node.get("GPU", 0.0) / gpus) if gpus else sys.maxsize,
        )
        for node in nodes
    )


def own_paths() -> str:
    """Where this process imports from beside its installation, for PYTHONPATH: nodes have that of their own."""
    installed = tuple({os.path.join(prefix, "") for prefix in (sys.prefix, sys.base_prefix)})  # noqa: PTH118
    places = [os.path.abspath(place) for place in sys.path if place]  # noqa: PTH100 -- links stay as they are
    return os.pathsep.join(place for place in places if not f"{place}/".startswith(installed))


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().splitlines()[0].rstrip(".")


def _check_answers(address: str) -> None:
    """Raise where nothing listens at HOST:PORT: Ray itself goes on asking for minutes."""
    host, sign, port = address.rpartition("/")[2].rpartition(":")
    if sign and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_S).close()


def _ray(is_own: bool) -> ModuleType:
    if "ray" not in sys.modules:
        # What workers die of is told by the pool; Ray would print it too, onto standard output.
        os.environ.setdefault(_UNPRINTED, ".")
        # Ray's ports are open to whoever reaches them, and who reaches them may run code. With this it keeps to
        # 127.0.0.1 on Linux too; it is read when Ray is imported, and inherited by what Ray starts.
        if is_own:
            os.environ.setdefault(_LOCALHOST_ONLY, "0")
    try:
        return import_module("ray")
    except ImportError as error:
        raise MissingExtra(
            f"--executor ray needs a package that is not installed ({error}). Next: pip install 'webinstruct[ray]'"
        ) from error


@contextmanager
def _own_signals() -> Iterator[None]:
    """Ray takes SIGTERM for itself, in Python and below it; who runs us has decided what signals do."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except SystemExit as ended:  # what Ray makes of SIGTERM as long as it has it
        handler = before[signal.SIGTERM]
        if ended.code == signal.SIGTERM and callable(handler):
            handler(signal.SIGTERM, None)
        raise
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
