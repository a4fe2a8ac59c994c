"""Values of linked data as they are met: one or many, with a prefix, a language or mark-up around the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from webinstruct.sources.page_text import page_text, parse_html

__all__ = ["kinds_of", "many", "number_of", "objects_in", "plain", "property_of"]

_DEEPEST = 40
_PREFIXES = ("", "schema:", "http://schema.org/", "https://schema.org/")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
# TeX whose backslashes the site forgot to escape: JSON reads them as a form feed and a backspace.
_SWALLOWED = str.maketrans({"\x0c": "\\f", "\x08": "\\b"})


def objects_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects in a value, the outer before the inner, in document order, at most 40 levels deep."""
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        current, depth = stack.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(current, list):
            stack.extend((part, depth + 1) for part in reversed(current))
        elif isinstance(current, Mapping):
            yield current
            stack.extend((part, depth + 1) for part in reversed(list(current.values())))


def kinds_of(found: Mapping[str, Any]) -> list[str]:
    """The types of an object in lower case, without prefix and address.

    >>> kinds_of({"@type": ["schema:Question", "http://schema.org/Thing"]})
    ['question', 'thing']
    """
    kinds = many(found.get("@type", found.get("type")))
    return [re.split(r"[/:#]", str(kind))[-1].strip().lower() for kind in kinds]


def property_of(found: Mapping[str, Any], name: str) -> Any:
    """The value under `name`, with or without the prefix of schema.org; None where there is none.

    >>> property_of({"schema:name": {"@value": "Why?", "@language": "en"}}, "name")
    {'@value': 'Why?', '@language': 'en'}
    """
    return next((found[prefix + name] for prefix in _PREFIXES if prefix + name in found), None)


def many(value: Any) -> list[Any]:
    """The parts of a list, in order; a list of one where the value is no list.

    >>> many("a"), many(None), many({"@list": ["a", "b"]})
    (['a'], [], ['a', 'b'])
    """
    if isinstance(value, Mapping) and "@list" in value:
        value = value["@list"]
    return value if isinstance(value, list) else [] if value is None else [value]


def number_of(value: Any) -> float:
    """A number given as such or as text; 0.0 where there is none."""
    try:
        return float(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0.0


def plain(value: Any) -> str:
    """The text of a value that may be a list, name a language, or hold HTML, also escaped once more.

    >>> plain(["<p>One</p>", {"@value": "two"}]), plain("a < b"), plain({"@type": "Thing"})
    ('One\\n\\ntwo', 'a < b', '')
    """
    if isinstance(value, list):
        return "\n\n".join(text for text in map(plain, value) if text)
    if isinstance(value, Mapping):
        value = value.get("@value", property_of(value, "text"))
    if not isinstance(value, str):
        return ""
    told: str = value.translate(_SWALLOWED)
    if "<" not in told and "&" not in told:
        return told.strip()
    text = page_text(parse_html(told)).text
    return page_text(parse_html(text)).text if _MARKUP.search(text) and "</" in text else text
