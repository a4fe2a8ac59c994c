"""What can go wrong, as one tree.

    WebinstructError
    ├── ConfigError          the words of the config or the command line are wrong
    │   └── PlanMismatch     they are fine, but not those this run directory was planned with
    ├── InputError           a file that should be read is missing, corrupt or of the wrong shape
    │   ├── TableError       its columns do not fit the table that a stage reads
    │   └── Unreachable      a server does not give it, however patiently it is asked
    ├── StorageError         a file could not be written: disk full, read-only folder
    ├── MissingExtra         a package of an optional extra is not installed
    └── RunnerError          the run itself cannot go on
        ├── BooksError       kept + rejected + quarantined is not what was read
        ├── EngineDied       an engine broke off; a fresh worker with a fresh engine may go on
        ├── EngineRefused    no worker could go on: wrong key, no such model, budget spent
        ├── LockLost         a lock between machines was not renewed in time
        └── WorkerError      workers die faster than they can be replaced

Every message states the fact and the next step. Every class takes the message as its one argument, so that it
survives pickling on its way out of a worker.
"""

from __future__ import annotations

__all__ = [
    "BooksError",
    "ConfigError",
    "EngineDied",
    "EngineRefused",
    "InputError",
    "LockLost",
    "MissingExtra",
    "PlanMismatch",
    "RunnerError",
    "StorageError",
    "TableError",
    "Unreachable",
    "WebinstructError",
    "WorkerError",
]


class WebinstructError(Exception):
    """A failure whose message a user can act on; shown without a traceback."""


class ConfigError(WebinstructError):
    """The config file or the command line is wrong."""


class PlanMismatch(ConfigError):
    """The settings differ from those the run directory was planned with."""


class InputError(WebinstructError):
    """An input file is missing, corrupt or of the wrong shape."""


class TableError(InputError):
    """A file's columns do not fit the table that a stage reads."""


class Unreachable(InputError):
    """A server does not give a file, or not all of it, however patiently it is asked."""


class StorageError(WebinstructError):
    """A file could not be written."""


class MissingExtra(WebinstructError):
    """A package of an optional extra is not installed."""


class RunnerError(WebinstructError):
    """The run itself cannot go on."""


class BooksError(RunnerError):
    """The counts of a shard do not add up."""


class EngineDied(RunnerError):
    """An engine broke off in the middle; its worker is replaced and the shards it had open are done again."""


class EngineRefused(RunnerError):
    """An engine that no other worker would fare better with: the run stops, and can be resumed."""


class LockLost(RunnerError):
    """A lock between machines was not renewed in time: what it guards is not written."""


class WorkerError(RunnerError):
    """Workers die faster than they can be replaced."""
