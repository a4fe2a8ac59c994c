"""How fast WARC files come over HTTP, beside the same file on a disk: python benchmarks/crawl_reading.py

A server on the loopback interface gives one file, in a process of its own. Read are its bytes alone, then its records.
The last line is one JSON object with the figures.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from webinstruct.sources.warc_records import warc_records
from webinstruct.storage.remote import Manners, Remote

_BYTES = 200_000_000
_QUICK_BYTES = 40_000_000
_PAGE_BYTES = 60_000
_PIECE_BYTES = 1 << 16
_MB = 1e6


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a fifth of the bytes")
    options.add_argument("--json", action="store_true", help="only the JSON line")
    options.add_argument("--serve", default="", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        _serve(chosen.serve)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "x.warc.gz")
        _write_warc(place, _QUICK_BYTES if chosen.quick else _BYTES)
        with _served(folder) as url:
            figures = _figures({"disk": str(place), "http": f"{url}x.warc.gz"}, place.stat().st_size)
    if not chosen.json:
        for name, figure in figures.items():
            print(f"{name:<24} {figure:8,.1f}")
    print(json.dumps({name: round(figure, 2) for name, figure in figures.items()}))


def _figures(places: dict[str, str], size: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, path in places.items():
        seconds, cpu_s = _timed(path, records=False)
        figures[f"{name}_bytes_mb_per_s"] = size / seconds / _MB
        seconds, cpu_s = _timed(path, records=True)
        figures[f"{name}_records_mb_per_s"] = size / seconds / _MB
        figures[f"{name}_cpu_s_per_gb"] = cpu_s / size * 1e9
    figures["ratio_to_disk"] = figures["disk_cpu_s_per_gb"] / figures["http_cpu_s_per_gb"]
    return figures


def _timed(path: str, records: bool) -> tuple[float, float]:
    """Seconds by the clock and of this process's own work."""
    began, began_cpu = time.perf_counter(), time.process_time()
    with Remote(Manners()).opened(path) as stream:
        if records:
            for _ in warc_records(stream, 1 << 24):
                pass
        else:
            while stream.read(_PIECE_BYTES):
                pass
    return time.perf_counter() - began, time.process_time() - began_cpu


def _write_warc(place: Path, size: int) -> None:
    """Pages of words, as packed as real ones are: about five to one."""
    chance = random.Random(0)  # noqa: S311 -- a fixed input
    words = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randrange(2, 11))) for _ in range(9_000)
    ]
    members = []
    for number in range(200):
        text = " ".join(chance.choices(words, k=_PAGE_BYTES // 7)).encode()
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + text
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/{number}\r\n"
        record = f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        members.append(packer.compress(record) + packer.flush())
    lump = b"".join(members)
    with place.open("wb") as file:
        for _ in range(max(1, size // len(lump))):
            file.write(lump)


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """The address under which the files of a folder are served meanwhile."""
    command = [sys.executable, __file__, "--serve", folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 -- made with a pipe
        yield server.stdout.readline().strip()
        server.terminate()


def _serve(folder: str) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's word
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
