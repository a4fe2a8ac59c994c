"""A page as recall reads it: decoded, its text taken out, its language named."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from webinstruct.core.table import Row
from webinstruct.recall.features import word_count
from webinstruct.recall.language import language_of
from webinstruct.sources.charset import clean_text, decoded
from webinstruct.sources.page_text import page_text, parse_html

__all__ = ["Reading", "domain_of", "read_page", "token_estimate"]

_BYTES_PER_TOKEN = 4


class Reading(NamedTuple):
    """What a page says. `words` is exact up to the least number that was asked for."""

    title: str
    text: str
    html: str
    lang: str
    words: int


def read_page(row: Row, min_words: int) -> Reading:
    """The page in a row of PAGES; where the row has its text already, that is the text."""
    if row.get("text") is not None:
        title, text, html, page_lang = row.get("title") or "", clean_text(row["text"]), "", ""
    else:
        html = decoded(row["body"], row.get("charset") or "")
        tree = parse_html(html)
        page = page_text(tree)
        title, text = row.get("title") or clean_text(page.title), clean_text(page.text)
        page_lang = (tree.root.attributes.get("lang") if tree.root is not None else "") or ""
    words = word_count(text, min_words)
    lang = language_of(text, page_lang) if words >= min_words else ""
    return Reading(title, text, html, lang, words)


def domain_of(url: str) -> str:
    """The host of `url` in lower case, without port; "" where there is none.

    >>> domain_of("https://Math.Example.org:8080/q/1"), domain_of("file:page.html"), domain_of("http://[broken")
    ('math.example.org', '', '')
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def token_estimate(text: str) -> int:
    """About how many tokens a language model makes of `text`: its UTF-8 bytes / 4, at least 1.

    >>> token_estimate("four bytes per token"), token_estimate("")
    (5, 1)
    """
    return max(1, round(len(text.encode("utf-8", "replace")) / _BYTES_PER_TOKEN))
