"""The whole of dedup against its definition, computed pair by pair."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dedup.test_stage import judged, kept_ids, row
from webinstruct.dedup.guards import opposed
from webinstruct.dedup.settings import MinHashSettings
from webinstruct.dedup.signature import Compared, compared

_ALL_CANDIDATES = MinHashSettings(bands=50, rows=1)  # overlooks a pair at 0.5 once in 10**15
_THRESHOLD = 0.5
_WORDS = "which rope holds more weight than three steel wires before rain falls increases decreases 7 8 not".split()
_ALONE = {
    "survivor": "first",
    "threshold": _THRESHOLD,
    "minhash": _ALL_CANDIDATES,
    "must_ask_the_same": False,
}
_TEXTS = st.lists(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=12
)


def kept_by_definition(texts: list[str]) -> set[str]:
    """The texts that stay when each is compared with all that stay before it."""
    found = compared(texts, _ALL_CANDIDATES)
    edges = found.shingles.edges
    sets = [set(found.shingles.flat[edges[i] : edges[i + 1]].tolist()) for i in range(len(texts))]
    staying: list[int] = []
    for number in range(len(texts)):
        if not any(_is_duplicate(found, sets, other, number) for other in staying):
            staying.append(number)
    return {f"p{number}" for number in staying}


def _is_duplicate(found: Compared, sets: list[set[int]], one: int, other: int) -> bool:
    if (found.exact[:, one] == found.exact[:, other]).all():
        return True
    if found.guards[one] != found.guards[other] or opposed(found.poles[[one]], found.poles[[other]])[0]:
        return False
    everything = sets[one] | sets[other]
    return bool(everything) and len(sets[one] & sets[other]) / len(everything) >= _THRESHOLD


@settings(max_examples=30, deadline=None)
@given(_TEXTS)
def test_the_rows_that_stay_are_those_of_the_definition(texts: list[str]) -> None:
    rows = [row(f"p{number}", text) for number, text in enumerate(texts)]
    with TemporaryDirectory() as folder:
        verdicts = judged(Path(folder), rows, **_ALONE)
    assert kept_ids(verdicts) == kept_by_definition(texts)


def test_the_definition_is_met_where_every_bucket_is_full(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    texts = [" ".join(chance.choice(_WORDS, 12)) for _ in range(60)]
    rows = [row(f"p{number}", text) for number, text in enumerate(texts)]
    shards = [rows[start : start + 20] for start in range(0, 60, 20)]
    verdicts = judged(tmp_path, *shards, **_ALONE)
    assert kept_ids(verdicts) == kept_by_definition(texts)
