"""Where what lies in a crawl, after https://commoncrawl.org/get-started: the same on every mirror."""

from __future__ import annotations

from collections.abc import Sequence

from webinstruct.core.errors import ConfigError

__all__ = ["chosen", "joined", "paths_file"]


def paths_file(crawl: str, kind: str) -> str:
    """The path of the list of a crawl's files of one kind: warc, wet, cc-index-table.

    >>> paths_file("CC-MAIN-2024-10", "warc")
    'crawl-data/CC-MAIN-2024-10/warc.paths.gz'
    """
    return f"crawl-data/{crawl}/{kind}.paths.gz"


def joined(server: str, path: str) -> str:
    """The address of a crawl's `path` on `server`, a URL or a local folder.

    >>> joined("https://data.commoncrawl.org/", "crawl-data/x"), joined("mirror", "crawl-data/x")
    ('https://data.commoncrawl.org/crawl-data/x', 'mirror/crawl-data/x')
    """
    return f"{server.rstrip('/')}/{path}"


def chosen(files: Sequence[str], shards: str, crawl: str) -> list[str]:
    """Those of a crawl's `files` that source.shards names, in their order, each once; all if it is empty.

    >>> chosen("abcde", "3, 0-1", "X")
    ['a', 'b', 'd']

    Raises:
        ConfigError: it names a file that the crawl does not have, or a range backwards.
    """
    if not shards.strip():
        return list(files)
    numbers: set[int] = set()
    for part in shards.split(","):
        first, _, last = (word.strip() for word in part.partition("-"))
        start, stop = int(first), int(last or first)
        if stop < start:
            raise ConfigError(f"source.shards: {part.strip()} runs backwards. Write {stop}-{start}.")
        if stop >= len(files):
            raise ConfigError(
                f"source.shards: {crawl} has {len(files):,} files, numbered 0 to {len(files) - 1}, and no {stop}. "
                f"Write at most {min(start, len(files) - 1)}-{len(files) - 1}."
            )
        numbers.update(range(start, stop + 1))
    return [files[number] for number in sorted(numbers)]
