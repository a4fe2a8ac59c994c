"""Leaving out the parts of a selector that can match nothing changes nothing but the time."""

from __future__ import annotations

import pytest

from webinstruct.extract.structure import page_of_html
from webinstruct.extract.structure.selectors import narrowed

HTML = """<div CLASS="Post"><p class = 'post-body'>a</p><b class=Update>b</b><i Class=reply>c</i></div>
<div itemtype="https://schema.org/Question">d</div><h2>e</h2>"""


@pytest.mark.parametrize(
    "selector",
    [
        ".Post, .nothing",
        ".post-body, h2",
        "[class*=date i], .reply",
        'div[itemtype*="schema.org/Question"], .none .post-body',
        "div:not(.nothing)",
        "h1, h2.nothing",
    ],
)
def test_the_same_elements_are_found_as_by_the_engine_alone(selector: str) -> None:
    page = page_of_html("https://a.example/", HTML)
    assert page.tree is not None
    assert [node.mem_id for node in page.nodes(selector)] == [node.mem_id for node in page.tree.css(selector)]


def test_parts_whose_classes_the_page_lacks_are_not_tried() -> None:
    assert narrowed(".quote, blockquote.bb, p", "post quote-box") == ".quote, p"
