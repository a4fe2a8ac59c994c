"""The known detection rate of a search for benchmark items: what was planted, and what of it was found.

decontaminate leaves it as JSON; the report and the card read it. It holds counts, never a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["DETECTION_FILE", "KIND_WORDS", "Detection", "KindFound", "detection_in"]

DETECTION_FILE = "canaries/00000.json"
"""Where decontaminate leaves it, below its folder in the run directory."""

KIND_WORDS = {
    "verbatim": "word for word",
    "white_space": "other white space",
    "latex": "other LaTeX",
    "options": "options shuffled",
    "numbers": "numbers changed",
    "replaced": "one word in ten replaced",
    "half": "first half only",
    "translated": "translated",
}
"""Every kind of canary in words."""


@dataclass(frozen=True, slots=True)
class KindFound:
    """Canaries of one kind: rows with one, by the tier that found them (`by_tier`) and the place where they stood
    (`by_place`: planted, found). `named` rows were stopped for the very item that was planted there; `not_covered` rows
    hold items that say too little for any tier, and are in no other count."""

    kind: str
    applies_to: int
    planted: int
    found: int
    named: int
    by_tier: Mapping[str, int]
    by_place: Mapping[str, Sequence[int]]
    not_covered: int = 0
    not_covered_found: int = 0

    @property
    def words(self) -> str:
        """The kind in words."""
        return KIND_WORDS.get(self.kind, self.kind)

    @property
    def share(self) -> float | None:
        """The share of the planted rows that was found, in [0, 1]; None where none was planted."""
        return self.found / self.planted if self.planted else None


@dataclass(frozen=True, slots=True)
class Detection:
    """All kinds, and `rest_rows` of the run's own rows without a canary, of which `rest_hits` are stopped: those the
    run stops itself, and so the most that can be false."""

    per_kind: int
    seed: int
    items: int
    numbers: str
    rest_rows: int
    rest_hits: int
    rest_by_tier: Mapping[str, int]
    kinds: tuple[KindFound, ...]

    @property
    def not_covered(self) -> tuple[int, int]:
        """Rows of all kinds with items that no tier covers, and how many of them were found all the same."""
        return sum(kind.not_covered for kind in self.kinds), sum(
            kind.not_covered_found for kind in self.kinds
        )

    def plain(self) -> dict[str, Any]:
        """As plain values, each kind with its share of found rows."""
        kinds = [
            asdict(kind) | {"share": None if kind.share is None else round(kind.share, 4)}
            for kind in self.kinds
        ]
        return asdict(self) | {"kinds": kinds}


def detection_in(plain: Mapping[str, Any]) -> Detection:
    """The detection that `plain` tells.

    >>> one = Detection(5, 0, 40, "keep", 9, 1, {"ngram": 1}, (KindFound("half", 40, 2, 1, 1, {}, {"alone": [2, 1]}),))
    >>> detection_in(one.plain()) == one
    True
    """
    names = KindFound.__slots__
    kinds = tuple(KindFound(**{name: kind[name] for name in names}) for kind in plain["kinds"])
    return Detection(**{**plain, "kinds": kinds})
