from __future__ import annotations

import time

import pytest

from webinstruct.extract.structure import METHODS, page_of_html, page_of_text

DEEP = "<div class='question post'>" * 100_000 + "Why? " + "</div>" * 100_000
WIDE = "<h3>Why is it so?</h3><p>Because.</p>" * 4_000
MARKED = "<div class='question'>Why?</div><div class='answer'>So.</div>" * 4_000
LABELLED = "<p>Problem 1. Add.</p><p>Solution: 2</p>" * 4_000
CHOICES = "<select>" + "<option value=1>Why?" * 100_000 + "</select>"
POSTS = "<div class='post' id=p><b>ann</b> <i>3 days ago</i><p>Why is it so?</p></div>" * 10_000


@pytest.mark.parametrize(
    "html",
    [DEEP, WIDE, MARKED, LABELLED, CHOICES, POSTS],
    ids=["deep", "wide", "marked", "labelled", "choices", "posts"],
)
def test_no_method_needs_more_than_seconds_for_a_hostile_page(html: str) -> None:
    page = page_of_html("https://a.example/", f"<title>FAQ</title><body>{html}")
    for name, method in METHODS.items():
        start = time.perf_counter()
        method(page)
        assert time.perf_counter() - start < 10, name


@pytest.mark.parametrize(
    "text", ["", "?", "Q:", "Solution:", "#" * 50_000, "a: " * 50_000, "1. " * 50_000, "?\n" * 20_000]
)
def test_no_method_stumbles_over_odd_text(text: str) -> None:
    page = page_of_text("", "", text)
    for method in METHODS.values():
        for found in method(page).pairs:
            assert all(
                0 <= start < end <= len(text) for start, end in found.question.spans + found.answer.spans
            )
