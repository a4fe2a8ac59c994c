"""A page's title and text, with and without the layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from webinstruct.sources.page_text import page_text, parse_html, title_and_text

PAGES = sorted(Path("tests/data/pages").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_title_and_text_are_those_of_the_page(path: Path) -> None:
    tree = parse_html(path.read_text(encoding="utf-8", errors="replace"))
    page = page_text(tree)
    assert title_and_text(tree) == (page.title, page.text)


def test_white_space_before_the_first_piece_that_is_left_goes() -> None:
    tree = parse_html(
        "<nav><a href=/>Home</a> <a href=/b>Blog</a></nav><ul><li>first point of a long list</ul>" + "<p>x y"
    )
    assert title_and_text(tree)[1].startswith("- first")


@pytest.mark.parametrize("names", ["x", "nav", "navbar math", "post hidden"])
@pytest.mark.parametrize("tag", ["p", "span", "ul", "m:x", "unheard-of"])
def test_an_attribute_that_says_nothing_changes_nothing(tag: str, names: str) -> None:
    text = "<{0} class='{1}'{2}>some words of x^2</{0}> <p>" + "and what comes after them " * 20
    plain, more = (parse_html(text.format(tag, names, more)) for more in ("", " id='' lang=en"))
    assert title_and_text(plain) == title_and_text(more)
