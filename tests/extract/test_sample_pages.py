"""Extraction measured on the project's own sample pages, whose pairs were written down with them."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from webinstruct.core.normal_form import content_words, words
from webinstruct.extract.settings import ExtractSettings
from webinstruct.extract.stage import Extract
from webinstruct.sources.page_text import page_text, parse_html

DATA = Path(__file__).parents[1] / "data"


@cache
def sample() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each page's record with the pairs found on it."""
    with (DATA / "pages.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [(record, found_on(record)) for record in records]


def found_on(record: dict[str, Any]) -> list[dict[str, Any]]:
    html = (DATA / "pages" / record["file"]).read_bytes().decode(record.get("charset") or "utf-8", "replace")
    content = page_text(parse_html(html))
    row = {
        "page_id": record["file"],
        "url": record["url"],
        "title": content.title,
        "text": content.text,
        "html": html,
    }
    return [verdict for verdict in Extract(ExtractSettings()).process(row) if isinstance(verdict, dict)]


def alike(one: str, other: str) -> bool:
    a, b = (Counter(content_words(words(text))) for text in (one, other))
    return 2 * (a & b).total() >= 0.7 * (a.total() + b.total())


def matched(record: dict[str, Any], found: list[dict[str, Any]]) -> int:
    return sum(
        any(
            alike(pair["question"], seen["question"]) and alike(pair["answer"], seen["answer"])
            for seen in found
        )
        for pair in record["pairs"]
    )


def test_nine_in_ten_pairs_of_the_sample_are_found() -> None:
    wanted = sum(len(record["pairs"]) for record, _ in sample())
    assert sum(matched(record, found) for record, found in sample()) >= 0.9 * wanted


def test_nine_in_ten_pairs_found_in_the_sample_are_right() -> None:
    given = sum(len(found) for _, found in sample())
    assert sum(matched(record, found) for record, found in sample()) >= 0.9 * given


def test_hardly_any_page_without_pairs_gives_one() -> None:
    empty = [found for record, found in sample() if not record["pairs"]]
    assert sum(bool(found) for found in empty) <= 0.05 * len(empty)


def test_every_pair_of_the_sample_stands_in_its_page() -> None:
    assert {pair["grounding"] for _, found in sample() for pair in found} <= {
        "verbatim",
        "stitched",
        "normalized",
    }
