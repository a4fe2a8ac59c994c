"""One cluster for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.executors.ray.cluster import Nodes


@pytest.fixture(scope="session")
def nodes() -> Iterator[Nodes]:
    """A cluster with two nodes of one core each; a test that changes that restores it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # as the executor does: Ray keeps to 127.0.0.1
        patch.delenv("RAY_ADDRESS", raising=False)
        found = Nodes()
        try:
            found.only(2)
            yield found
        finally:
            found.stop()
