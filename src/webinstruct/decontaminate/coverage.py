"""How many items of each benchmark each tier can find, before any row is searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from webinstruct.decontaminate.benchmarks import Benchmark
from webinstruct.decontaminate.settings import DecontaminateSettings

__all__ = ["coverage_of"]


def coverage_of(
    benchmarks: Iterable[Benchmark], settings: DecontaminateSettings
) -> dict[str, dict[str, int]]:
    """By benchmark: `items`, how many of them each tier can find (an item may count in several), and `uncovered`.

    It is that of all of them in one index: runs of words that stand in many items count for none of them.
    """
    # Every command of the command line loads this file; what the index is made of takes a tenth of a second.
    from webinstruct.decontaminate.index import IndexBuilder

    builder = IndexBuilder(settings)
    for benchmark in benchmarks:
        builder.add(benchmark.name, benchmark.items)
    return {name: asdict(counts) for name, counts in builder.index().coverage.items()}
