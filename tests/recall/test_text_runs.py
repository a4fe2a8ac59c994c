from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.text_runs import text_runs

MARKS = st.sampled_from(
    [
        b"<",
        b">",
        b"<script>",
        b"</script>",
        b"<STYLE ",
        b"</style >",
        b"<!--",
        b"-->",
        b"/",
        b"'",
        b"\xff",
        b"words",
    ]
)
PAGES = st.one_of(st.binary(max_size=200), st.lists(MARKS, max_size=40).map(b"".join))


def said(page: bytes) -> list[bytes]:
    return [page[start:end] for start, end in zip(*text_runs(page), strict=True)]


@given(PAGES)
def test_runs_of_any_bytes_stand_in_order_and_hold_no_mark(page: bytes) -> None:
    starts, ends = text_runs(page)
    edges = np.stack([starts, ends], axis=1).ravel()
    assert (np.diff(edges) >= 0).all()
    assert all(run and b"<" not in run and b">" not in run for run in said(page))


def test_text_before_the_first_tag_and_behind_the_last_counts() -> None:
    assert said(b"before<hr>behind") == [b"before", b"behind"]


def test_a_page_without_a_tag_is_one_run() -> None:
    assert said(b"Tea is hot.") == [b"Tea is hot."]


def test_an_empty_page_has_no_run() -> None:
    assert said(b"") == []


@pytest.mark.parametrize(
    "hidden",
    [
        b"<script>if (1 < 2 && 3 > 2) { a = '<b>no</b>' }</script>",
        b"<SCRIPT type=text/javascript>x</b>no</SCRIPT>",
        b"<style>p > b { } no </style>",
        b"<!-- <p>no</p> -->",
        b"<!-->",
        b"<!---->",
        b"<script>'</scripts>no'</script>",
    ],
)
def test_scripts_styles_and_comments_say_nothing(hidden: bytes) -> None:
    assert said(b"one " + hidden + b" two") == [b"one ", b" two"]


@pytest.mark.parametrize("opening", [b"<script>", b"<style>", b"<!--"])
def test_what_is_never_closed_hides_the_rest_of_the_page(opening: bytes) -> None:
    assert said(b"seen" + opening + b"<p>not seen</p><p>nor this") == [b"seen"]


def test_a_formula_in_a_script_is_text() -> None:
    assert said(b'<script type="math/tex">x^2</script>') == [b"x^2"]


@pytest.mark.parametrize("tag", [b"<strong>", b"<section>", b"<scripture>", b"<styled>"])
def test_tags_with_similar_names_hide_nothing(tag: bytes) -> None:
    assert said(tag + b"seen</p>") == [b"seen"]


@pytest.mark.parametrize("part", [b"<", b">", b"<!--", b"<script>", b"</script", b"<style></style>", b"<p>a"])
def test_time_is_linear_in_the_page(part: bytes) -> None:
    def seconds(size: int) -> float:
        page = part * (size // len(part))
        began = time.process_time()
        text_runs(page)
        return time.process_time() - began

    assert seconds(1 << 21) < 1.0
