"""A start that fails is one sentence with the cause and the next step."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.vllm.conftest import settings_of
from webinstruct.core.errors import EngineRefused
from webinstruct.engines.vllm.engine import VllmEngine


def _refusal(model: Path | str, **settings: object) -> str:
    with pytest.raises(EngineRefused) as refused:
        VllmEngine(settings_of(Path(model), **settings)).open(None)  # type: ignore[arg-type]
    said = str(refused.value)
    assert "\n" not in said
    return said


def test_a_model_longer_than_it_can_be(tiny_model: Path) -> None:
    said = _refusal(tiny_model, max_model_len=1_000_000)
    assert "1000000" in said
    assert said.endswith("Lower max_model_len of the engine.")


def test_a_type_that_is_none(tiny_model: Path) -> None:
    said = _refusal(tiny_model, dtype="float17")
    assert "float17" in said
    assert "Set dtype to" in said


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    assert "config.json" in _refusal(tmp_path)


def test_a_name_that_cannot_be_fetched() -> None:
    assert "Name the folder of a model" in _refusal("nobody/no-such-model")


def test_an_option_that_vllm_does_not_know(tiny_model: Path) -> None:
    said = _refusal(tiny_model, options={"kv_cache_dtipe": "fp8"})
    assert "kv_cache_dtipe" in said
    assert "Correct the names under options" in said


def test_weights_that_are_cut_short_are_the_cause_that_is_told(tiny_model: Path, tmp_path: Path) -> None:
    """This fails in the core's process, of which vLLM itself only says that it failed."""
    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5_000])
    said = _refusal(folder)
    assert "Engine core initialization failed" not in said
    assert "safetensors" in said.lower() or "header" in said.lower()
