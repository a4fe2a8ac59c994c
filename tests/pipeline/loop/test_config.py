"""What a loop can be told, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.labelling import loop_config
from webinstruct.core.errors import ConfigError
from webinstruct.pipeline.loop.config import loop_from


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("recall.keep=all", "every round would keep the same"),
        ("recall.train=null", "name positives and negatives"),
        ("loop.label=null", "loop.label"),
        ("loop.page_per_site=2", "Did you mean 'pages_per_site'"),
        ("loop=3", "setting 'loop' is 3: it is a group of settings"),
        ("lop.x=1", "unknown setting 'lop'. Did you mean 'loop'"),
    ],
)
def test_what_is_no_loop_is_refused(override: str, says: str, tmp_path: Path) -> None:
    config = loop_config(tmp_path, label={"file": "labels.csv"})
    if override == "recall.train=null":
        config["recall"]["keep"] = "all"
    with pytest.raises(ConfigError, match=says):
        loop_from(config, str(tmp_path / "work"), [override])


def test_the_config_that_ships_is_a_loop(tmp_path: Path) -> None:
    loop = loop_from("configs/recall.yaml", str(tmp_path))
    assert loop.settings.label.file == "builtin:seeds/sample_domains.csv"
    assert loop.recall.train.preset == "small"
