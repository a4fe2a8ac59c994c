"""One real SLURM for all tests of this folder; each of them finds it with an empty queue and idle nodes."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

import webinstruct
from tests.helpers.runs import kept_digest
from tests.helpers.slurm_cluster import SlurmCluster, started_cluster
from tests.helpers.slurm_runs import GatedRun, gated_config

_LOG_CHARS = 6_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slurm)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Shows with a failed test what the cluster's controller has to say about it."""
    report = yield
    running = getattr(item, "funcargs", {}).get("one_cluster") or getattr(item, "funcargs", {}).get("cluster")
    if report.failed and isinstance(running, SlurmCluster):
        report.sections.append(("slurmctld.log", running.log()[-_LOG_CHARS:]))
    return report


@pytest.fixture(scope="session")
def one_cluster() -> Iterator[SlurmCluster]:
    running = started_cluster()
    yield running
    running.stop()


@pytest.fixture
def cluster(one_cluster: SlurmCluster) -> Iterator[SlurmCluster]:
    yield one_cluster
    one_cluster.restore()


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The kept files of a local run of the toys."""
    run_dir = tmp_path_factory.mktemp("undisturbed")
    assert not webinstruct.run(gated_config(), run_dir=str(run_dir)).failures
    return kept_digest(run_dir)


@pytest.fixture
def toys(cluster: SlurmCluster, tmp_path: Path) -> GatedRun:
    return GatedRun(cluster, tmp_path)
