"""Running numbers over positions with gaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.export.numbering import index_at, stretches


@given(st.lists(st.sets(st.integers(0, 60), max_size=40), max_size=6))
def test_numbers_have_no_gaps_whatever_positions_a_source_stopped(shards: list[set[int]]) -> None:
    count, numbers = 0, []
    for positions in shards:
        found, count = stretches(sorted(positions), count)
        numbers += [index_at(position, found) for position in sorted(positions)]
    assert numbers == list(range(count))
