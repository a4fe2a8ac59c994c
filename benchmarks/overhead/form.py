"""What is measured in each form: how many pages, how often, and on which model."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.tiny_model import SEVEN_B, TINY, built_model

from webinstruct.engines.settings import VllmSettings

__all__ = ["Form", "engine_settings", "form_of"]

_PLACE = Path(tempfile.gettempdir(), "webinstruct-llm-overhead")
_STATISTICS = {"disable_log_stats": False}
"""For all columns alike: `running` comes from vLLM's own statistics."""


@dataclass(frozen=True, slots=True)
class Form:
    """`warm` pages that nobody measures, then each of `sizes`, all columns in each of `turns`.

    An even number of turns, where more than one, has every column first as often as last.
    """

    warm: int
    sizes: tuple[int, ...]
    turns: int


def form_of(has_gpu: bool, is_quick: bool, pages: int) -> Form:
    """The usual form, or one with `pages` as its larger size where that is not 0.

    >>> form_of(has_gpu=False, is_quick=False, pages=60)
    Form(warm=8, sizes=(15, 60), turns=4)
    """
    if has_gpu:
        usual = Form(256, (1_000,), 1) if is_quick else Form(512, (8_000,), 1)
    else:
        usual = Form(4, (16,), 2) if is_quick else Form(8, (25, 100), 4)
    if not pages:
        return usual
    sizes = (max(1, pages // 4), pages) if len(usual.sizes) > 1 else (pages,)
    return Form(min(usual.warm, pages), sizes, usual.turns)


def engine_settings(has_gpu: bool, model: str) -> VllmSettings:
    """The engine's settings; a model is built where none is named."""
    if has_gpu:
        folder = model or built_model(_PLACE / "7b", SEVEN_B, 32_768, has_weights=False)
        return VllmSettings(
            model=str(folder),
            load_format="dummy",
            dtype="bfloat16",
            max_model_len=8_192,
            max_num_seqs=256,
            options={**_STATISTICS, "max_num_batched_tokens": 16_384},
        )
    folder = model or built_model(_PLACE / "tiny", TINY, 32_768)
    return VllmSettings(model=str(folder), max_model_len=16_384, max_num_seqs=8, options=_STATISTICS)
