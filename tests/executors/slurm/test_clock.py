"""How much time an element has, by clocks that may be wrong."""

from __future__ import annotations

import pytest

from webinstruct.executors.slurm.clock import _left_s


@pytest.mark.parametrize(
    ("began", "end", "left"),
    [
        (None, None, 600.0),
        (990, None, 590.0),
        (990, 1_100, 100.0),
        (None, 1_600, 600.0),
        (-2_592_000, -2_591_400, 600.0),  # the clock went a month ahead since: neither is believed
        (2_592_000, 2_592_600, 600.0),  # or back
    ],
)
def test_a_clock_that_was_set_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, began: int | None, end: int | None, left: float
) -> None:
    for name, value in (("WEBINSTRUCT_BEGAN", began), ("SLURM_JOB_END_TIME", end)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, str(value))
    assert _left_s(600.0, now_s=1_000.0) == left
