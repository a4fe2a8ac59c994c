from __future__ import annotations

import gzip
import zlib
from io import BytesIO

import pytest
from fastwarc.stream_io import BrotliWriter

from webinstruct.sources.http_message import HttpResponse, UnpackFailed

PAGE = b"<html>Why is the sky blue?</html>" * 20


def bare_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


def brotli(content: bytes) -> bytes:
    target = BytesIO()
    writer = BrotliWriter(target)
    writer.write(content)
    writer.close()
    return target.getvalue()


def unpacked(body: bytes, limit: int = 10_000, **fields: str) -> bytes:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return HttpResponse(200, named, body).unpacked_body(limit)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("x-gzip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", bare_deflate(PAGE)),
        ("br", brotli(PAGE)),
        ("identity", PAGE),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE), mtime=0)),
    ],
)
def test_a_packed_body_is_unpacked(coding: str, body: bytes) -> None:
    assert unpacked(body, content_encoding=coding) == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "unheard-of"])
def test_a_body_that_the_crawler_unpacked_already_is_taken_as_it_is(coding: str) -> None:
    assert unpacked(PAGE, content_encoding=coding) == PAGE


def test_a_gzip_body_that_breaks_off_gives_what_there_is() -> None:
    body = unpacked(gzip.compress(bytes(range(256)) * 30)[:-300], content_encoding="gzip")
    assert (bytes(range(256)) * 30).startswith(body)


def test_bytes_that_do_not_unpack_are_a_failure() -> None:
    with pytest.raises(UnpackFailed, match="gzip"):
        unpacked(b"\x1f\x8b\x08garbage", content_encoding="gzip")


def test_unpacking_stops_one_byte_over_the_limit() -> None:
    assert len(unpacked(gzip.compress(b"a" * 100_000), limit=500, content_encoding="gzip")) == 501


def test_chunks_are_joined() -> None:
    chunked = b"5;name=x\r\nhello\r\n8\r\n, friend\r\n0\r\n\r\n"
    assert unpacked(chunked, transfer_encoding="chunked") == b"hello, friend"


def test_a_body_that_is_not_chunked_in_spite_of_its_header_is_taken_as_it_is() -> None:
    assert unpacked(PAGE, transfer_encoding="chunked") == PAGE


def test_chunks_that_break_off_give_what_there_is() -> None:
    assert unpacked(b"5\r\nhello\r\n8\r\n, fr", transfer_encoding="chunked") == b"hello, fr"
