"""Real WARC files, where they lie beside the repository: as many rows as records, whatever quirks they have."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from tests.helpers.read import read_all, reasons_of
from webinstruct.sources import SourceSettings

REAL = Path(__file__).parents[3] / "shared/data/warc"
FILES = sorted(REAL.glob("*.gz"))

pytestmark = pytest.mark.skipif(not FILES, reason=f"no WARC files at {REAL}")


def members_in(path: Path) -> int:
    """How many gzip members a file has; in these files each is one record."""
    count, packed = 0, path.read_bytes()
    while packed:
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(packed)
        packed = unpacker.unused_data
        count += 1
    return count


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_record_is_a_page_or_stopped_with_its_reason(path: Path) -> None:
    reasons = reasons_of(read_all(SourceSettings(path=str(path))))
    assert len(reasons) == members_in(path)
    assert set(reasons) == {"page", "not_a_response"}
