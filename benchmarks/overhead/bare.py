"""vLLM alone: `LLM.generate` with everything in memory before the clock starts."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from webinstruct.engines.protocol import Request
from webinstruct.engines.vllm.engine import VllmEngine

__all__ = ["bare_tokens_per_s"]


def bare_tokens_per_s(engine: VllmEngine, asked: Sequence[Request], is_best: bool) -> float:
    """Prompt and output tokens a second for the same requests.

    Plain: prompts as text, answers as text. Best: prompts as token ids, answers left as token ids, nothing but finished
    answers handed over; the engine alone, with less around it than any use of it needs.
    """
    prompts = _prompts(engine.llm.get_tokenizer(), asked, is_best)
    params = [_params(request, is_best) for request in asked]
    began = time.perf_counter()
    outputs = engine.llm.generate(prompts, params, use_tqdm=False)
    took_s = time.perf_counter() - began
    tokens = sum(len(one.prompt_token_ids) + len(one.outputs[0].token_ids) for one in outputs)
    return float(tokens / took_s)


def _prompts(tokenizer: Any, asked: Sequence[Request], is_best: bool) -> list[Any]:
    texts = [
        tokenizer.apply_chat_template(list(request.messages), tokenize=False, add_generation_prompt=True)
        for request in asked
    ]
    if not is_best:
        return texts
    return [{"prompt_token_ids": ids} for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]]


def _params(request: Request, is_best: bool) -> Any:
    from vllm import SamplingParams
    from vllm.sampling_params import RequestOutputKind, StructuredOutputsParams

    saving = {"detokenize": False, "output_kind": RequestOutputKind.FINAL_ONLY} if is_best else {}
    return SamplingParams(
        **request.sampling,
        max_tokens=request.max_tokens,
        structured_outputs=StructuredOutputsParams(json=json.dumps(request.schema)),
        **saving,
    )
