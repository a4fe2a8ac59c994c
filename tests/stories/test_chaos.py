"""Books under fire, a few rounds of them; `python -m tests.stories.chaos` does as many as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.stories.fire.field import Battlefield, battlefield
from tests.stories.fire.grounds import Ground
from tests.stories.fire.rounds import round_of

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def field() -> Iterator[Battlefield]:
    with (
        TemporaryDirectory(prefix="fire-") as folder,  # short: Ray makes sockets in it
        battlefield(Path(folder), Ground()) as prepared,
    ):
        yield prepared


@pytest.mark.parametrize("seed", ["ci/0", "ci/1"])
def test_a_run_under_fire_ends_as_one_in_peace(field: Battlefield, seed: str) -> None:
    assert round_of(seed, field).findings == []


def test_a_disk_that_is_full_or_read_only_for_a_while_changes_no_byte(field: Battlefield) -> None:
    assert round_of("ci/disk", field, ["disk full", "read-only"]).findings == []


def test_a_run_of_ray_under_fire_ends_as_a_local_one_in_peace(field: Battlefield) -> None:
    on_ray = replace(field, ground=Ground(["--executor", "ray"]))
    assert round_of("ci/ray", on_ray, ["kill runner", "kill group", "kill worker", "clock"]).findings == []
