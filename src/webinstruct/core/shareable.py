"""Settings as they may be published: no secrets, and no paths that only say where a machine keeps its files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["file_name", "shareable", "without_secrets"]

_SECRET = re.compile(r"(^|_)(api_?key|key|token|secret|password|credentials?|headers?)$", re.IGNORECASE)
_USER = re.compile(r"//[^/@\s]*@")
_QUERY = re.compile(r"\?.*", re.DOTALL)
_HIDDEN = "(hidden)"


def shareable(value: Any, key: str = "") -> Any:
    """`value` with secrets hidden and local absolute paths cut to their names; `key` is the setting's own name.

    >>> shareable({"api_key": "abc", "path": "/home/me/pages", "threshold": 0.5})
    {'api_key': '(hidden)', 'path': 'pages', 'threshold': 0.5}
    """
    return _replaced(value, lambda name, text: _HIDDEN if _SECRET.search(name) else _without_place(text), key)


def without_secrets(value: Any) -> Any:
    """`value` with secrets hidden and everything else as it is.

    >>> without_secrets({"engine": {"token": "abc", "url": "https://me:pass@a.example/v1"}, "path": "/home/me"})
    {'engine': {'token': '(hidden)', 'url': 'https://a.example/v1'}, 'path': '/home/me'}
    """
    return _replaced(value, lambda name, text: _HIDDEN if _SECRET.search(name) else _USER.sub("//", text))


def file_name(path: str) -> str:
    """The last part of a path or URL.

    >>> file_name("s3://bucket/crawl/00001.warc.gz"), file_name("https://a.example/b.html?key=1")
    ('00001.warc.gz', 'b.html')
    """
    return _QUERY.sub("", path).rstrip("/").rsplit("/", 1)[-1]


def _replaced(value: Any, replacement: Callable[[str, str], str], key: str = "") -> Any:
    """`value` with every non-empty text replaced by what `replacement` makes of the setting's name and the text."""
    if isinstance(value, Mapping):
        return {str(name): _replaced(inner, replacement, str(name)) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(inner, replacement, key) for inner in value]
    return replacement(key, value) if isinstance(value, str) and value else value


def _without_place(text: str) -> str:
    if text.startswith(("/", "~", "../", "file://")) and "\n" not in text:
        return file_name(text)
    if "://" in text and "\n" not in text:
        return _USER.sub("//", _QUERY.sub("", text))
    return text
