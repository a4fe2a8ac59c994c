"""What goes wrong with a request to a store, and what that means."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from webinstruct.core.errors import InputError, StorageError

__all__ = ["asked", "faults", "has_lost_upload", "in_conflict", "was_there"]


@contextmanager
def asked(path: str) -> Iterator[None]:
    """What fails in the block is a StorageError that says what to do, or an InputError where `path` is not there."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{path} is not there: {error}. Check the bucket and the path.") from error
    except faults() as error:
        raise _fault(path, error) from error


def faults() -> tuple[type[Exception], ...]:
    """What the libraries below raise where a request fails; those that are not loaded raise nothing."""
    found: list[type[Exception]] = [OSError]
    for module, names in (
        ("botocore.exceptions", ("BotoCoreError", "ClientError")),
        ("botocore.parsers", ("ResponseParserError",)),  # a store in distress sends what is no XML
        ("urllib3.exceptions", ("HTTPError",)),
        ("aiohttp", ("ClientError",)),
    ):
        if module in sys.modules:
            found += [getattr(sys.modules[module], name) for name in names]
    return tuple(found)


def was_there(error: BaseException) -> bool:
    """A put that asked that nothing be there found something."""
    return isinstance(error, FileExistsError) or _code(error) in ("PreconditionFailed", "412")


def has_lost_upload(error: BaseException) -> bool:
    """An upload in pieces that was ended, whose answer was lost: when asked again, it is not there any more."""
    return _code(error) == "NoSuchUpload"


def in_conflict(error: BaseException) -> bool:
    """Two such puts met; asked again, one of them is told."""
    return _code(error) in ("ConditionalRequestConflict", "OperationAborted", "409")


def _fault(path: str, error: Exception) -> StorageError:
    said = f"{str(error)[:200] or type(error).__name__}"
    if isinstance(error, PermissionError) or "Credential" in type(error).__name__ or "403" in _code(error):
        return StorageError(
            f"{path}: the store does not let us in ({said}). Check the credentials, such as AWS_PROFILE, and their "
            "rights."
        )
    return StorageError(f"{path}: the store does not answer ({said}). Run the same command again to go on.")


def _response(error: BaseException) -> Mapping[str, Any]:
    for each in (error, error.__cause__):
        if isinstance(response := getattr(each, "response", None), dict):
            return response
    return {}


def _code(error: BaseException) -> str:
    return str(_response(error).get("Error", {}).get("Code", ""))
