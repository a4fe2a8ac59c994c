"""Rows and facts for the export: what a finished run would hand it."""

from __future__ import annotations

from typing import Any

__all__ = ["FACTS", "exportable"]

_COUNTS = {"read": 9, "kept": 5, "sources": 4, "shards": 2, "shards_done": 2, "seconds": 1.5}

FACTS: dict[str, Any] = {
    "plan": {
        "webinstruct": "0.1.0",
        "source": {"path": "/home/someone/crawl"},
        "shards": [{"slices": [{"path": "/home/someone/crawl/00001.warc.gz", "start": 0, "stop": None}]}],
        "stages": [
            {
                "name": "refine",
                "settings": {"api_key": "sesame", "temperature": 0.2},
                "identity": {"prompt": "c0ffee", "model": "small-model"},
            }
        ],
    },
    "stages": {
        "refine": {
            **_COUNTS,
            "rejected": {"empty_answer": 4},
            "quarantined": {"engine_gave_up": 1},
            "notes": {"kept_original": 2},
        }
    },
}
"""Facts of a run of one stage before the export."""


def exportable(number: int, **values: Any) -> dict[str, Any]:
    """A refined pair; the number makes it differ from others."""
    return {
        "pair_id": f"pair-{number}",
        "page_id": f"page-{number // 2}",
        "url": f"https://sums.example/{number}",
        "domain": "sums.example",
        "lang": "en",
        "question": f"What is {number} + 1?",
        "answer": f"It is {number + 1}.",
        "orig_question": f"Q: what is {number} + 1",
        "orig_answer": f"{number + 1}",
        "method": "structure:faq",
        "grounding": "verbatim",
        "refine_action": "rewritten",
        "refiner": "small-model",
    } | values
