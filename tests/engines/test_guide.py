"""The guide to engines says what is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.helpers.misbehaving_server import MisbehavingServer, said
from tests.helpers.places import Place
from tests.helpers.runs import kept_rows
from webinstruct.core.settings import Settings
from webinstruct.engines.opening import engine_of, opened
from webinstruct.engines.protocol import Answer, Request
from webinstruct.engines.settings import CustomEngineSettings, OpenAISettings
from webinstruct.extract.llm.settings import ExtractLlmSettings
from webinstruct.pipeline import config_from, run
from webinstruct.refine.llm.settings import RefineLlmSettings

_GUIDE = Path("docs/guides/engines.md").read_text("utf-8")
_CONFIGS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", _GUIDE, re.DOTALL)]


def _guide_config(kind: str) -> dict[str, object]:
    return next(config for config in _CONFIGS if config["extract"]["llm"]["engine"]["kind"] == kind)


@pytest.fixture
def own_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", _GUIDE, re.DOTALL)
    (tmp_path / "constant.py").write_text(block)
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("own_engine")
@pytest.mark.parametrize("config", _CONFIGS, ids=lambda config: config["extract"]["llm"]["engine"]["kind"])
def test_every_config_of_the_guide_is_right(config: dict[str, object]) -> None:
    assert config_from(config).stages


@pytest.mark.usefixtures("own_engine")
def test_the_engine_of_the_guide_answers(tmp_path: Path) -> None:
    engine = engine_of(CustomEngineSettings(kind="constant:Constant", arguments={"text": "yes"}))
    assert list(opened(engine, Place(tmp_path)).stream([Request("1", (), 8)])) == [
        Answer("1", "yes", "stop", 1, 1)
    ]


def test_the_guide_names_every_setting_that_may_change() -> None:
    sentence = _GUIDE.partition("What cannot change an answer")[2].partition(" may be others")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == OpenAISettings.unplanned


@pytest.mark.parametrize("settings", [ExtractLlmSettings, RefineLlmSettings])
def test_a_cache_may_be_added_to_a_run(settings: type[Settings]) -> None:
    assert "cache" in settings.unplanned


@pytest.mark.story
def test_the_cache_of_a_run_replays_it_without_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "")
    with MisbehavingServer(lambda _: said(json.dumps({"pairs": []}))) as server:
        words = [
            f"extract.llm.engine.base_url={server.url}",
            "extract.llm.engine.tokenizer=''",
            "executor.workers=1",
        ]
        run(_guide_config("openai"), run_dir="asked", stage="recall..extract", overrides=words)
        assert server.asked
        asked = len(server.asked)
    recorded = run(
        _guide_config("recorded"), run_dir="again", stage="recall..extract", overrides=["executor.workers=1"]
    )
    assert asked == len(server.asked)
    assert not recorded.failures
    pairs = [[row["pair_id"] for row in kept_rows(Path(name), "extract")] for name in ("asked", "again")]
    assert pairs[0] == pairs[1] != []
