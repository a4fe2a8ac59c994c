"""Why vLLM did not start, in one sentence with the next step, from what it printed and raised."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["cause_in", "next_step_for"]

_RAISED = re.compile(r"(?:^|\s)((?:\w+\.)*\w*(?:Error|Exception|Exit)): (.{3,})$")
_GIVEN = re.compile(r"\[type=literal_error, input_value=([^,\]]{1,60}),")
_WRAPPERS = (
    "Engine core initialization failed",
    "EngineCore failed to start",
    "WorkerProc initialization failed",
)
_LONGEST = 400

_STEPS: Sequence[tuple[tuple[str, ...], str]] = (
    (
        ("max_model_len", "max_position_embeddings", "max seq len", "maximum model length", "max_seq_len"),
        "Lower max_model_len of the engine",
    ),
    (
        (
            "out of memory",
            "free memory",
            "no available memory",
            "kv cache",
            "cache blocks",
            "cannot allocate",
        ),
        "Lower max_model_len or max_num_seqs, raise or lower gpu_memory_utilization to what is free, or use more GPUs",
    ),
    (("dtype", "bfloat16", "float16"), "Set dtype to auto, bfloat16, float16 or float32"),
    (("quantiz",), "Take quantization out of the engine's settings, or name the one the model was made with"),
    (("load format", "load_format"), "Set load_format to auto, safetensors or dummy"),
    (
        ("no cuda", "invalid device", "gpus are available", "world size", "no gpu", "nvml"),
        "Lower tensor_parallel_size, or show the worker more GPUs",
    ),
    (
        ("divisible by", "attention heads"),
        "Take a tensor_parallel_size that divides the model's attention heads",
    ),
    (
        ("unexpected keyword argument", "unrecognized", "extra_forbidden", "extra inputs"),
        "Correct the names under options; they are those of vLLM's EngineArgs",
    ),
    (
        (
            "hugging",
            "hub",
            "offline",
            "repo id",
            "repository",
            "revision",
            "identifier",
            "config.json",
            "gated",
        ),
        "Name the folder of a model, or its name on the Hub and be online (and logged in where it is gated)",
    ),
    (
        ("safetensors", "weights", "no such file", "tokenizer"),
        "See that the folder of the model is complete: config.json, tokenizer files, weights",
    ),
)


def cause_in(texts: Sequence[str]) -> str:
    """The last error that `texts` name (a log, an exception), without vLLM's wrappers around it; else the last line.

    >>> cause_in(["(EngineCore pid=7) ERROR 11-21 core.py:9] ValueError: No available memory", "RuntimeError: Engine "
    ...           "core initialization failed. See root cause above."])
    'ValueError: No available memory'
    >>> cause_in(["", "killed"])
    'killed'
    """
    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    for position in range(len(lines) - 1, -1, -1):
        found = _RAISED.search(lines[position][: 4 * _LONGEST])
        if found and not any(wrapper in found[2] for wrapper in _WRAPPERS):
            return _continued(f"{found[1]}: {found[2]}", lines[position + 1 :])
    return (lines[-1] if lines else "it said nothing")[:_LONGEST]


def next_step_for(cause: str) -> str:
    """What to do about `cause`.

    >>> next_step_for("ValueError: Unknown dtype: float17")
    'Set dtype to auto, bfloat16, float16 or float32.'
    """
    low = cause.lower()
    for words, step in _STEPS:
        if any(word in low for word in words):
            return f"{step}."
    return "See the worker's log for what vLLM printed."


def _continued(cause: str, rest: Sequence[str]) -> str:
    """The cause with its second line where the first only announces it, as pydantic's errors do.

    >>> _continued("ValidationError: 1 validation error for ModelConfig", ["dtype is wrong [type=x]", "For further"])
    'ValidationError: 1 validation error for ModelConfig: dtype is wrong'
    """
    if "validation error" in cause and rest:
        told = rest[0] if "[type=" in rest[0] or len(rest) == 1 else f"{rest[0]}: {rest[1]}"
        given = _GIVEN.search(told)
        cause = f"{cause}: {told.partition(' [type=')[0]}" + (f" (given: {given[1]})" if given else "")
    return cause.rstrip(" .")[:_LONGEST]
