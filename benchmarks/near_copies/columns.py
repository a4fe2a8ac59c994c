"""The tools side by side: each takes the files of a corpus and an empty folder, and says which rows it kept."""

from __future__ import annotations

import logging
import os
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from beside.datatrove import at_spaces, hash_of_text
from numpy.typing import NDArray

from near_copies.corpus import written
from near_copies.planting import Corpus
from near_copies.scoring import figures_of, kept_mask

__all__ = ["COLUMNS", "OURS", "THEIRS", "measured", "row_numbers"]

Tool = Callable[[Sequence[Path], Path], NDArray[np.int64]]

OURS = "webinstruct"
_WARM_ROWS = 500


def measured(column: str, corpus: Corpus, folder: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Speed and findings of one column, on one core, in this process; what is loaded once is not measured."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    tool = COLUMNS[column](settings)
    warm = replace(corpus, rows=_WARM_ROWS)
    tool(written(warm, folder / "warm"), folder / "first")
    files = written(corpus, folder.parent / f"corpus-{corpus.rows}-{corpus.seed}-{corpus.forms}")
    began, cpu = time.perf_counter(), _processor_s()
    kept = tool(files, folder / "run")
    cpu_s, wall_s = _processor_s() - cpu, time.perf_counter() - began
    return {
        "column": column,
        "cpu_s": round(cpu_s, 2),
        "wall_s": round(wall_s, 2),
        "rows_per_s": round(corpus.rows / cpu_s),
        **figures_of(corpus, kept_mask(kept, corpus.rows)),
    }


def row_numbers(folder: Path, column: str) -> NDArray[np.int64]:
    """The row numbers that the Parquet files of a folder hold as texts."""
    texts = [pq.read_table(path, columns=[column])[column] for path in sorted(folder.rglob("*.parquet"))]
    return np.concatenate([pc.cast(some, pa.int64()).to_numpy() for some in texts])


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in used)


def _ours(settings: Mapping[str, Any]) -> Tool:
    from speed.in_process import run_in_process

    def tool(files: Sequence[Path], folder: Path) -> NDArray[np.int64]:
        config = {"source": {"pairs": list(map(str, files))}, "stages": ["dedup"], "dedup": dict(settings)}
        run_in_process(config, "dedup", folder)
        return row_numbers(folder / "dedup" / "kept", "pair_id")

    return tool


def _theirs(grams: int, buckets: int, hashes: int, numbers: str, words: str) -> Callable[[Any], Tool]:
    """datatrove's four steps: `numbers` "kept" or "folded", `words` cut at "spaces" or by "spacy"."""

    def prepared(_settings: Any) -> Tool:
        from datatrove.pipeline.dedup.minhash import MinhashConfig
        from datatrove.utils.logging import logger
        from datatrove.utils.text import TextNormConfig

        logger.remove()
        logging.disable()
        norm = TextNormConfig(norm_numbers=numbers == "folded")
        config = MinhashConfig(grams, buckets, hashes, norm_config=norm)

        def tool(files: Sequence[Path], folder: Path) -> NDArray[np.int64]:
            for number, (steps, tasks) in enumerate(_four_steps(files, folder, config, _tokenizer(words))):
                _executed(steps, tasks, folder / "logs" / str(number))
            return row_numbers(folder / "kept", "id")

        return tool

    return prepared


def _four_steps(
    files: Sequence[Path], folder: Path, config: Any, tokenizer: Any
) -> list[tuple[list[Any], int]]:
    from datatrove.pipeline.dedup.minhash import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import ParquetWriter

    signatures, pairs, removed = (str(folder / name) for name in ("signatures", "pairs", "remove"))
    signing = MinhashDedupSignature(signatures, config, tokenizer)
    signing._hash_func = hash_of_text
    rows = ParquetReader(str(files[0].parent), text_key="question", id_key="pair_id", doc_progress=False)
    stopped = ParquetWriter(str(folder / "removed"))
    return [
        ([rows, signing], len(files)),
        ([MinhashDedupBuckets(signatures, pairs, config=config)], config.num_buckets),
        ([MinhashDedupCluster(pairs, removed, config)], 1),
        ([rows, MinhashDedupFilter(removed, stopped), ParquetWriter(str(folder / "kept"))], len(files)),
    ]


def _executed(steps: list[Any], tasks: int, logs: Path) -> None:
    from datatrove.executor import LocalPipelineExecutor

    LocalPipelineExecutor(steps, tasks=tasks, workers=1, logging_dir=str(logs)).run()


def _tokenizer(words: str) -> Any:
    from datatrove.utils.typeshelper import Languages

    return Languages.english if words == "spacy" else at_spaces()


THEIRS: Mapping[str, Callable[[Any], Tool]] = {
    "datatrove, defaults": _theirs(5, 14, 8, "folded", "spacy"),
    "datatrove, words at spaces": _theirs(5, 14, 8, "folded", "spaces"),
    "datatrove, numbers kept": _theirs(5, 14, 8, "kept", "spaces"),
    "datatrove, made for short texts": _theirs(2, 25, 5, "kept", "spaces"),
}
"""Its defaults; the same with the fastest tokenizer; without folding of numbers; and with the n-gram and the bands that
we take."""

COLUMNS: Mapping[str, Callable[[Any], Tool]] = {OURS: _ours, **THEIRS}
