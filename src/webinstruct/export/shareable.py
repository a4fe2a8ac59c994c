"""Settings as they may be published: no secrets, and no paths that only say where a machine keeps its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["file_name", "shareable"]

_SECRET = re.compile(r"(^|_)(api_?key|key|token|secret|password|credentials?|headers?)$", re.IGNORECASE)
_USER_OR_QUERY = re.compile(r"//[^/@\s]*@|\?.*", re.DOTALL)


def shareable(value: Any, key: str = "") -> Any:
    """`value` with secrets hidden and local absolute paths cut to their names; `key` is the setting's own name.

    >>> shareable({"api_key": "abc", "path": "/home/me/pages", "threshold": 0.5})
    {'api_key': '(hidden)', 'path': 'pages', 'threshold': 0.5}
    """
    if isinstance(value, Mapping):
        return {str(name): shareable(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [shareable(inner, key) for inner in value]
    if isinstance(value, str) and value:
        return "(hidden)" if _SECRET.search(key) else _without_place(value)
    return value


def file_name(path: str) -> str:
    """The last part of a path or URL.

    >>> file_name("s3://bucket/crawl/00001.warc.gz"), file_name("https://a.example/b.html?key=1")
    ('00001.warc.gz', 'b.html')
    """
    return _USER_OR_QUERY.sub("", path).rstrip("/").rsplit("/", 1)[-1]


def _without_place(text: str) -> str:
    if text.startswith(("/", "~", "../", "file://")) and "\n" not in text:
        return file_name(text)
    if "://" in text and "\n" not in text:
        return _USER_OR_QUERY.sub(lambda found: "//" if found[0].startswith("//") else "", text)
    return text
