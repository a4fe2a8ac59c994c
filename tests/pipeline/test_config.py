"""From YAML to stages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.runs import TOY, toy_config
from webinstruct.core.errors import ConfigError
from webinstruct.pipeline import STAGES, config_from


def test_an_empty_config_has_the_stages_that_ship() -> None:
    assert [stage.name for stage in config_from({}).stages] == list(STAGES)


def test_the_run_directory_is_named_after_the_config(tmp_path: Path) -> None:
    (tmp_path / "algebra.yaml").write_text("recall: {keep: all}")
    assert config_from(tmp_path / "algebra.yaml").run_dir == "runs/algebra"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (None, list(STAGES)),
        ("extract", ["extract"]),
        ("extract..dedup", ["extract", "refine", "dedup"]),
        ("dedup..", ["dedup", "decontaminate", "export"]),
        ("..extract", ["recall", "extract"]),
    ],
)
def test_stages_are_selected_by_name_or_range(words: str | None, names: list[str]) -> None:
    assert [stage.name for stage in config_from({}).selected(words)] == names


def test_a_range_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ConfigError, match="'extract' comes before 'dedup'"):
        config_from({}).selected("dedup..extract")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"stages": "recall"}, "it is a list of names"),
        ({"stages": []}, "it is a list of names"),
        ({"stages": ["recal"]}, "Did you mean 'recall'"),
        ({"stages": ["recall", "recall"]}, "twice"),
        ({"stages": ["extract", "recall"]}, "cannot follow"),
        ({"stages": ["recall", "export"]}, "cannot follow"),
        ({"stages": ["nosuch.module:Stage"]}, "cannot be imported"),
        ({"stages": [f"{TOY}:Nope"]}, "has no 'Nope'"),
        ({"stages": [f"{TOY}:Numbers"]}, "is no stage: it lacks reads, process"),
        ({"recall": "all"}, "it is a group"),
        ({"recall": {"keep": "al"}}, "recall.keep"),
        ({"executor": {"workers": 0}}, "executor.workers"),
        ({"executor": {"kind": "clowd"}}, "executor.kind"),
        ({"sorce": {}}, "Did you mean 'source'"),
    ],
)
def test_a_wrong_config_is_refused_with_the_place(config: dict, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        config_from(config)


def test_one_class_may_stand_twice_under_two_names() -> None:
    config = toy_config("Plain")
    config["stages"] = [{"name": "first", "use": f"{TOY}:Plain"}, {"name": "second", "use": f"{TOY}:Plain"}]
    assert [stage.name for stage in config_from(config).stages] == ["first", "second"]


def test_overrides_win_over_the_file() -> None:
    assert config_from({"executor": {"workers": 2}}, ["executor.workers=5"]).executor.workers == 5
