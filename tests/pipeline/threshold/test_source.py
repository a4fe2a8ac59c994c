"""A run's scores are taken where its recall is done, and not before."""

from __future__ import annotations

from pathlib import Path

import pytest

import webinstruct
from webinstruct.core.errors import InputError
from webinstruct.pipeline.threshold.source import ScoredRun
from webinstruct.sources import SourceSettings

_WORDS = (
    "A boiler warms the water of a house, and a pump drives it through pipes to the rooms that are cold. "
)


@pytest.mark.story
def test_a_score_table_of_a_shard_that_is_not_done_is_not_taken(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"{number}.html").write_text(f"<html><body><p>{number} {_WORDS}</p></body></html>")
    config = {"source": {"path": str(tmp_path / "*.html"), "files_per_shard": 1}, "stages": ["recall"]}
    run = webinstruct.run(config, run_dir=str(tmp_path / "run"))
    scored = ScoredRun(SourceSettings(path=str(tmp_path / "run")))
    for number in range(2):
        table = run.run_dir.aside("recall", "scored", number)
        table.parent.mkdir(exist_ok=True)
        table.touch()
    assert len(scored.shards()[0].slices) == 2
    run.run_dir.kept("recall", 1).unlink()  # as after a kill just before it, or when the shard is tried again
    with pytest.raises(InputError, match="has done 1 of 2 shards"):
        scored.shards()
