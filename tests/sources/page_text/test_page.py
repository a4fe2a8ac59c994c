"""A page's text and its blocks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from webinstruct.sources.page_text import page_text, parse_html

PAGES = sorted(Path("tests/data/pages").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_block_says_something_of_the_text_and_the_next_stands_behind_it(path: Path) -> None:
    page = page_text(parse_html(path.read_text(encoding="utf-8", errors="replace")))
    assert all(page.text[block.start : block.end].strip() for block in page.blocks)
    assert all(one.end <= following.start for one, following in pairwise(page.blocks))


def test_white_space_before_the_first_piece_that_is_left_goes() -> None:
    tree = parse_html(
        "<nav><a href=/>Home</a> <a href=/b>Blog</a></nav><ul><li>first point of a long list</ul>" + "<p>x y"
    )
    assert page_text(tree).text.startswith("- first")


@pytest.mark.parametrize("names", ["x", "nav", "navbar math", "post hidden"])
@pytest.mark.parametrize("tag", ["p", "span", "ul", "m:x", "unheard-of"])
def test_an_attribute_that_says_nothing_changes_nothing(tag: str, names: str) -> None:
    text = "<{0} class='{1}'{2}>some words of x^2</{0}> <p>" + "and what comes after them " * 20
    plain, more = (parse_html(text.format(tag, names, more)) for more in ("", " id='' lang=en"))
    assert page_text(plain).text == page_text(more).text
