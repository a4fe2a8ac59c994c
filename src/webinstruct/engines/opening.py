"""From settings to an engine. Building is cheap; `opened` loads what it needs, in the worker."""

from __future__ import annotations

from webinstruct.core.named import built
from webinstruct.core.stage import StageContext
from webinstruct.engines.protocol import Engine, NeedsOpening
from webinstruct.engines.settings import (
    CustomEngineSettings,
    EngineSettings,
    OpenAISettings,
    RecordedSettings,
    VllmSettings,
)

__all__ = ["engine_of", "gpus_of", "opened"]


def engine_of(settings: EngineSettings) -> Engine:
    """The engine that `settings` describe, not opened yet.

    Raises:
        ConfigError: a class of one's own cannot be found or built.
    """
    match settings:
        case VllmSettings():
            from webinstruct.engines.vllm.engine import VllmEngine

            return VllmEngine(settings)
        case OpenAISettings():
            from webinstruct.engines.openai.engine import OpenAIEngine

            return OpenAIEngine(settings)
        case RecordedSettings():
            from webinstruct.engines.replay.recorded import RecordedEngine

            return RecordedEngine(settings)
        case CustomEngineSettings():
            found: Engine = built(settings.kind, "engine", ("identity", "stream"), settings.arguments)
            return found


def opened(engine: Engine, context: StageContext) -> Engine:
    """`engine`, ready for its first request."""
    if isinstance(engine, NeedsOpening):
        engine.open(context)
    return engine


def gpus_of(settings: EngineSettings) -> int:
    """How many GPUs the engine takes; 0 where none of this machine's."""
    return settings.tensor_parallel_size if isinstance(settings, VllmSettings) else 0
