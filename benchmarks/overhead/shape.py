"""What a page costs in tokens: as it is, as it is asked about, and as it is answered."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from overhead.pages import html_of
from overhead.shared import Shared
from webinstruct.engines.tokens import estimated_counts
from webinstruct.engines.vllm.engine import VllmEngine

__all__ = ["computed_answers", "machine", "shape_of"]

_GOLD = Path("../shared/data/gold.jsonl")
_SAMPLE = 50


def shape_of(notes: Mapping[str, int], prepared: Path, engine: VllmEngine, pages: int) -> dict[str, float]:
    """Measured on this engine: tokens of a page and of its prompts and answers, and what the prefix cache served."""
    html = engine.token_counts(html_of(prepared, _SAMPLE))
    fixed = engine.token_counts([message["content"] for message in Shared.asked[0].messages[:-1]])
    return {
        "html_tokens_per_page": round(statistics.mean(html)),
        "input_tokens_per_page": round(notes["llm_prompt_tokens"] / pages),
        "of_which_fixed": sum(fixed),
        "pairs_per_page": round(notes.get("pairs_by_model", 0) / pages, 2),
        "requests_per_page": round(notes["llm_requests"] / pages, 2),
        "prefix_cache_hit_rate": round(notes["llm_cached_tokens"] / notes["llm_prompt_tokens"], 3),
        "output_tokens_per_page": round(notes["llm_output_tokens"] / pages, 1),
    }


def computed_answers() -> dict[str, float]:
    """Output tokens a page of both answer styles, computed and not generated: what the right answer for the annotated
    pages would take as JSON, a token estimated at three bytes. A pointer is two ranges of three digits a pair."""
    if not _GOLD.exists():
        print(f"{_GOLD} is not there: the answer styles are left out.", file=sys.stderr)
        return {}
    pages = [json.loads(line)["pairs"] for line in _GOLD.read_text().splitlines()]
    pointed = [[{"q": [[104, 109]], "a": [[111, 125]], "o": []} for _ in pairs] for pairs in pages]
    copied = [[{word: pair[word] for word in ("question", "answer")} for pair in pairs] for pairs in pages]
    return {
        f"computed_{style}_tokens_per_page": round(statistics.mean(_counts(answers)), 1)
        for style, answers in (("pointer", pointed), ("verbatim", copied))
    }


def _counts(answers: Sequence[Sequence[Mapping[str, object]]]) -> list[int]:
    texts = [json.dumps({"pairs": one}, ensure_ascii=False, separators=(",", ":")) for one in answers]
    return list(estimated_counts(texts))


def machine() -> str:
    """The GPU, or the processor, that it ran on."""
    import torch

    if torch.cuda.is_available():
        return str(torch.cuda.get_device_name(0))
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return f"{named[0].partition(': ')[2] if named else 'unknown processor'}, {len(named)} cores"
