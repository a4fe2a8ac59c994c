"""Pages that come as rows of Parquet or JSONL: a URL, and the page's HTML or its text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from webinstruct.core.reject import Reject
from webinstruct.core.stage import Quarantined, Rejected, Stopped
from webinstruct.core.table import Row
from webinstruct.sources.charset import clean_text
from webinstruct.sources.page_row import Origin, page_from_html, page_from_text, stopped, too_large
from webinstruct.sources.table_rows import FoundRow, Wanted

__all__ = ["given_page", "wanted_of_pages"]

_COLUMNS = ("url", "html", "body", "text", "title", "charset", "fetched_at", "date")
_NO_OFFSET = {"record_offset": -1}


def wanted_of_pages(theirs: Mapping[str, str]) -> Wanted:
    """What is looked for in a file of pages."""
    return Wanted("pages", _COLUMNS, [["url"], ["html", "body", "text"]], theirs)


def given_page(found: FoundRow, name: str, place: str, max_page_bytes: int) -> Row | Stopped:
    """The page in a row of the file `name`; `place` names that row in an error."""
    row = found.columns
    url = row.get("url")
    fetched_at = row.get("fetched_at", row.get("date", ""))
    origin = Origin(
        name,
        found.number,
        clean_text(url) if isinstance(url, str) else "",
        fetched_at.isoformat() if isinstance(fetched_at, date) else str(fetched_at),
    )
    content = row.get("html") or row.get("body") or row.get("text") or b""
    if not origin.url or not isinstance(content, str | bytes):
        detail = f"{place}: url is {_shown(url)}, the page {_shown(content)}"
        return stopped(origin, Quarantined("bad_row", detail))
    body = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if not body.strip(b"\0 \t\r\n"):
        return stopped(origin, Rejected(Reject.EMPTY_BODY, place), body)
    if len(body) > max_page_bytes:
        return stopped(origin, too_large(len(body), max_page_bytes))
    if not row.get("html") and not row.get("body"):
        text = clean_text(body.decode("utf-8", "replace"))
        return {**page_from_text(origin, text, _title(row)), **_NO_OFFSET}
    charset = "utf-8" if isinstance(content, str) else str(row.get("charset", ""))
    return {**page_from_html(origin, body, "text/html", charset), "title": _title(row), **_NO_OFFSET}


def _title(row: Mapping[str, Any]) -> str:
    title = row.get("title", "")
    return clean_text(title) if isinstance(title, str) else ""


def _shown(value: object) -> str:
    return f"a {type(value).__name__} ({str(value)[:40]!r})"
