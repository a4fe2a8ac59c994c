"""What is said of a round beside the earlier ones."""

from __future__ import annotations

from webinstruct.pipeline.loop.compare import Overlap


def test_a_round_without_candidates_does_not_know_them_all() -> None:
    assert Overlap(0, 0).share is None
    assert Overlap(4, 3).share == 0.75
