"""Where files live: in a folder of this machine, or in an object store that fsspec knows.

A store has no folders, no rename and no locks. What it has: a file appears by one put, a put may ask that nothing be
there yet, a listing shows every put that was answered, and each file has the time that the store's own clock gave it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import fsspec

from webinstruct.core.errors import ConfigError, InputError, MissingExtra

if TYPE_CHECKING:
    from upath import UPath

__all__ = [
    "Place",
    "file_system",
    "holds_runs",
    "is_local",
    "local_path",
    "place_at",
    "scheme_of",
    "writable_place_at",
]

Place: TypeAlias = "Path | UPath"
"""A path that is only joined and taken apart; what lies there is asked of `webinstruct.storage.files`."""

_EXTRA_OF_SCHEME = {"s3": "s3", "s3a": "s3", "hf": "hf", "http": "hf", "https": "hf"}
_S3 = ("s3", "s3a")
_CREATES_ONLY = (*_S3, "gs", "gcs", "abfs", "abfss", "az")
"""Stores in which two writers can be told apart: a put may ask that nothing be there yet."""
_TRIES = 10
"""Half a minute of patience: 0.1 s before the second try, each wait 1.7 times the one before."""
_S3_OPTIONS: dict[str, Any] = {
    "default_block_size": 8 << 20,
    "max_concurrency": 2,
    "use_listings_cache": False,
    "config_kwargs": {
        "connect_timeout": 10,
        "read_timeout": 30,
        "max_pool_connections": 32,
        "retries": {"total_max_attempts": 1},  # s3fs tries again; both would multiply
    },
}
_PASSING = {"408", "429", "500", "502", "503", "504", "InternalError", "RequestTimeout", "SlowDown"}


def is_local(path: str) -> bool:
    """Whether `path` is on this machine's file system."""
    return "://" not in path


def local_path(path: Place | str) -> Path | None:
    """`path` on this machine's file system, or None where it lies in a store."""
    if isinstance(path, str):
        return Path(path) if is_local(path) else None
    return path if isinstance(path, Path) else None


def scheme_of(path: str) -> str:
    """The scheme of a URL.

    >>> scheme_of("s3://bucket/run")
    's3'
    """
    return path.partition("://")[0]


def place_at(path: str) -> Place:
    """The place that `path` names, a local path or a URL.

    Raises:
        MissingExtra: it is a URL, and the package for paths in stores is not installed.
    """
    if is_local(path):
        return Path(path).expanduser()
    try:
        upath = import_module("upath")
    except ImportError as error:
        raise MissingExtra(
            f"{path} needs a package that is not installed ({error}). Next: pip install 'webinstruct[s3]'"
        ) from error
    return cast("UPath", upath.UPath(path.rstrip("/")))


def holds_runs(path: str) -> bool:
    """Whether a run directory may lie at `path`: in a folder, or in a store that can tell two writers apart."""
    return is_local(path) or scheme_of(path) in _CREATES_ONLY


def writable_place_at(path: str) -> Place:
    """As `place_at`, for a place that several processes write to.

    Raises:
        ConfigError: the store behind it cannot tell two writers apart, or other processes do not see it.
    """
    if holds_runs(path):
        return place_at(path)
    why = "lives in the memory of one process" if scheme_of(path) == "memory" else "cannot do that"
    raise ConfigError(
        f"{path}: a run directory needs a folder, or a store that all workers see and that can refuse to write over "
        f"a file; {scheme_of(path)}:// {why}. Use a folder, or one of {', '.join(_CREATES_ONLY)}."
    )


def file_system(path: str) -> tuple[Any, str]:
    """The fsspec file system of `path`, one for each kind of store, and the path as it wants it.

    Raises:
        MissingExtra: its package is not installed.
        InputError: the scheme is unknown.
    """
    scheme = scheme_of(path)
    try:
        if scheme in _S3:
            found = _s3(_environment(), os.getpid())
            return found, cast(str, found._strip_protocol(path))
        fresh = {} if is_local(path) else {"use_listings_cache": False}
        return cast(tuple[Any, str], fsspec.core.url_to_fs(path, **fresh))
    except ImportError as error:
        extra = _EXTRA_OF_SCHEME.get(scheme)
        advice = (
            f"pip install 'webinstruct[{extra}]'" if extra else f"install the fsspec package for {scheme}://"
        )
        raise MissingExtra(
            f"{path} needs a package that is not installed ({error}). Next: {advice}"
        ) from error
    except ValueError as error:
        raise InputError(f"{path} is no path that can be read: {error}.") from error


def _environment() -> tuple[tuple[str, str], ...]:
    """What of the environment a store's client is made from."""
    return tuple(item for item in os.environ.items() if item[0].startswith(("AWS_", "FSSPEC_")))


@lru_cache(maxsize=16)
def _s3(_environment: object, _process: int) -> Any:
    core = import_module("s3fs.core")
    core.set_custom_error_handler(_is_passing)
    told: dict[str, dict[str, Any]] = {}
    fsspec.config.set_conf_env(told)  # fsspec's own way to be told: files, and the environment as it is now
    chosen = {**_S3_OPTIONS, **fsspec.config.conf.get("s3", {}), **told.get("s3", {})}
    store = core.S3FileSystem(**chosen, skip_instance_cache=True)
    store.retries = _TRIES
    return store


def _is_passing(error: BaseException) -> bool:
    """Whether the same request may well succeed a little later."""
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return type(error).__name__ in ("EndpointConnectionError", "ConnectTimeoutError", "ConnectionError")
    status = str(response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    return status in _PASSING or str(response.get("Error", {}).get("Code", "")) in _PASSING
