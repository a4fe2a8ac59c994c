"""A tag with too many attributes loses the surplus, and no other tag loses anything."""

from __future__ import annotations

import pytest

from webinstruct.sources.page_text.attributes import limited_attributes

MANY = " ".join(f"a{k}" for k in range(5_000))
LONG = "word " * 10_000


@pytest.mark.parametrize("extra", [MANY, MANY.replace(" ", "='>' "), MANY.replace(" ", '="x"/')])
def test_surplus_attributes_go_and_the_text_stays(extra: str) -> None:
    html = limited_attributes(f"<b>before</b><p {extra}>text</p>", most=1)
    assert html.startswith("<b>before</b><p a0")
    assert html.endswith(">text</p>")
    assert len(html) < 50


@pytest.mark.parametrize(
    "html",
    [
        f'<p title="{LONG}">text</p>',
        f"<script>{LONG}</script>",
        f"<p>{LONG}</p>",
        f"a < b {LONG}",
    ],
)
def test_long_values_and_long_texts_are_left_alone(html: str) -> None:
    assert limited_attributes(html) == html
