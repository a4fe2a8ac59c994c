"""Pages whose text stands in `<noscript>`, because scripts build what others see."""

from __future__ import annotations

import pytest

from webinstruct.sources.page_text import page_text, parse_html

POSTS = "".join(
    f"<div class=post><h3>user{k}</h3><div class=body><p>Reply number {k} says how a kettle is cleaned.</p></div></div>"
    for k in range(12)
)
PAGE = f"<noscript id=content><div class=container><h1>How do I clean a kettle?</h1>{POSTS}</div></noscript>"
SCRIPT = f"<script>let page = {{text: '{POSTS}'}}</script>"
PROSE = "<p>" + "The page has a text of its own, for all readers. " * 30 + "</p>"


def text_of(html: str) -> str:
    return page_text(parse_html(html)).text


def test_a_noscript_that_holds_the_page_is_read() -> None:
    text = text_of(f"<div id=app>Loading...</div>{PAGE}{SCRIPT}")
    assert text.startswith("Loading...\n\n# How do I clean a kettle?\n\n### user0\n\nReply number 0")


def test_its_elements_have_spans() -> None:
    tree = parse_html(f"<div id=app></div>{PAGE}")
    page = page_text(tree)
    spans = [page.span_of(node) for node in tree.css("noscript .body")]
    assert [page.text[slice(*span)] for span in spans if span][
        11
    ] == "Reply number 11 says how a kettle is cleaned."
    assert len(spans) == 12


def test_several_that_hold_the_page_together_are_read() -> None:
    text = text_of(
        "".join(f"<div><noscript>{POSTS}</noscript></div>" for _ in range(3)) + "<p>" + "word " * 200
    )
    assert text.count("Reply number 5") == 3


@pytest.mark.parametrize(
    "noscript",
    [
        "<noscript>Please turn scripts on.</noscript>",
        "<noscript><img src=/t.gif alt=scripts></noscript>" * 200,
        "<noscript><style>" + "p { color: red } " * 200 + "</style></noscript>",
        "<noscript><p>scripts " + "word " * 60 + "</p></noscript>",
    ],
)
def test_a_small_one_is_passed_over(noscript: str) -> None:
    assert text_of(f"<p>x</p>{noscript}") == "x"


def test_one_beside_a_longer_text_is_passed_over() -> None:
    assert "kettle" not in text_of(PROSE + PAGE)


def test_the_same_text_shown_to_all_is_not_read_twice() -> None:
    assert text_of(f"<h1>How do I clean a kettle?</h1>{POSTS}{PAGE}").count("Reply number 5") == 1


def test_the_picture_that_waits_for_scripts_inside_a_shown_noscript_is_passed_over() -> None:
    page = PAGE.replace("</h1>", "</h1><noscript>Turn scripts on.</noscript>")
    assert "Turn scripts on." not in text_of(page)
