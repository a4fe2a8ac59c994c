"""Whatever the bytes are, reading ends, raises nothing, and what is whole is read."""

from __future__ import annotations

import gzip
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.warc import gzip_members, http_block, warc_record
from webinstruct.sources.http_message import UnpackFailed, http_response
from webinstruct.sources.warc_records import Fault, WarcRecord, warc_records

RECORDS = [warc_record(url=f"https://tea.example/{number}") for number in range(4)]
PLAIN, PACKED = b"".join(RECORDS), gzip_members(RECORDS)


def records_in(content: bytes) -> list[WarcRecord | Fault]:
    return list(warc_records(BytesIO(content), 100_000))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_to_their_end_as_a_warc(content: bytes) -> None:
    assert len(records_in(content)) <= len(content)


@given(st.sampled_from([PLAIN, PACKED]), st.integers(0), st.binary(min_size=1, max_size=8))
def test_a_warc_with_some_bytes_overwritten_is_read_to_its_end(
    content: bytes, place: int, noise: bytes
) -> None:
    at = place % len(content)
    found = records_in(content[:at] + noise + content[at + len(noise) :])
    assert len(found) <= 2 * len(RECORDS) + 1


@given(st.integers(0, len(PACKED)))
def test_a_packed_warc_cut_anywhere_keeps_its_whole_records_and_one_fault(size: int) -> None:
    found = records_in(PACKED[:size])
    starts = [len(gzip_members(RECORDS[:count])) for count in range(len(RECORDS) + 1)]
    whole = sum(start <= size for start in starts) - 1
    assert [type(record) for record in found[:whole]] == [WarcRecord] * whole
    assert [record.offset for record in found[whole:]] == [starts[whole]] * (size not in starts)


@given(st.integers(1, 300))
def test_members_cut_elsewhere_than_the_records_give_the_same_records(size: int) -> None:
    pieces = [gzip.compress(PLAIN[start : start + size], mtime=0) for start in range(0, len(PLAIN), size)]
    found = [record for record in records_in(b"".join(pieces)) if isinstance(record, WarcRecord)]
    assert [record.url for record in found] == [f"https://tea.example/{number}" for number in range(4)]
    assert {record.block for record in found} == {http_block()}


@given(
    st.binary(max_size=200),
    st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "identity", "x"]),
    st.sampled_from(["chunked", "identity"]),
)
def test_any_body_unpacks_within_its_limit_or_is_a_failure(body: bytes, coding: str, transfer: str) -> None:
    block = http_block(body, Content_Encoding=coding, Transfer_Encoding=transfer)
    try:
        unpacked = http_response(block).unpacked_body(50)
    except UnpackFailed:
        return
    assert len(unpacked) <= 51


@given(st.binary(max_size=200))
def test_any_block_is_a_response_of_some_status(block: bytes) -> None:
    assert 0 <= http_response(b"HTTP/1.1 " + block).status <= 999
