"""Pages that nobody wrote by hand: deep, huge or broken, and still read in linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinstruct.sources.page_text import page_text, parse_html

DEEP = 100_000
TAGS = [
    "div",
    "span",
    "ul><li",
    "blockquote",
    "code",
    "math",
    "table><tr><td",
    "pre",
    "sup",
    "span class=katex",
    "a",
    "noscript",
    "nav",
    "div hidden id=x",
    "p>Why is this so?</p><div hidden",
]
FLAT = {
    "open delimiters": r"\( a \[ b [tex] $latex " * 50_000,
    "closed delimiters": r"\(a\) ##b=1## [tex]c[/tex] $latex d$ " * 20_000,
    "posts": "<div class=post><div class=author>u</div><p>text <b>bold</b></p></div>" * 10_000,
    "breaks": "a<br>" * 100_000,
    "tables": "<table><tr><td>a<td>b</table>" * 10_000,
    "formulae": "<math><msqrt><mi>x</mi></msqrt></math>" * 20_000,
    "attributes": "<p " + " ".join(f"a{k}" for k in range(100_000)) + ">text",
    "attributes with values": "<p " + " ".join(f'a{k}=">"' for k in range(100_000)) + ">text",
    "options": "<select>" + "<option value=1>x" * 100_000 + "</select><p>text",
    "announced lists": "<div><h3>Related topics</h3><a href=/x>link</a>" * 5_000,
    "noscripts": "<noscript><p>"
    + "word " * 100
    + "</p></noscript><p>text"
    + "<noscript><p>one two</p></noscript>" * 50_000,
    "hidden answers": "<div><b onclick=show()>Solution</b></div><div id=s style=display:none>x</div>"
    * 10_000,
    "menus": "<p>" + "word " * 300 + "<nav>" * 2_000 + "One sentence stands here.",
    "furniture in furniture": "<p>" + "word " * 30_000 + "<div class=nav><a href=/x>link</a>" * 400,
}


@pytest.mark.parametrize("tag", TAGS)
def test_a_hundred_thousand_nested_elements_are_no_danger(tag: str) -> None:
    assert "end" in page_text(parse_html(f"<{tag}>" * DEEP + "end")).text


@pytest.mark.parametrize("name", FLAT)
def test_a_page_of_megabytes_is_read_in_seconds(name: str) -> None:
    start = time.process_time()
    assert page_text(parse_html(FLAT[name])).text
    assert time.process_time() - start < 10


def test_twice_the_page_takes_about_twice_the_time() -> None:
    def seconds(posts: int) -> float:
        tree = parse_html(FLAT["posts"][: 71 * posts])
        start = time.process_time()
        page_text(tree)
        return time.process_time() - start

    seconds(500)
    assert min(seconds(8_000) for _ in range(3)) < 20 * min(seconds(2_000) for _ in range(3))


TAGS_IN_DISORDER = """<p>|</p>|<div>|</div>|<ul>|<li>|</ul>|<ol>|<table>|<tr>|<td>|</table>|<pre>|</pre>|<code>
</code>|<br>|<h1>|</h1>|<a>|</a>|<button>|<math>|<mi>x</mi>|<msup>|</math>|<span class=katex>|</span>|<nav>
<img alt='$x$'>|<dl>|<dt>|<div class=nav>|<div hidden>|<script type='math/tex'>y</script>|<blockquote>|<sup>2</sup>"""
WORDS = ("\\(", "\\)", "\\[", "\\]", "$", "$$", "[tex]", "[/tex]", "$\\begingroup$", "word", "why?", "1")
PARTS = st.sampled_from([*TAGS_IN_DISORDER.replace("\n", "|").split("|"), *WORDS])


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=40))
def test_any_mark_up_gives_spans_inside_the_text_and_blocks_in_order(parts: list[str]) -> None:
    tree = parse_html(" ".join(parts))
    page = page_text(tree)
    spans = [span for node in tree.css("*") if (span := page.span_of(node)) is not None]
    assert all(0 <= start < end <= len(page.text) for start, end in spans)
    edges = [edge for block in page.blocks for edge in (block.start, block.end)]
    assert edges == sorted(edges)
    assert page.text == page.text.strip("\n ")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_without_error(text: str) -> None:
    assert isinstance(page_text(parse_html(text)).text, str)
