"""The time limit around a row."""

import signal
import time
from collections.abc import Iterator

import pytest

from webinstruct.core.limits import OutOfTime, time_limit


@pytest.fixture(autouse=True)
def _no_other_timer() -> Iterator[None]:
    """The runner of these tests may use the same timer: it is put aside."""
    rest, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    yield
    signal.setitimer(signal.ITIMER_REAL, rest)


def _busy(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def _busy_within(limit: float) -> None:
    with time_limit(limit):
        _busy(5)


def test_work_that_takes_too_long_is_interrupted() -> None:
    began = time.monotonic()
    with pytest.raises(OutOfTime, match=r"longer than 0\.05 s"):
        _busy_within(0.05)
    assert time.monotonic() - began < 2


def test_quick_work_leaves_no_timer_behind() -> None:
    with time_limit(5):
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_a_timer_of_somebody_else_goes_on_afterwards() -> None:
    signal.setitimer(signal.ITIMER_REAL, 50)
    with time_limit(5):
        pass
    assert 40 < signal.getitimer(signal.ITIMER_REAL)[0] <= 50


def test_zero_seconds_mean_no_limit() -> None:
    with time_limit(0):
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
