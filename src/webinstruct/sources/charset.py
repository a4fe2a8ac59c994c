"""Bytes of a page to text: what the page and its server say, checked against what the bytes can be.

After the WHATWG Encoding standard (labels) and HTML 13.2.3 (order: byte order mark, HTTP header, meta), with one
liberty: bytes that are whole UTF-8 are UTF-8 whatever was declared, as wrong labels are common and chance matches
are not. A bad byte becomes U+FFFD and never costs the page.
"""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

__all__ = ["clean_text", "decoded", "decoded_part"]

_PRESCAN_BYTES = 4096
_META = re.compile(rb"<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{2,40})", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_STATEFUL = {"iso2022_jp", "hz"}
_ESCAPE, _HZ = (
    b"\x1b",
    b"hz",
)  # the first begins what is not ASCII in one of them, the second is in the other's name
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOST = "\ufffd"
_MANY_LOST = 0.02
_SAMPLE_BYTES = 1 << 16


def decoded(body: bytes, header_charset: str = "") -> str:
    r"""The text of a page whose HTTP header names `header_charset` ("" if none); without NULs and lone surrogates.

    >>> decoded("Größe".encode("latin-1"), "ISO-8859-1")
    'Größe'
    >>> decoded('<meta charset="latin1">Größe'.encode())
    '<meta charset="latin1">Größe'
    >>> decoded("你好，世界，今天的天气很好".encode("gbk"), "gb2312")
    '你好，世界，今天的天气很好'
    >>> decoded("\0é".encode() * 60 + b"\xff", "utf-8")[-3:]
    'éé\ufffd'
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return clean_text(body[len(mark) :].decode(codec, "replace"))
    return decoded_part(body, body, header_charset)


def decoded_part(part: bytes, body: bytes, header_charset: str = "") -> str:
    r"""The text of some bytes of the page `body`, read as the whole page says that it is to be read.

    >>> decoded_part("Größe".encode("latin-1"), b"<meta charset=latin1>")
    'Größe'
    """
    as_utf8 = _whole_utf8(part)
    if as_utf8 is not None and not _may_be_stateful(part, body, header_charset):
        return as_utf8.replace("\0", "") if b"\0" in part else as_utf8  # UTF-8 has no lone surrogates
    declared = _codecs(header_charset, _charset_in_page(body))
    if as_utf8 is not None and not (declared and declared[0] in _STATEFUL):
        return clean_text(as_utf8)
    return clean_text(_best_reading(part, declared))


def clean_text(text: str) -> str:
    r"""`text` without NULs, and with U+FFFD for lone surrogates, so that it can be stored as UTF-8.

    >>> clean_text("a\0b\ud800c")
    'ab\ufffdc'
    """
    text = text.replace("\0", "")
    try:
        text.encode()  # ten times as fast as a look at every character
    except UnicodeEncodeError:
        return _SURROGATE.sub(_LOST, text)
    return text


def _may_be_stateful(part: bytes, body: bytes, header_charset: str) -> bool:
    """Whether ASCII bytes may stand for other characters: a quick look that is wrong on the safe side."""
    return _ESCAPE in part or _HZ in body[:_PRESCAN_BYTES].lower() or _HZ.decode() in header_charset.lower()


def _charset_in_page(body: bytes) -> str:
    head = body[:_PRESCAN_BYTES]
    if head[:4] in (b"<\0?\0", b"<\0!\0", b"<\0h\0"):
        return "utf-16-le"
    found = _META.search(head) or _XML.search(head)
    label = found[1].decode("ascii", "replace").lower() if found else ""
    return "utf-8" if label.startswith("utf-16") else label  # it could not have been read, were it UTF-16


def _codecs(*labels: str) -> list[str]:
    """Python's codecs for WHATWG labels, unknown ones left out."""
    found: list[str] = []
    for label in labels:
        codec = map_encoding_to_html5(label, fallback_utf8=False) if label else None
        if codec:
            found.append(codecs.lookup(codec).name)
    return found


def _whole_utf8(body: bytes) -> str | None:
    """`body` read as UTF-8, a character cut off at its end aside; None if it is something else."""
    try:
        return codecs.utf_8_decode(body)[0]
    except UnicodeDecodeError:
        return None


def _best_reading(body: bytes, declared: list[str]) -> str:
    """The first declared reading that loses little; else, of those and the detector's, the one that loses least."""
    readings: list[tuple[float, str]] = []
    for codec in declared:
        text = body.decode(codec, "replace")
        readings.append((_lost_share(text), text))
        if readings[-1][0] <= _MANY_LOST:
            return text
    guess = _codecs(detect_encoding(body, max_len=_SAMPLE_BYTES) or "")
    for codec in dict.fromkeys([*guess, "utf-8", "cp1252"]):
        if codec not in declared:
            text = body.decode(codec, "replace")
            readings.append((_lost_share(text), text))
            if not declared and readings[-1][0] <= _MANY_LOST:
                return text
    return min(readings, key=lambda reading: reading[0])[1]


def _lost_share(text: str) -> float:
    """Share of lost characters among those that are not ASCII, in [0, 1]."""
    lost = text.count(_LOST)
    if not lost:
        return 0.0
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return lost / max(1, beyond_ascii)
