"""Strata by score, and a draw that is the same at every call and in every division into shards."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from webinstruct.recall.threshold.strata import draw_keys, smallest, strata_of, stratum_of, wanted_sizes

counts = arrays(np.int64, st.integers(1, 60), elements=st.integers(0, 1_000))


@given(counts)
def test_strata_begin_at_zero_rise_and_hold_ten_pages_each(pages: Any) -> None:
    starts = strata_of(pages)
    sizes = np.add.reduceat(pages, starts)
    assert starts[0] == 0
    assert list(starts) == sorted(set(starts))
    assert len(starts) == 1 or (sizes >= 10).all()


def test_the_top_end_is_cut_finer_than_the_rest() -> None:
    starts = strata_of(np.full(1_000, 100))
    assert starts[:3] == (0, 100, 200)
    assert starts[-3:] == (995, 998, 999)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=20), st.integers(0, 1_000))
def test_as_many_pages_are_drawn_as_were_asked_for_or_are_there(sizes: Any, pages: Any) -> None:
    drawn = wanted_sizes(sizes, pages)
    assert sum(drawn) == min(pages, sum(sizes))
    assert all(one <= size for one, size in zip(drawn, sizes, strict=True))


@given(st.lists(st.integers(0, 100), min_size=1, max_size=20), st.integers(0, 1_000))
def test_no_stratum_gives_more_than_one_page_more_than_another_that_has_pages_left(
    sizes: Any, pages: Any
) -> None:
    drawn = wanted_sizes(sizes, pages)
    unfinished = [one for one, size in zip(drawn, sizes, strict=True) if one < size]
    assert not unfinished or max(drawn) <= min(unfinished) + 1


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 10**6)), max_size=60, unique_by=lambda row: row[1])
)
def test_drawing_from_parts_and_then_from_what_was_drawn_is_drawing_from_the_whole(rows: Any) -> None:
    sizes = [3, 1, 5]
    strata = np.array([stratum for stratum, _ in rows], dtype=np.int64)
    keys = np.array([key for _, key in rows], dtype=np.uint64)
    half = len(rows) // 2
    parts = [
        start + smallest(strata[start:stop], keys[start:stop], sizes)
        for start, stop in ((0, half), (half, len(rows)))
    ]
    drawn = np.concatenate(parts).astype(np.int64)
    twice = drawn[smallest(strata[drawn], keys[drawn], sizes)]
    assert sorted(twice.tolist()) == smallest(strata, keys, sizes).tolist()


def test_another_seed_draws_other_pages() -> None:
    pages = [b"page-%d" % number for number in range(200)]
    orders = [np.argsort(draw_keys(pages, seed))[:20].tolist() for seed in (0, 0, 1)]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]


@given(st.lists(st.binary(min_size=1, max_size=40).filter(lambda page: b"\0" not in page), max_size=20))
def test_the_key_of_a_page_does_not_depend_on_the_pages_beside_it(pages: list[bytes]) -> None:
    alone = [int(draw_keys([page], 3)[0]) for page in pages]
    assert draw_keys(pages, 3).tolist() == alone


def test_keys_are_spread_evenly() -> None:
    keys = draw_keys([b"%032x" % number for number in range(16_000)], 0)
    by_high, by_low = (
        np.bincount(digit.astype(np.int64)) for digit in (keys >> np.uint64(60), keys & np.uint64(15))
    )
    assert min(by_high.min(), by_low.min()) > 850
    assert max(by_high.max(), by_low.max()) < 1_150


def test_every_bin_is_in_the_stratum_that_begins_last_before_it() -> None:
    assert stratum_of(np.array([0, 9, 10, 99]), [0, 10, 50]).tolist() == [0, 0, 1, 2]
