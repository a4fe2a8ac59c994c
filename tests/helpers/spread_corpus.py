"""A small crawl whose pages are mixed of two kinds of sentences, so that scores spread, with a truth for every page."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.helpers.seeds import other_text, train_on_seeds, wanted_text
from tests.helpers.warc import gzip_members, http_block, warc_record

__all__ = ["SpreadCorpus"]

_SENTENCES = 12


class SpreadCorpus:
    """`files` WARC files of `pages` pages each in `folder`/crawl, and a classifier that half knows them."""

    def __init__(self, folder: Path, files: int = 3, pages: int = 200) -> None:
        self.folder = folder
        self.truth: dict[str, bool] = {}
        crawl = folder / "crawl"
        crawl.mkdir(parents=True)
        for file in range(files):
            records = [
                self._record(number, has_text=number % 25 != 7)
                for number in range(file * pages, (file + 1) * pages)
            ]
            (crawl / f"{file}.warc.gz").write_bytes(gzip_members(records))
        self.model = str(folder / "model.bin")
        train_on_seeds(self.model)

    def config(self, workers: int = 1, **recall: Any) -> Mapping[str, Any]:
        """A run's config over the crawl."""
        return {
            "source": {"path": str(self.folder / "crawl")},
            "recall": {"model": self.model, "keep": "threshold", "min_words": 5, **recall},
            "executor": {"workers": workers},
        }

    def labels(self, path: Path) -> Path:
        """A file with the truth of all pages."""
        rows = [{"url": url, "label": "yes" if truth else "no"} for url, truth in self.truth.items()]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return path

    def _record(self, number: int, has_text: bool) -> bytes:
        chance = random.Random(number)
        share = chance.random()
        sentences = [
            wanted_text(number + n) if chance.random() < share else other_text(number + n)
            for n in range(_SENTENCES)
        ]
        url = f"https://site-{number % 17}.example/{number}"
        if has_text:
            self.truth[url] = chance.random() < share**2
        paragraphs = "".join(f"<p>{sentence}</p>" for sentence in sentences) if has_text else ""
        page = f"<html><head><title>Page {number}</title></head><body>{paragraphs}</body></html>"
        return warc_record(http_block(page.encode()), url=url)
