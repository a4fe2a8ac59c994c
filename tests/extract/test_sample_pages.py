"""Extraction measured on the project's own pages, whose pairs were written down with them.

`tests/data/pages` is the sample that all stages share. `tests/data/shapes` holds whole pages in the mark-up of many
forums, communities, FAQs and books, with many that only look like one; pages.jsonl and gold.jsonl there have the form
that `benchmarks/extraction_quality.py --data tests/data/shapes` reads.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from webinstruct.core.normal_form import content_words, words
from webinstruct.extract.settings import ExtractSettings
from webinstruct.extract.stage import Extract
from webinstruct.sources.page_text import page_text, parse_html

DATA = Path(__file__).parents[1] / "data"


class Measured(NamedTuple):
    """The pairs that a page has, and those found on it."""

    has: Sequence[dict[str, Any]]
    found: Sequence[dict[str, Any]]


@cache
def measured(collection: str) -> list[Measured]:
    pages = shapes() if collection == "shapes" else sample()
    return [Measured(pairs, found_on(url, html)) for url, html, pairs in pages]


def sample() -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    for record in rows_of(DATA / "pages.jsonl"):
        raw = (DATA / "pages" / record["file"]).read_bytes()
        yield record["url"], raw.decode(record.get("charset") or "utf-8", "replace"), record["pairs"]


def shapes() -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    gold = {page["id"]: page["pairs"] for page in rows_of(DATA / "shapes" / "gold.jsonl")}
    for page in rows_of(DATA / "shapes" / "pages.jsonl"):
        raw = gzip.decompress((DATA / "shapes" / page["file"]).read_bytes())
        html = bytes_to_str(raw, detect_encoding(raw) or "utf-8")
        yield f"file:{page['id']}.html.gz", html, gold.get(page["id"], [])


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def found_on(url: str, html: str) -> list[dict[str, Any]]:
    content = page_text(parse_html(html))
    row = {"page_id": url, "url": url, "title": content.title, "text": content.text, "html": html}
    return [verdict for verdict in Extract(ExtractSettings()).process(row) if isinstance(verdict, dict)]


def right(page: Measured) -> int:
    """How many of a page's pairs were found."""
    return sum(any(is_same(pair, seen) for seen in page.found) for pair in page.has)


def is_same(pair: dict[str, Any], seen: dict[str, Any]) -> bool:
    questions = [pair["question"], *filter(None, [pair.get("question_local")])]
    answers = [pair["answer"], *pair.get("other_answers", ())]
    return any(alike(q, seen["question"]) for q in questions) and any(
        alike(a, seen["answer"]) for a in answers
    )


def alike(one: str, other: str) -> bool:
    a, b = (Counter(content_words(words(text))) for text in (one, other))
    return 2 * (a & b).total() >= 0.7 * (a.total() + b.total())


COLLECTIONS = pytest.mark.parametrize("collection", ["pages", "shapes"])


@COLLECTIONS
def test_nine_in_ten_pairs_are_found(collection: str) -> None:
    pages = measured(collection)
    assert sum(map(right, pages)) >= 0.9 * sum(len(page.has) for page in pages)


@COLLECTIONS
def test_nine_in_ten_pairs_found_are_right(collection: str) -> None:
    pages = measured(collection)
    assert sum(map(right, pages)) >= 0.9 * sum(len(page.found) for page in pages)


@COLLECTIONS
def test_hardly_any_page_without_pairs_gives_one(collection: str) -> None:
    empty = [page for page in measured(collection) if not page.has]
    assert sum(bool(page.found) for page in empty) <= 0.05 * len(empty)


@COLLECTIONS
def test_every_pair_stands_in_its_page(collection: str) -> None:
    grounded = {"verbatim", "stitched", "normalized"}
    assert {pair["grounding"] for page in measured(collection) for pair in page.found} <= grounded
