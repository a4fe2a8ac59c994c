from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.budget import cut_key, key_of


@given(
    st.lists(
        st.tuples(st.floats(0, 1, width=32), st.text(max_size=3), st.integers(1, 50)), min_size=1, max_size=40
    ),
    st.integers(1, 1_000),
)
def test_the_cut_keeps_the_longest_run_of_best_pages_within_the_budget(
    pages: list[tuple[float, str, int]], budget: int
) -> None:
    keys = np.array([key_of(score, name) for score, name, _ in pages], dtype=np.uint64)
    tokens = np.array([count for *_, count in pages])
    cut = cut_key(lambda: iter([(keys[:7], tokens[:7]), (keys[7:], tokens[7:])]), budget)
    kept = {int(key) for key in keys if key >= cut}
    left_out = sorted({int(key) for key in keys} - kept)
    spent = int(tokens[keys >= np.uint64(cut)].sum())
    assert spent <= budget
    assert not left_out or spent + int(tokens[keys == np.uint64(left_out[-1])].sum()) > budget


def test_stopped_pages_with_key_0_spend_nothing() -> None:
    keys, tokens = np.array([0, 9, 8], dtype=np.uint64), np.array([100, 5, 5])
    assert cut_key(lambda: iter([(keys, tokens)]), 10) == 1


def test_no_pages_at_all_leave_the_cut_at_the_bottom() -> None:
    assert cut_key(lambda: iter([]), 10) == 1
