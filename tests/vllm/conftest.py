"""Real vLLM with a tiny model, built once and started once for all tests that only ask it something."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.tiny_model import built_model
from webinstruct.engines.settings import VllmSettings
from webinstruct.engines.vllm.engine import VllmEngine

os.environ.setdefault("VLLM_CPU_KVCACHE_SPACE", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

MAX_LEN = 2_048
MAX_SEQS = 16


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.vllm)
            item.add_marker(pytest.mark.timeout(900))
            item.add_marker(pytest.mark.filterwarnings("ignore"))  # vLLM and torch warn of their own affairs


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_model(tmp_path_factory.getbasetemp() / "tiny-model", max_model_len=16_384)


def settings_of(model: Path, **more: object) -> VllmSettings:
    words = {"model": str(model), "max_model_len": MAX_LEN, "max_num_seqs": MAX_SEQS} | more
    return VllmSettings.model_validate(words)


@pytest.fixture(scope="session")
def engine(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmEngine]:
    running = VllmEngine(settings_of(tiny_model))
    running.open(None)  # type: ignore[arg-type]
    yield running
    running.close()
