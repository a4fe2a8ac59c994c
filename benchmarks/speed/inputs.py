"""The WARC file, and the classifier that all columns use."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from webinstruct.core.settings import Settings
from webinstruct.recall.classifier import WANTED, loaded_classifier, train_model
from webinstruct.recall.features import features
from webinstruct.recall.first_look import look_at
from webinstruct.recall.presets import Preset

__all__ = ["SpeedSettings", "prepared"]

_SMALL_RECORDS = 40
_PACKING = 6  # zlib's level, as crawlers pack


class SpeedSettings(Settings):
    """What is measured."""

    data: str = "../shared/data"
    """Folder with pages.jsonl and pages/."""

    records: int = 5_000
    """Records of the WARC file; the pages are repeated under new addresses until there are so many."""

    preset: Preset = "small"
    """Of the classifier, which is trained on the labelled pages."""

    text_chars: int = 2_000
    """Characters that it sees of a page."""

    keep_share: float = 0.05
    """Share of the pages that score over the threshold."""


def prepared(settings: SpeedSettings, folder: Path) -> Mapping[str, Any]:
    """What every column is given: the file's path, the model's, the threshold; files in `folder` are used again."""
    pages = list(_pages(Path(settings.data)))
    bodies = [(page["id"], body) for page, body in pages]
    warcs = {records: folder / f"pages-{records}.warc.gz" for records in (_SMALL_RECORDS, settings.records)}
    for records, warc in warcs.items():
        if not warc.exists():
            _write_warc(warc, bodies, records)
    model = folder / f"{settings.preset}-{settings.text_chars}.bin"
    if not model.exists():
        train_model(_examples(pages, settings.text_chars), str(model), settings.preset, seed=0)
    classifier = loaded_classifier(str(model), WANTED, settings.text_chars)
    scores = [classifier.score(look_at(body, "", settings.text_chars).text) for _, body in pages]
    return {
        "warc": str(warcs[settings.records]),
        "small_warc": str(warcs[_SMALL_RECORDS]),
        "model": str(model),
        "threshold": float(np.quantile(scores, 1 - settings.keep_share)),
        "records": settings.records,
        "text_chars": settings.text_chars,
        "mean_kb": round(sum(len(body) for _, body in pages) / len(pages) / 1000),
    }


def _pages(data: Path) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    for line in (data / "pages.jsonl").open(encoding="utf-8"):
        page = json.loads(line)
        yield page, gzip.decompress((data / "pages" / f"{page['id']}.html.gz").read_bytes())


def _examples(pages: list[tuple[Mapping[str, Any], bytes]], text_chars: int) -> Iterator[tuple[bool, str]]:
    for page, body in pages:
        if page["label"] in ("qa", "no_qa"):
            yield page["label"] == "qa", features(look_at(body, "", text_chars).text, text_chars)


def _write_warc(path: Path, pages: list[tuple[str, bytes]], records: int) -> None:
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        for number in range(records):
            name, body = pages[number % len(pages)]
            file.write(gzip.compress(_record(number, name, body), _PACKING, mtime=0))
    temporary.rename(path)


def _record(number: int, name: str, body: bytes) -> bytes:
    response = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    fields = {
        "WARC-Type": "response",
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>",
        "WARC-Date": "2024-03-01T12:00:00Z",
        "WARC-Target-URI": f"https://{name}.example/{number}",
        "WARC-Identified-Payload-Type": "text/html",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(response) + len(body)),
    }
    lines = ["WARC/1.0", *(f"{field}: {value}" for field, value in fields.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + response + body + b"\r\n\r\n"
