"""The texts that are searched, made anew in each process: items of some benchmarks must lie in no file in plain text.

Prose is drawn word by word from the words of the benchmarks themselves, as often as they have them: the hardest text
that holds no item, because its single words all point at some. Real pages are taken as they are.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from webinstruct.decontaminate.benchmarks import Benchmark
from webinstruct.decontaminate.canaries.hosts import Host
from webinstruct.decontaminate.canaries.kinds import KINDS, question_of
from webinstruct.decontaminate.canaries.planting import Canary, canaries_of, planted
from webinstruct.sources.charset import decoded
from webinstruct.sources.page_text import page_text, parse_html

__all__ = ["Amount", "Text", "texts_of"]

PROSE, PAGE = "prose", "page"
_WORD = re.compile(
    r"(?<!\S)(?:[A-Za-z]{1,20}|\d{1,4})[,.?]?(?!\S)"
)  # no formulae or code: these are runs of an item
_PROSE_WORDS = 400  # about the length of a page's text
_MEGABYTE = 1_000_000
_LINE_WORDS = 60


@dataclass(frozen=True)
class Amount:
    """How much is searched: megabytes of prose, one in `every_page` real pages `turns` times, canaries of each kind."""

    prose_mb: float
    every_page: int
    turns: int
    per_kind: int
    seed: int = 0


class Text(NamedTuple):
    """A text and what it is: prose or page, or a canary of some kind amid prose."""

    text: str
    kind: str
    canary: Canary | None = None


def texts_of(benchmarks: Sequence[Benchmark], amount: Amount, data: Path) -> list[Text]:
    """All texts: prose, pages (where `data` has some), canaries of every kind."""
    prose = list(_prose(benchmarks, amount))
    pages = _pages(data, amount.every_page)
    return [*prose, *pages * amount.turns, *_planted(benchmarks, prose, amount)]


def _prose(benchmarks: Sequence[Benchmark], amount: Amount) -> Iterator[Text]:
    """Texts of words drawn at random."""
    counts: Counter[str] = Counter()
    for benchmark in benchmarks:
        for item in benchmark.items:
            counts.update(_WORD.findall(question_of(item)))
    words = np.array(sorted(counts), dtype=object)
    weights = np.array([counts[word] for word in words], np.float64)
    draws = np.random.default_rng(amount.seed)
    size = 0
    while size < amount.prose_mb * _MEGABYTE:
        drawn = draws.choice(words, _PROSE_WORDS, p=weights / weights.sum()).tolist()
        lines = (
            " ".join(drawn[start : start + _LINE_WORDS]) for start in range(0, _PROSE_WORDS, _LINE_WORDS)
        )
        text = ".\n".join(lines) + "."
        size += len(text.encode())
        yield Text(text, PROSE)


def _pages(data: Path, every: int) -> list[Text]:
    """The texts of real pages, one in `every`; none where there are none."""
    listed = data / "pages.jsonl"
    if not listed.exists():
        return []
    files = [data / json.loads(line)["file"] for line in listed.read_text("utf-8").splitlines()[::every]]
    pages = (page_text(parse_html(decoded(gzip.decompress(file.read_bytes())))) for file in files)
    return [Text(page.text, PAGE) for page in pages]


def _planted(benchmarks: Sequence[Benchmark], prose: Sequence[Text], amount: Amount) -> Iterator[Text]:
    """Every canary once, a paragraph in the middle of a text of prose."""
    items = {benchmark.name: benchmark.items for benchmark in benchmarks}
    hosts = [Host(text.text, "") for text in prose]
    for kind in KINDS:
        canaries, _ = canaries_of(kind, items, amount.per_kind, amount.seed, {})
        for row in planted(canaries, hosts, ("question",)):
            yield Text(row.question, kind, row.canary)
