"""Real pages are no copies of benchmarks: none may match one.

The pages are those of ../shared/data beside the repository, with the benchmark files there.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from webinstruct.decontaminate.benchmarks import benchmarks_at
from webinstruct.decontaminate.index import Hit, Index, IndexBuilder
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.sources.charset import decoded
from webinstruct.sources.page_text import page_text, parse_html

SHARED = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not (SHARED / "pages").exists(), reason=f"{SHARED} is not there; it holds real pages and benchmark files"
)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text of each page, and each side of each pair that was read from one."""
    found = {}
    for page in _lines("pages.jsonl"):
        path = SHARED / page["file"]
        path = path if path.exists() else SHARED / "pages" / page["file"]
        found[page["id"]] = page_text(parse_html(decoded(gzip.decompress(path.read_bytes())))).text
    for page in _lines("gold.jsonl"):
        for number, pair in enumerate(page["pairs"]):
            found |= {f"{page['id']} {side} {number}": pair[side] for side in ("question", "answer")}
    return found


@pytest.mark.parametrize(
    "chosen", [{}, {"numbers": "fold"}, {"ngram": 13}, {"ngram": 8}, {"share": 0.7}], ids=json.dumps
)
def test_no_real_page_or_pair_matches_a_benchmark(
    tmp_path: Path, texts: dict[str, str], chosen: dict[str, Any]
) -> None:
    builder = IndexBuilder(DecontaminateSettings.model_validate(chosen))
    for benchmark in benchmarks_at([str(SHARED / "benchmarks")]):
        builder.add(benchmark.name, benchmark.items)
    builder.write(str(tmp_path / "index.npz"))
    hits = Index(str(tmp_path / "index.npz")).hits(list(texts.values()))
    assert {name: _named(hit) for name, hit in zip(texts, hits, strict=True) if hit} == {}


def _named(hit: Hit) -> tuple[str, ...]:
    """The hit without its words: some benchmarks must not be shown in plain text."""
    return hit.benchmark, hit.item, hit.field, hit.tier


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / name).read_text("utf-8").splitlines()]
