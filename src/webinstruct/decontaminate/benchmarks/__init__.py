"""Benchmarks are files with a manifest: found, read, checked, and named in the plan by their hashes."""

from __future__ import annotations

from webinstruct.decontaminate.benchmarks.loading import Benchmark, items_of
from webinstruct.decontaminate.benchmarks.reading import name_of
from webinstruct.decontaminate.benchmarks.survey import (
    Survey,
    benchmark_files,
    benchmarks_at,
    identity_of,
    planned_benchmarks,
    surveyed,
)

__all__ = [
    "Benchmark",
    "Survey",
    "benchmark_files",
    "benchmarks_at",
    "identity_of",
    "items_of",
    "name_of",
    "planned_benchmarks",
    "surveyed",
]
