"""What of the vLLM engine needs no vLLM: identity, causes, special tokens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.places import Place
from webinstruct.core.errors import EngineRefused
from webinstruct.engines.settings import VllmSettings
from webinstruct.engines.vllm.engine import VllmEngine
from webinstruct.engines.vllm.model_files import model_files
from webinstruct.engines.vllm.trouble import cause_in, next_step_for


@pytest.mark.parametrize(
    ("cause", "step"),
    [
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB", "gpu_memory_utilization"),
        ("ValueError: Free memory on device (3.1/79 GiB) on startup is less than desired", "gpu_memory_util"),
        ("ValueError: No available memory for the cache blocks", "gpu_memory_utilization"),
        (
            "ValueError: To serve at least one request with the model's max seq len (131072), 16 GiB",
            "max_model_len",
        ),
        ("ValidationError: User-specified max_model_len (9) is greater than the derived", "max_model_len"),
        ("ValueError: Unknown dtype: float17", "Set dtype"),
        ("OSError: org/x is not a local folder and is not a valid model identifier", "folder of a model"),
        ("RuntimeError: something nobody has seen", "worker's log"),
    ],
)
def test_a_cause_has_its_next_step(cause: str, step: str) -> None:
    assert step in next_step_for(cause)


def test_the_cause_is_the_last_error_that_is_no_wrapper() -> None:
    log = (
        "(EngineCore pid=7) ERROR 11-21 10:00:00 [core.py:9] Traceback (most recent call last):\n"
        "(EngineCore pid=7) ERROR 11-21 10:00:00 [core.py:9] torch.OutOfMemoryError: CUDA out of memory.\n"
        "(EngineCore pid=7) Process EngineCore:\n"
    )
    raised = "RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}"
    assert cause_in([log, raised]) == "torch.OutOfMemoryError: CUDA out of memory"


def test_an_edit_of_a_models_file_changes_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"h" + bytes(40 << 20))
    before = dict(model_files(str(tmp_path)))
    weights.write_bytes(b"H" + bytes(40 << 20))
    after = dict(model_files(str(tmp_path)))
    assert before["config.json"] == after["config.json"]
    assert before["model.safetensors"] != after["model.safetensors"]


@pytest.mark.parametrize("model", ["/no/such/folder", "./models/tiny", "~/models/tiny", "a/b/c"])
def test_a_folder_that_is_not_there_is_refused_before_anything_starts(model: str) -> None:
    with pytest.raises(EngineRefused, match="There is no model in"):
        VllmEngine(VllmSettings(model=model)).identity()


def test_a_folder_without_a_tokenizer_is_refused_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EngineRefused, match="lacks a tokenizer"):
        VllmEngine(VllmSettings(model=str(tmp_path))).open(Place(tmp_path))


def test_an_engine_that_is_not_open_says_so() -> None:
    with pytest.raises(EngineRefused, match="Call open first"):
        VllmEngine(VllmSettings(model="org/name")).token_counts(["a"])
