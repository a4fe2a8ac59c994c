"""How HTML's blocks become lines, and which characters an element owns."""

from __future__ import annotations

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from webinstruct.sources.page_text import BlockKind, PageText, page_text, parse_html

BLOCKS = {
    "paragraphs": ("<p>a <b>b</b>\n c<p>d", "a b c\n\nd"),
    "words glued by inline marks": ("<p>un<b>believ</b>able", "unbelievable"),
    "headings": ("<h1>a</h1><h3>b</h3>", "# a\n\n### b"),
    "line breaks": ("a<br>b<br><br>c<br><br><br>d", "a\nb\n\nc\n\nd"),
    "lists": ("<ul><li>a<ul><li>b</ul><li>c</ul><ol><li>d<li>e</ol>", "- a\n\n  - b\n\n- c\n\n1. d\n2. e"),
    "numbered from the middle": ('<ol start="3"><li>a<li value="7">b<li>c</ol>', "3. a\n7. b\n8. c"),
    "table": ("<table><tr><th>a<th>b<tr><td>1<td><p>2</p></table>", "a | b\n1 | 2"),
    "table with an empty cell": ("<table><tr><td>a<td><td>b</table>", "a |  | b"),
    "layout table": ("<table><tr><td><div>a</div><td>b</table>", "a\nb"),
    "long cells": ("<table><tr><td>me<td>a<br>b<br>c</table>", "me\na\nb\nc"),
    "code": (
        "<p>x<pre><code>if a:\n    b  c\n\n    d\n</code></pre>y",
        "x\n\n```\nif a:\n    b  c\n\n    d\n```\n\ny",
    ),
    "code line by line": ("<pre><div>a</div><div>  b</div></pre>", "```\na\n  b\n```"),
    "code with breaks": ("<pre>a<br>b</pre>", "```\na\nb\n```"),
    "empty code": ("<p>x<pre> \n </pre>y", "x\n\ny"),
    "numbers beside code": ("<table><tr><td><pre>1\n2</pre><td><pre>a\nb</pre></table>", "```\na\nb\n```"),
    "inline code": ("<p>call <code>f( )</code> now", "call `f( )` now"),
    "inline code in parts": ("<p><code>a</code><code>.b</code> <code>c</code>", "`a.b` `c`"),
    "inline code around blocks": ("<code><div>a</div><div>b</div></code>", "a\nb"),
    "quote": ("<p>a<blockquote>b</blockquote>c", "a\n\nb\n\nc"),
    "terms": ("<dl><dt>a<dd>b</dl>", "a\nb"),
    "powers": ("<p>x<sup>2</sup> and 10<sup>-3</sup>", "x^2 and 10^{-3}"),
    "ordinals and notes": ("<p>1<sup>st</sup> word<sup>2</sup> H<sub>2</sub>O", "1st word2 H2O"),
    "entities": ("<p>a&nbsp;&lt;b&gt; &amp; c", "a <b> & c"),
    "scripts, styles and comments": ("<p>a<script>x</script><style>y</style><!-- z --> b", "a b"),
    "templates and noscript": ("<p>a<template>x</template><noscript>y</noscript> b", "a b"),
    "choices of a form": ("<p>a <select><option>x</select><textarea>y</textarea> b", "a b"),
}


def page_of(html: str) -> tuple[LexborHTMLParser, PageText]:
    tree = parse_html(html)
    return tree, page_text(tree)


def said_by(tree: LexborHTMLParser, page: PageText, selector: str) -> str | None:
    node = tree.css_first(selector)
    assert node is not None
    span = page.span_of(node)
    return None if span is None else page.text[slice(*span)]


@pytest.mark.parametrize("name", BLOCKS)
def test_mark_up_becomes_plain_text(name: str) -> None:
    html, expected = BLOCKS[name]
    assert page_of(html)[1].text == expected


