"""Books under fire on a cluster; `python -m tests.stories.chaos --executor slurm` does as many rounds as one likes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.slurm_cluster import SlurmCluster
from tests.stories.fire.field import Battlefield, battlefield
from tests.stories.fire.grounds import slurm_ground
from tests.stories.fire.rounds import round_of

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def field(one_cluster: SlurmCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Battlefield]:
    folder = tmp_path_factory.mktemp("fire")
    with battlefield(folder, slurm_ground(one_cluster, folder)) as prepared:
        yield prepared


def test_array_jobs_under_fire_end_as_a_local_run_in_peace(field: Battlefield, cluster: SlurmCluster) -> None:
    kinds = ["kill element", "kill worker", "requeue", "scancel", "node lost", "kill runner"]
    assert round_of("ci/slurm", field, kinds).findings == []
