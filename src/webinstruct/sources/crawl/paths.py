"""The lists of files that come with every crawl."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from webinstruct.core.errors import InputError
from webinstruct.core.settings import nearest
from webinstruct.sources.crawl.layout import joined, paths_file
from webinstruct.storage.files import resolved
from webinstruct.storage.remote import Remote, is_remote

__all__ = ["listed_files"]

_NAMES = "The names of Common Crawl's are at https://index.commoncrawl.org/collinfo.json."


def listed_files(remote: Remote, server: str, crawl: str, kind: str) -> list[str]:
    """The paths of a crawl's files of one kind, in the order of its list.

    Raises:
        InputError: the server has no such crawl, or does not give the list.
    """
    address = joined(server, paths_file(crawl, kind))
    try:
        files = _lines(remote, address)
    except InputError as error:
        raise InputError(
            f"No list of the files of crawl '{crawl}': {error} {_hint(server, crawl, kind)}"
        ) from error
    if not files:
        raise InputError(f"{address} lists no files. Choose another crawl or crawl.files.")
    return files


def _lines(remote: Remote, address: str) -> list[str]:
    text = _unpacked(remote, address).decode("utf-8", "replace")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _unpacked(remote: Remote, address: str) -> bytes:
    """The list, fetched once more if it does not unpack, as it may have been damaged on its way."""
    for _ in range(2):
        with remote.opened(address) as stream:
            packed = stream.read()
        try:
            return gzip.decompress(packed)
        except (OSError, EOFError, zlib.error) as error:
            fault = error
    raise InputError(f"{address} is no list of files in gzip ({fault}). Check crawl.server.") from fault


def _hint(server: str, crawl: str, kind: str) -> str:
    if is_remote(server):
        return f"Check the name and crawl.server. {_NAMES}"
    folder = Path(resolved(server), "crawl-data")
    names = [place.name for place in folder.iterdir()] if folder.is_dir() else []
    if crawl in names:
        return f"The crawl is there; fetch its {kind}.paths.gz anew, or choose other crawl.files."
    return nearest(crawl, names) if names else f"crawl.server {server} has no folder crawl-data."
