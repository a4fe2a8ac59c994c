"""Whose signals they are while Ray connects."""

from __future__ import annotations

import signal
from types import FrameType

import pytest

from webinstruct.executors.ray.cluster import _own_signals


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _rays_own(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(number)


def _told_while_connecting() -> None:
    with _own_signals():
        signal.signal(signal.SIGTERM, _rays_own)  # as ray.init does
        signal.raise_signal(signal.SIGTERM)


def test_a_sigterm_while_ray_has_it_is_what_it_was_before() -> None:
    before = signal.signal(signal.SIGTERM, _interrupted)
    try:
        with pytest.raises(KeyboardInterrupt):
            _told_while_connecting()
        assert signal.getsignal(signal.SIGTERM) is _interrupted
    finally:
        signal.signal(signal.SIGTERM, before)


def test_another_end_stays_what_it_is() -> None:
    with pytest.raises(SystemExit, match="3"), _own_signals():
        raise SystemExit(3)
