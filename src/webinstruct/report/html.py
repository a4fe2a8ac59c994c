"""HTML in which a value cannot act.

Text becomes HTML in one place, `escaped`, and `tag` sends every child and every attribute through it that is not
`Html` already. Only `tag` and `joined` make `Html`, so nothing can be forgotten.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

__all__ = ["Html", "Part", "document", "escaped", "joined", "link", "tag"]

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WEB = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "meta", "link"})


class Html:
    """Text that is HTML already; made by `tag`, never from a value."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Html({self.text!r})"


Part = Html | str | int | None


def escaped(value: str) -> Html:
    """`value` as HTML that shows it: no character of it is mark-up, none steers the direction of the text.

    >>> escaped('<b title="x">&\\x00')
    Html('&lt;b title=&quot;x&quot;&gt;&amp;\ufffd')
    """
    text = value.replace("\r\n", "\n")
    return Html(html.escape(_UNPRINTABLE.sub("\ufffd", text), quote=True))


def tag(name: str, /, *children: Part | Iterable[Part], **attributes: str | None) -> Html:
    """An element. Trailing underscores of attribute names go, others become dashes; None leaves one out.

    >>> tag("p", "a < b", tag("br"), class_="x", aria_label='"')
    Html('<p class="x" aria-label="&quot;">a &lt; b<br></p>')
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value).text}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{joined(*children).text}</{name}>")


def joined(*parts: Part | Iterable[Part]) -> Html:
    """The parts one behind the other.

    >>> joined("<", [tag("b", "x"), None])
    Html('&lt;<b>x</b>')
    """
    return Html("".join(_text(part) for part in parts))


def link(url: str) -> Html:
    """A URL of a page: a link if it is one of the web, else plain text. It opens without telling where from.

    >>> link("javascript:alert(1)")
    Html('<span class="url">javascript:alert(1)</span>')
    """
    if not _WEB.fullmatch(url):
        return tag("span", url, class_="url")
    return tag("a", url, class_="url", href=url, rel="noreferrer noopener nofollow", target="_blank")


def document(title: str, style: str, body: Html) -> str:
    """A whole page. Its policy forbids scripts and every request, should a value ever get through.

    `style` is our own sheet.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        Html(f"<style>\n{style}</style>"),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', body), lang='en').text}\n"


def _text(part: Part | Iterable[Part]) -> str:
    if part is None:
        return ""
    if isinstance(part, Html):
        return part.text
    if isinstance(part, int):
        return f"{part:,}"
    if isinstance(part, str):
        return escaped(part).text
    return "".join(_text(inner) for inner in part)
