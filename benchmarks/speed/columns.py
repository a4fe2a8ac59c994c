"""The columns: each takes the prepared input and an empty folder, and says how many pages it kept and lost."""

from __future__ import annotations

import json
import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["COLUMNS", "measured"]

Input = Mapping[str, Any]


def measured(column: str, given: Input, folder: Path) -> dict[str, Any]:
    """Pages a second of processor time of one column, on one core, what it started included."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    work = COLUMNS[column](given, folder)
    began, cpu = time.perf_counter(), _processor_s()
    counts = work()
    cpu_s, wall_s = _processor_s() - cpu, time.perf_counter() - began
    return {
        "column": column,
        "pages_per_s": round(given["records"] / cpu_s, 1),
        "wall_pages_per_s": round(given["records"] / wall_s, 1),
        **counts,
    }


def _processor_s() -> float:
    """Seconds that this process and its children that have ended have worked."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _ours(keep: str) -> Callable[[Input, Path], Callable[[], dict[str, int]]]:
    def prepared(given: Input, folder: Path) -> Callable[[], dict[str, int]]:
        from speed.in_process import run_in_process

        def done(warc: str, place: Path) -> None:
            settings = {name: given[name] for name in ("threshold", "model", "text_chars")}
            config = {"source": {"path": warc}, "recall": {"keep": keep, **settings}}
            run_in_process(config, "recall", place)

        done(given["small_warc"], folder / "first")  # what is loaded once is not what is measured

        def work() -> dict[str, int]:
            done(given["warc"], folder / "run")
            books: Counter[str] = Counter()
            for file in (folder / "run" / "recall" / "manifest").glob("*.json"):
                manifest = json.loads(file.read_bytes())
                books.update(kept=manifest["kept"], judged=sum(manifest["rejected"].values()))
            return {"kept": books["kept"], "lost": given["records"] - books["kept"] - books["judged"]}

        return work

    return prepared


def _datatrove(threshold: bool) -> Callable[[Input, Path], Callable[[], dict[str, int]]]:
    def prepared(given: Input, folder: Path) -> Callable[[], dict[str, int]]:
        from datatrove.executor import LocalPipelineExecutor
        from datatrove.pipeline.extractors import Trafilatura
        from datatrove.pipeline.filters import FastTextClassifierFilter
        from datatrove.pipeline.readers import WarcReader
        from datatrove.pipeline.writers import ParquetWriter
        from trafilatura import extract

        extract("<p>What is loaded once is not what is measured.</p>")
        FastTextClassifierFilter._requires_dependencies = []  # it asks for one of several packages of this interface
        warc = Path(given["warc"])
        least = given["threshold"] if threshold else 0.0
        reader, extractor = WarcReader(str(warc.parent), glob_pattern=warc.name), Trafilatura()
        kept = FastTextClassifierFilter(
            given["model"],
            keep_labels=("wanted", least),
            newline_replacement=" ",
            save_labels_in_metadata=False,  # in the order of the scores, over which its ParquetWriter breaks
        )
        steps = [reader, extractor, kept, ParquetWriter(str(folder / "out"))]
        executor = LocalPipelineExecutor(steps, tasks=1, workers=1, logging_dir=str(folder / "logs"))

        def work() -> dict[str, int]:
            executor.run()
            found = json.loads((folder / "logs" / "stats.json").read_text())
            by_step = {step["name"].split()[-1]: step["stats"] for step in found}
            texts = _total(by_step["Trafilatura"], "forwarded")
            return {
                "kept": _total(by_step["fastText"], "forwarded"),
                "lost": given["records"] - texts - _total(by_step["Trafilatura"], "dropped"),
                "lost_with_empty_texts": given["records"] - texts,
            }

        return work

    return prepared


def _total(stats: Mapping[str, Any], word: str) -> int:
    value = stats.get(word, 0)
    return int(value["total"] if isinstance(value, Mapping) else value)


def _floor(given: Input, folder: Path) -> Callable[[], dict[str, int]]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    from selectolax.lexbor import LexborHTMLParser

    def work() -> dict[str, int]:
        parsed = 0
        with Path(given["warc"]).open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
                parsed += LexborHTMLParser(record.reader.read()).root is not None
        return {"kept": parsed, "lost": given["records"] - parsed}

    return work


COLUMNS: Mapping[str, Callable[[Input, Path], Callable[[], dict[str, int]]]] = {
    "datatrove, 5 % kept": _datatrove(True),
    "datatrove, all kept": _datatrove(False),
    "ours, 5 % kept": _ours("threshold"),
    "ours, all kept": _ours("all"),
    "floor": _floor,
}