@pytest.mark.parametrize(
    ("html", "selector", "said"),
    [
        ("<h2>Why <i>so</i>?</h2><p>x", "h2", "Why so?"),
        ("<ul><li>one</li><li>two</li></ul>", "li + li", "two"),
        ("<p>a<div> <p> b </p> <p>c</p> </div>d", "div", "b\n\nc"),
        ("<p>a <b> b </b> c", "b", "b"),
        ("<div><pre>x\ny\n</pre></div>", "pre", "x\ny"),
        ("<div><pre>x\ny\n</pre></div>", "div", "```\nx\ny\n```"),
        ("<table><tr><td>a</td><td id=b>b</td></tr></table>", "#b", "b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr id=r><td>c</td><td>d</td></tr></table>", "#r", "c | d"),
        ("<p>a <code>b</code> c", "code", "`b`"),
        ("<dl><dt>t<dd>d</dl>", "dd", "d"),
        (r"<p>a <i>\(x\)</i> b", "i", "$x$"),
        ("<div id=x><div class=share><a href=/s>Share</a></div><p>a</p></div><p>rest of the page", "#x", "a"),
    ],
)
def test_an_element_owns_the_characters_it_left(html: str, selector: str, said: str) -> None:
    assert said_by(*page_of(html), selector) == said


@pytest.mark.parametrize(
    ("html", "selector"),
    [
        ("<p>a<p id=x> </p>", "#x"),
        ("<p>the text of the page<div id=x class=share><a href=/s>Share</a></div>", "#x"),
        ("<p>a<script id=x>1</script>", "#x"),
    ],
)
def test_an_element_that_left_nothing_has_no_span(html: str, selector: str) -> None:
    assert said_by(*page_of(html), selector) is None


def test_blocks_are_in_order_and_cover_all_but_marks_and_gaps() -> None:
    _, page = page_of(
        "<h1>t</h1><p>a<ul><li>b</ul><blockquote>q</blockquote><pre>c</pre><table><tr><td>d</table>"
    )
    assert [block.kind for block in page.blocks] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.QUOTE,
        BlockKind.CODE,
        BlockKind.TABLE,
    ]
    assert [page.text[block.start : block.end] for block in page.blocks] == [
        "t",
        "a",
        "b",
        "q",
        "```\nc\n```",
        "d",
    ]
    assert all(left.end <= right.start for left, right in zip(page.blocks, page.blocks[1:], strict=False))


def test_levels_are_those_of_headings_and_lists() -> None:
    _, page = page_of("<h4>t</h4><ul><li>a<ul><li>b</ul></ul><p>c")
    assert [block.level for block in page.blocks] == [4, 1, 2, 0]


def test_the_title_is_that_of_the_head_else_the_first_heading() -> None:
    assert page_of("<title> A \n b </title><h1>c</h1>")[1].title == "A b"
    assert page_of("<h1>c <i>d</i></h1><h1>e</h1>")[1].title == "c d"
    assert page_of("<p>a")[1].title == ""


def test_the_same_page_gives_the_same_text_and_spans() -> None:
    html = r"<div><h2>a</h2><p>b \(c\) <b>d</b></p></div>"
    tree = parse_html(html)
    first, second = page_text(tree), page_text(tree)
    assert (first.text, first.blocks) == (second.text, second.blocks)
    assert [first.span_of(node) for node in tree.css("*")] == [second.span_of(node) for node in tree.css("*")]


def test_a_page_without_anything_gives_empty_text() -> None:
    _, page = page_of("")
    assert (page.text, page.blocks, page.title) == ("", (), "")


def test_around_gives_the_smallest_element_that_holds_a_stretch() -> None:
    tree, page = page_of("<div id=a><p>one <b>two</b> three</p><p>four</p></div><p>five</p>")
    two, four = page.text.index("two"), page.text.index("four")
    assert page.text[slice(*page.around(two, two + 2))] == "two"
    assert page.text[slice(*page.around(two - 1, two + 2))] == "one two three"
    assert page.around(two, four + 1) == page.span_of(tree.css("#a")[0])
    assert page.around(two, len(page.text) + 1) == (0, len(page.text))


def test_around_asked_for_every_word_of_a_long_page_takes_no_longer_than_seconds() -> None:
    _, page = page_of("<ul>" + "<li><p>one <b>two</b></p></li>" * 20_000 + "</ul>")
    start = time.process_time()
    assert all(page.around(block.start, block.start + 3) == (block.start, block.end) for block in page.blocks)
    assert time.process_time() - start < 5
