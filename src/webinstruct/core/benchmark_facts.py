"""What a plan says of a benchmark, in one line, and back: whoever has the plan can name what was looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["BenchmarkFacts", "benchmarks_in"]

_LINE = re.compile(r"sha256:([0-9a-f]{64}) items:(\d+)(?: version:(.*))?", re.DOTALL)


class BenchmarkFacts(NamedTuple):
    """A benchmark as a run used it: its name, the SHA-256 of its file, its items, and the version its manifest names
    ("" where it names none)."""

    name: str
    sha256: str
    items: int
    version: str = ""

    def line(self) -> str:
        """All but the name, as it stands in a plan.

        >>> BenchmarkFacts("x", "0" * 64, 12, "1.0, test").line().partition(" ")[2]
        'items:12 version:1.0, test'
        """
        facts = f"sha256:{self.sha256} items:{self.items}"
        return f"{facts} version:{self.version}" if self.version else facts


def benchmarks_in(identity: Mapping[str, str]) -> list[BenchmarkFacts]:
    """The benchmarks among the identities of a stage, by name; other identities (a prompt, a model) are left out.

    >>> line = BenchmarkFacts("x", "0" * 64, 12).line()
    >>> [(found.name, found.items) for found in benchmarks_in({"x": line, "prompt": "0" * 64})]
    [('x', 12)]
    """
    found = []
    for name, line in sorted(identity.items()):
        if match := _LINE.fullmatch(line):
            found.append(BenchmarkFacts(name, match[1], int(match[2]), match[3] or ""))
    return found
