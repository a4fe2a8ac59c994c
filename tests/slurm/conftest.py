"""One real SLURM for all tests of this folder; each of them finds it with an empty queue and idle nodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.slurm_cluster import SlurmCluster, started_cluster


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slurm)


@pytest.fixture(scope="session")
def one_cluster() -> Iterator[SlurmCluster]:
    running = started_cluster()
    yield running
    running.stop()


@pytest.fixture
def cluster(one_cluster: SlurmCluster) -> Iterator[SlurmCluster]:
    yield one_cluster
    one_cluster.restore()
