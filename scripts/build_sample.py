"""Build the bundled sample crawl: the pages of tests/data as three small WARC files.

Every byte is derived from the pages and their index: dates are fixed, record ids come from the content,
and each record is a gzip member of its own. The same pages therefore give the same files.
"""

import argparse
import base64
import hashlib
import json
import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
INDEX = ROOT / "tests/data/pages.jsonl"
PAGES = ROOT / "tests/data/pages"
SAMPLE = ROOT / "src/webinstruct/data/sample"

FILES = 3
WARC_DATE = "2024-03-01T12:00:00Z"
HTTP_DATE = "Fri, 01 Mar 2024 12:00:00 GMT"
HTML = "text/html; charset=utf-8"
# Every tenth response is recorded with its request and a metadata record, as crawlers do for all of them.
PERIOD_OF_ACCOMPANIED = 10

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
NOT_FOUND = b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>"
WITH_NUL = b"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Field notes</title></head><body>
<nav><a href="/">Home</a> <a href="/notes">Notes</a></nav><h1>Field notes, week 14</h1>
<p>The logger wrote z\x00ero bytes \x00\x00 between the readings of the second night, so the table below
lists the first night only. The water stood at 84 cm at dusk and at 79 cm at dawn.</p>
<p>We changed the battery and\x00 left the site at noon.</p></body></html>"""
WITH_SCRIPT = b"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Script tag is shown as text
</title></head><body itemscope itemtype="https://schema.org/QAPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<h1 itemprop="name">Script tag is shown as text</h1><div class="post-text" itemprop="text">
<p>I store comments in a table and print them with a template. One visitor wrote a script tag, and the page
shows it as text instead of running it. Is the template broken?</p></div>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer"><div class="post-text" itemprop="text">
<p>No, it protects your readers. A template that escapes its values turns
<code>&lt;script&gt;alert('escaped')&lt;/script&gt;</code> into plain text,
so that nobody can smuggle a program into your page through a comment.</p>
<script>alert('raw')</script><p>Leave the escaping switched on and mark only those strings as safe that you
have written yourself.</p></div></div></div></body></html>"""


class Exchange(NamedTuple):
    """One HTTP response of the sample: its address, status line, content type (empty: none) and body."""

    url: str
    status: str
    content_type: str
    body: bytes
    location: str = ""


ODD_EXCHANGES = (
    Exchange("https://qa.example.org/questions/9999/gone", "404 Not Found", HTML, NOT_FOUND),
    Exchange("http://qa.example.org/", "301 Moved Permanently", HTML, b"", "https://qa.example.org/"),
    Exchange("https://school.example.edu/handouts/week-3.pdf", "200 OK", "application/pdf", PDF),
    Exchange("https://shop.example/static/pixel.gif", "200 OK", "image/gif", GIF),
    Exchange("https://www.example.net/empty", "200 OK", HTML, b""),
    Exchange("https://notes.example/week-14.html", "200 OK", HTML, WITH_NUL),
    Exchange("https://code.example.org/questions/3199/script-tag", "200 OK", HTML, WITH_SCRIPT),
)


def main() -> None:
    """Read the options and write the files."""
    options = _parser().parse_args()
    paths = write_sample(options.index, options.pages, options.out)
    for path in paths:
        print(f"{path}  {path.stat().st_size} bytes")
    print(f"next: webinstruct run --set source.path={options.out} --config configs/quickstart.yaml")


def write_sample(index: Path, pages: Path, out: Path) -> list[Path]:
    """Write the sample's WARC files into `out`, made if missing, and return their paths in order."""
    out.mkdir(parents=True, exist_ok=True)
    exchanges = [*page_exchanges(index, pages), *ODD_EXCHANGES]
    paths = []
    for number in range(FILES):
        path = out / f"sample-{number:05d}.warc.gz"
        path.write_bytes(b"".join(_members(path.name, number, exchanges)))
        paths.append(path)
    return paths


def page_exchanges(index: Path, pages: Path) -> Iterator[Exchange]:
    """The pages of the index as responses, in the order of the index."""
    with index.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Exchange(row["url"], "200 OK", row["content_type"], (pages / row["file"]).read_bytes())


def _members(name: str, number: int, exchanges: Sequence[Exchange]) -> Iterator[bytes]:
    """The gzip members of file `number`: exchanges are dealt to the files in turn."""
    yield _member(_warcinfo(name))
    for position in range(number, len(exchanges), FILES):
        for record in _records(exchanges[position], position % PERIOD_OF_ACCOMPANIED == 0):
            yield _member(record)


def _records(exchange: Exchange, accompanied: bool) -> Iterator[bytes]:
    response = _response(exchange)
    if accompanied:
        yield _warc_record(
            "request", exchange.url, "application/http; msgtype=request", _request(exchange.url)
        )
    yield _warc_record("response", exchange.url, "application/http; msgtype=response", response)
    if accompanied:
        yield _warc_record("metadata", exchange.url, "application/warc-fields", b"fetchTimeMs: 120\r\n")


def _warcinfo(name: str) -> bytes:
    fields = f"software: scripts/build_sample.py\r\nformat: WARC File Format 1.1\r\nisPartOf: {name}\r\n"
    return _warc_record("warcinfo", "", "application/warc-fields", fields.encode(), name)


def _request(url: str) -> bytes:
    host, _, path = url.split("://", 1)[1].partition("/")
    return f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\n\r\n".encode()


def _response(exchange: Exchange) -> bytes:
    headers = [f"HTTP/1.1 {exchange.status}", f"Date: {HTTP_DATE}", "Server: nginx"]
    if exchange.content_type:
        headers.append(f"Content-Type: {exchange.content_type}")
    if exchange.location:
        headers.append(f"Location: {exchange.location}")
    headers.append(f"Content-Length: {len(exchange.body)}")
    return _head(headers) + exchange.body


def _warc_record(kind: str, url: str, content_type: str, block: bytes, filename: str = "") -> bytes:
    """One uncompressed WARC/1.1 record. Its id is a UUID of kind, address and block."""
    sha1 = hashlib.sha1(block, usedforsecurity=False)
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url} {sha1.hexdigest()}")
    headers = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{identity}>",
        f"WARC-Date: {WARC_DATE}",
    ]
    if url:
        headers.append(f"WARC-Target-URI: {url}")
    if filename:
        headers.append(f"WARC-Filename: {filename}")
    headers.append(f"WARC-Block-Digest: sha1:{base64.b32encode(sha1.digest()).decode()}")
    headers += [f"Content-Type: {content_type}", f"Content-Length: {len(block)}"]
    return _head(headers) + block + b"\r\n\r\n"


def _head(lines: Iterable[str]) -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def _member(record: bytes) -> bytes:
    """`record` as a gzip member of its own. zlib writes no file name and no time into the header."""
    squeezer = zlib.compressobj(level=9, wbits=31)
    return squeezer.compress(record) + squeezer.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="example: python scripts/build_sample.py --out /tmp/sample",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--index", type=Path, default=INDEX, help="JSON Lines index of the pages")
    parser.add_argument("--pages", type=Path, default=PAGES, help="folder of the pages")
    parser.add_argument("--out", type=Path, default=SAMPLE, help="folder for the WARC files")
    return parser


if __name__ == "__main__":
    main()
