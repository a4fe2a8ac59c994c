"""Rows of the table PAGES, and what becomes of a page that cannot be one."""

from __future__ import annotations

from typing import Any, NamedTuple

from webinstruct.core.ids import page_id
from webinstruct.core.reject import Reject
from webinstruct.core.stage import Quarantined, Rejected, Stopped
from webinstruct.core.table import Row

__all__ = ["Origin", "page_from_html", "page_from_text", "stopped", "too_large"]


class Origin(NamedTuple):
    """Where a page comes from: the file's name, the record's offset in it (-1: none), the page's URL and date."""

    source_file: str
    offset: int = -1
    url: str = ""
    fetched_at: str = ""

    @property
    def place(self) -> str:
        """FILE#OFFSET, the id of a record that is no page."""
        return f"{self.source_file}#{self.offset}"


def page_from_html(origin: Origin, body: bytes, content_type: str = "", charset: str = "") -> Row:
    """The row of a page whose bytes are `body`."""
    return {
        **_where_from(origin),
        "page_id": page_id(origin.url, body),
        "body": body,
        "content_type": content_type,
        "charset": charset,
        "text": None,
        "title": "",
    }


def page_from_text(origin: Origin, text: str, title: str = "") -> Row:
    """The row of a page of which the source has only the text."""
    return {
        **_where_from(origin),
        "page_id": page_id(origin.url, text.encode("utf-8", "replace")),
        "body": b"",
        "content_type": "",
        "charset": "",
        "text": text,
        "title": title,
    }


def stopped(origin: Origin, verdict: Rejected | Quarantined, body: bytes = b"") -> Stopped:
    """What is left of a record that is no page; its id is the page's where it has a URL and a body."""
    row_id = page_id(origin.url, body) if origin.url and body else origin.place
    return Stopped(row_id, origin.url, verdict)


def too_large(size: int, limit: int) -> Rejected:
    """The verdict on a page of at least `size` bytes."""
    return Rejected(Reject.TOO_LARGE, f"at least {size:,} bytes, over source.max_page_bytes {limit:,}")


def _where_from(origin: Origin) -> dict[str, Any]:
    return {
        "url": origin.url,
        "source_file": origin.source_file,
        "record_offset": origin.offset,
        "fetched_at": origin.fetched_at,
    }
