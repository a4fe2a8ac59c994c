"""The whole measurement: one engine, all sizes, all columns."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any, cast

from overhead.form import Form, engine_settings, form_of
from overhead.pages import recalled
from overhead.shape import computed_answers, machine, shape_of
from overhead.shared import Shared
from overhead.turns import rates_of, turn
from webinstruct.core.errors import MissingExtra, WebinstructError
from webinstruct.core.stage import StageContext
from webinstruct.engines.settings import VllmSettings
from webinstruct.engines.vllm.engine import VllmEngine
from webinstruct.engines.vllm.start import vllm_version

__all__ = ["measured"]

_AT_THE_TOP = "ratio ratio_to_best_bare running in_flight".split()


def measured(has_gpu: bool, is_quick: bool, model: str, pages: int) -> dict[str, Any]:
    """All figures, as plain values; ends the process with a sentence where there is no vLLM or it does not start."""
    try:
        version = vllm_version()  # first: building a model needs torch
        figures = _measured(engine_settings(has_gpu, model), form_of(has_gpu, is_quick, pages))
    except MissingExtra as error:
        raise SystemExit(f"{error} (without a GPU: make bench-vllm)") from error
    except WebinstructError as error:
        raise SystemExit(str(error)) from error
    return {**figures, **computed_answers(), "vllm": version, "machine": machine()}


def _measured(settings: VllmSettings, form: Form) -> dict[str, Any]:
    began = time.perf_counter()
    engine = Shared.running = VllmEngine(settings)
    engine.open(cast(StageContext, None))  # this engine asks nothing of a run
    figures: dict[str, Any] = {"start_s": _seconds_since(began), "sizes": {}}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        turn(recalled(folder / "warm", form.warm, engine), folder / "run", engine, 0)
        for size in form.sizes:
            prepared = recalled(folder / str(size), size, engine)
            began = time.perf_counter()
            turns = [turn(prepared, folder / "run", engine, number) for number in range(form.turns)]
            figures["sizes"][str(size)] = {**rates_of(turns), "took_s": _seconds_since(began)}
        figures |= {word: figures["sizes"][str(size)][word] for word in _AT_THE_TOP}
        figures |= shape_of(turns[-1].notes, prepared, engine, size)
    engine.close()
    return figures


def _seconds_since(moment: float) -> float:
    return round(time.perf_counter() - moment, 1)
