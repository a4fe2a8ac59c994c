"""Into how many partitions the sites of a run are divided."""

from __future__ import annotations

from pathlib import Path

import pytest

from webinstruct.pipeline.loop.source import SitesOfRun
from webinstruct.sources import SourceSettings


@pytest.mark.parametrize(("megabytes", "partitions"), [([1], 1), ([100, 100, 100], 3), ([400_000], 1_024)])
def test_partitions_grow_with_the_scored_pages_up_to_a_bound(
    megabytes: list[int], partitions: int, tmp_path: Path
) -> None:
    for number, size in enumerate(megabytes):
        with (tmp_path / f"{number:05d}.parquet").open("wb") as file:
            file.truncate(size << 20)
    shards = SitesOfRun(SourceSettings(path=str(tmp_path))).shards()
    assert [shard.slices[0].start for shard in shards] == list(range(partitions))
