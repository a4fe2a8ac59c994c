"""Benchmarks are files with a manifest: found, read, checked, and named in the plan by their hashes."""

from __future__ import annotations

from webinstruct.decontaminate.benchmarks.loading import Benchmark
from webinstruct.decontaminate.benchmarks.survey import (
    Survey,
    benchmarks_at,
    identity_of,
    planned_benchmarks,
    surveyed,
)

__all__ = [
    "Benchmark",
    "Survey",
    "benchmarks_at",
    "identity_of",
    "planned_benchmarks",
    "surveyed",
]
