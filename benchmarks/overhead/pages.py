"""Pages of a known size behind a finished `recall`, where `extract` begins."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import webinstruct
from webinstruct.engines.vllm.engine import VllmEngine

__all__ = ["ANSWER_TOKENS", "config_at", "html_of", "recalled"]

ANSWER_TOKENS = 96
_PAGE_TOKENS = 1_500
_SHARDS = 6
_WORDS = (
    "the question answer is of number a to what and line page text sum force energy equal find show".split()
)


def recalled(folder: Path, pages: int, engine: VllmEngine) -> Path:
    """`folder`, with `pages` pages and a run that has done `recall` on them."""
    folder.mkdir()
    chance = random.Random(pages)  # noqa: S311 -- pages, no secrets
    with _file(folder).open("w") as file:
        for number in range(pages):
            page = {"url": f"https://pages.example/{pages}/{number}", "html": _page(chance, engine)}
            file.write(json.dumps(page) + "\n")
    webinstruct.run(config_at(folder), run_dir=str(folder / "run"), stage="recall")
    return folder


def config_at(folder: Path) -> Mapping[str, Any]:
    """The config of the run in `folder`: six shards, `extract` by the engine that this process shares."""
    with _file(folder).open() as file:
        pages = sum(1 for _ in file)
    engine = {"kind": "overhead.shared:Shared"}
    return {
        "source": {"path": str(_file(folder)), "rows_per_shard": -(-pages // _SHARDS)},
        "recall": {"keep": "all"},
        "extract": {"methods": ["llm"], "llm": {"engine": engine, "answer_tokens": ANSWER_TOKENS}},
        "executor": {"workers": 1},
    }


def html_of(folder: Path, most: int) -> Sequence[str]:
    """The source of the first pages in `folder`, at most `most`."""
    return [json.loads(line)["html"] for line in _file(folder).read_text().splitlines()[:most]]


def _file(folder: Path) -> Path:
    return folder / "pages.jsonl"


def _page(chance: random.Random, engine: VllmEngine) -> str:
    """A thread of posts of about 1,500 of the model's tokens, the most of it prose."""
    posts, tokens = [], 0
    while tokens < _PAGE_TOKENS:
        lines = [f"{' '.join(chance.choices(_WORDS, k=24))} {chance.randrange(1000)}?" for _ in range(4)]
        posts.append("".join(f"<p>{line}</p>" for line in lines))
        tokens += sum(engine.token_counts(lines))
    articles = "".join(f'<article class="post">{post}</article>' for post in posts)
    return f"<html><head><title>Thread</title></head><body><main>{articles}</main></body></html>"
