"""Pages from WARC files, and from their WET forms. One file is one shard; every record is a row or Stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from webinstruct.core.reject import Reject
from webinstruct.core.stage import Quarantined, Rejected, Stopped
from webinstruct.core.table import Row
from webinstruct.sources.http_message import (
    HttpResponse,
    UnpackFailed,
    charset_of,
    http_response,
    media_type_of,
)
from webinstruct.sources.page_row import Origin, page_from_html, page_from_text, stopped, too_large
from webinstruct.sources.sniff import is_blank, is_html
from webinstruct.sources.warc_records import Fault, WarcRecord, warc_records

__all__ = ["warc_page", "warc_pages"]

_HTTP_HEADER_BYTES = 1 << 18
_OK = 200


def warc_pages(stream: BinaryIO, path: str, max_page_bytes: int) -> Iterator[Row | Stopped]:
    """The records of one WARC or WET file, in order; rows are called by the last part of `path`."""
    name = PurePosixPath(path).name
    for record in warc_records(stream, max_page_bytes + _HTTP_HEADER_BYTES):
        if isinstance(record, Fault):
            place = "" if record.reason == "unreachable" else f"{path} at byte {record.offset}: "
            yield stopped(Origin(name, record.offset), Quarantined(record.reason, place + record.detail))
        else:
            origin = Origin(name, record.offset, record.url, record.fields.get("warc-date", ""))
            yield warc_page(record, origin, max_page_bytes)


def warc_page(record: WarcRecord, origin: Origin, limit: int) -> Row | Stopped:
    """The page in a record; `limit` is the most bytes that a page may have."""
    if record.kind == "conversion":
        return _text_page(record, origin, limit)
    if record.kind != "response":
        return stopped(origin, Rejected(Reject.NOT_A_RESPONSE, record.kind or "no WARC-Type"))
    response = http_response(record.block)
    if response.status != _OK:
        if not response.status:
            return stopped(origin, _no_status(record))
        return stopped(origin, Rejected(Reject.HTTP_STATUS, str(response.status)), response.body)
    return _html_page(record, response, origin, limit)


def _no_status(record: WarcRecord) -> Rejected:
    kind = record.fields.get("content-type", "")
    if kind and not kind.lower().startswith("application/http"):
        return Rejected(Reject.NOT_HTML, kind)
    return Rejected(Reject.EMPTY_BODY) if is_blank(record.block) else Rejected(Reject.HTTP_STATUS, "none")


def _html_page(record: WarcRecord, response: HttpResponse, origin: Origin, limit: int) -> Row | Stopped:
    header = response.fields.get("content-type", "")
    try:
        body = response.unpacked_body(limit)
    except UnpackFailed as error:
        if not is_html(media_type_of(header), b"<html>"):
            return stopped(origin, Rejected(Reject.NOT_HTML, header), response.body)
        return stopped(origin, Quarantined("bad_encoding", str(error)), response.body)
    size = max(len(body), record.length if record.length > len(record.block) else 0)
    if size <= limit and is_blank(body):
        return stopped(origin, Rejected(Reject.EMPTY_BODY, f"{size} bytes"), body)
    if not is_html(media_type_of(header), body):
        return stopped(origin, Rejected(Reject.NOT_HTML, header), body)
    if size > limit:
        return stopped(origin, too_large(size, limit))
    return page_from_html(origin, body, media_type_of(header), charset_of(header))


def _text_page(record: WarcRecord, origin: Origin, limit: int) -> Row | Stopped:
    if record.length > limit:
        return stopped(origin, too_large(record.length, limit))
    if is_blank(record.block):
        return stopped(origin, Rejected(Reject.EMPTY_BODY, f"{record.length} bytes"), record.block)
    return page_from_text(origin, record.block.decode("utf-8", "replace").replace("\0", ""))
