"""The tools side by side: each builds its index of the same items, and says of each text what it found in it."""

from __future__ import annotations

import gc
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from beside.datatrove import at_spaces, hash_of_text

from contamination.staged import staged_mb_per_s
from contamination.texts import PAGE, PROSE, Amount, Text, texts_of
from webinstruct.decontaminate.benchmarks import Benchmark, benchmarks_at
from webinstruct.decontaminate.canaries.kinds import question_of
from webinstruct.decontaminate.index import Index, IndexBuilder
from webinstruct.decontaminate.settings import DecontaminateSettings

__all__ = ["COLUMNS", "OURS", "STAGED", "Given", "measured", "staged"]

OURS = "webinstruct"
STAGED = "webinstruct, as a stage"
_BATCH = 512  # about a megabyte of pages, as the stage takes them
_MEGABYTE = 1_000_000
_WARM = 20


class Given(NamedTuple):
    """What all columns get: how much is searched, where the benchmarks are, and where the real pages."""

    amount: Amount
    benchmarks: str
    data: str


Search = Callable[[Sequence[str]], list[bool]]
"""Of each text, whether it holds an item."""


def measured(column: str, given: Given, folder: Path) -> dict[str, Any]:
    """Speed, memory and findings of one column, on one core, in this process."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    benchmarks = benchmarks_at([given.benchmarks])
    build, load = COLUMNS[column]
    began = time.process_time()
    build(benchmarks, folder)
    build_s = time.process_time() - began
    texts = texts_of(benchmarks, given.amount, Path(given.data))
    gc.collect()
    before = _resident_mb()
    search = load(folder)
    search([text.text for text in texts[:_WARM]])
    index_mb = _resident_mb() - before
    return {
        "column": column,
        "build_s": round(build_s, 2),
        "index_mb": round(index_mb, 1),
        **_searched(search, texts),
    }


def staged(given: Given, folder: Path) -> dict[str, Any]:
    """Speed of our search as the stage of a run."""
    texts = texts_of(benchmarks_at([given.benchmarks]), given.amount, Path(given.data))
    return {"column": STAGED, "mb_per_s": round(staged_mb_per_s(texts, given.benchmarks, folder), 2)}


def _searched(search: Search, texts: Sequence[Text]) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    found = search([text.text for text in texts])
    cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - began
    size = sum(len(text.text.encode("utf-8", "surrogatepass")) for text in texts) / _MEGABYTE
    planted, hits = Counter(text.kind for text in texts), Counter[str]()
    for text, is_found in zip(texts, found, strict=True):
        hits[text.kind] += is_found
    return {
        "mb": round(size, 1),
        "mb_per_s": round(size / cpu_s, 2),
        "wall_mb_per_s": round(size / wall_s, 2),
        "planted": {kind: count for kind, count in planted.items() if kind not in (PROSE, PAGE)},
        "found": {kind: hits[kind] for kind in planted if kind not in (PROSE, PAGE)},
        "clean": {kind: planted[kind] for kind in (PROSE, PAGE)},
        "false": {kind: hits[kind] for kind in (PROSE, PAGE)},
    }


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE


def _our_build(**settings: Any) -> Callable[[Sequence[Benchmark], Path], None]:
    def build(benchmarks: Sequence[Benchmark], folder: Path) -> None:
        builder = IndexBuilder(DecontaminateSettings(**settings))
        for benchmark in benchmarks:
            builder.add(benchmark.name, benchmark.items)
        builder.write(str(folder / "index"))

    return build


def _our_search(folder: Path) -> Search:
    index = Index(str(folder / "index"))

    def search(texts: Sequence[str]) -> list[bool]:
        batches = (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
        return [hit is not None for batch in batches for hit in index.hits(batch)]

    return search


def _their_build(**config: Any) -> Callable[[Sequence[Benchmark], Path], None]:
    """datatrove's index files from its own n-grams and hashes. Its indexer's `run` wants lighteval, no version of
    which runs with it; the hashes come from the method that `run` calls for each item."""

    def build(benchmarks: Sequence[Benchmark], folder: Path) -> None:
        import numpy as np

        indexer = _quiet_datatrove().NGramsDecontIndexer(
            str(folder), config=_config(config), language=at_spaces()
        )
        indexer.hash_func = hash_of_text
        for benchmark in benchmarks:
            hashes: set[int] = set()
            for item in benchmark.items:
                for answer in [text.text for text in item.texts if not text.is_question] or [""]:
                    hashes.update(indexer.compute_hashes(answer, question_of(item)))
            array = np.array(list(hashes), dtype=indexer.config.hash_config.np_descr)
            (folder / f"{benchmark.name}.index.hashes").write_bytes(array.tobytes())

    return build


def _their_search(**config: Any) -> Callable[[Path], Search]:
    def load(folder: Path) -> Search:
        from datatrove.data import Document

        step = _quiet_datatrove().NGramsDecontFilter(
            str(folder), config=_config(config), language=at_spaces()
        )
        step.hash_func = hash_of_text

        def search(texts: Sequence[str]) -> list[bool]:
            return [step.filter(Document(text=text, id=str(n))) is not True for n, text in enumerate(texts)]

        return search

    return load


def _quiet_datatrove() -> Any:
    from datatrove.pipeline.decont import n_grams
    from datatrove.utils.logging import logger

    logger.remove()
    logging.disable()
    n_grams.NGramsDecontIndexer._requires_dependencies = []
    return n_grams


def _config(given: Mapping[str, Any]) -> Any:
    from datatrove.pipeline.decont.n_grams import NGramsDecontConfig
    from datatrove.utils.text import TextNormConfig

    norm = TextNormConfig(norm_numbers=given["numbers"] == "folded")
    return NGramsDecontConfig(n_grams=given["ngram"], find_query_ngrams=True, norm_config=norm)


_DEFAULTS = {"ngram": 12, "numbers": "folded"}
_COMPARABLE = {"ngram": 10, "numbers": "kept"}

COLUMNS: Mapping[str, tuple[Callable[[Sequence[Benchmark], Path], None], Callable[[Path], Search]]] = {
    OURS: (_our_build(), _our_search),
    "webinstruct, n-grams alone": (_our_build(share=None), _our_search),
    "webinstruct, numbers folded": (_our_build(numbers="fold"), _our_search),
    "datatrove, defaults": (_their_build(**_DEFAULTS), _their_search(**_DEFAULTS)),
    "datatrove, 10-grams, numbers kept": (_their_build(**_COMPARABLE), _their_search(**_COMPARABLE)),
}
"""Ours at its defaults, without the tier that looks for shares of an item, and with the one for other numbers;
datatrove at its defaults (12 words, numbers folded) and at our n-gram."""
