"""How long a server asks to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

__all__ = ["retry_after_s"]


def retry_after_s(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that a Retry-After asks for, at least 0; `now` is the time of day in seconds since 1970.

    >>> retry_after_s({"retry-after": "1.5"}, 0)
    1.5
    >>> retry_after_s({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, 30.0)
    30.0
    """
    if said := headers.get("retry-after-ms", ""):
        wait_s = _number(said)
        return None if wait_s is None else wait_s / 1000
    said = headers.get("retry-after", "")
    wait_s = _number(said)
    if wait_s is None and said:
        try:
            wait_s = max(0.0, parsedate_to_datetime(said).timestamp() - now)
        except (ValueError, OverflowError):
            return None
    return wait_s


def _number(said: str) -> float | None:
    try:
        number = float(said)
    except ValueError:
        return None
    return max(0.0, number) if number < 1e9 else None
