"""Pages that lie in a folder as .html files, plain or gzip, many to a shard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from os.path import commonpath
from pathlib import PurePosixPath

from webinstruct.core.reject import Reject
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Quarantined, Rejected, Stopped
from webinstruct.core.table import Row
from webinstruct.sources.feed import BrokenStream, Feed
from webinstruct.sources.page_row import Origin, page_from_html, stopped, too_large
from webinstruct.sources.sniff import is_blank, is_html
from webinstruct.storage.files import FileInfo, opened

__all__ = ["html_page", "html_shards", "names_of"]


def html_shards(files: Sequence[FileInfo], files_per_shard: int) -> list[Shard]:
    """The files in their order, `files_per_shard` to a shard."""
    names = names_of([file.path for file in files])
    rest = iter(files)
    shards: list[Shard] = []
    while some := tuple(
        Slice(f.path, size=f.size, name=names[f.path]) for f in islice(rest, files_per_shard)
    ):
        shards.append(Shard(some))
    return shards


def names_of(paths: Sequence[str]) -> Mapping[str, str]:
    """A short name for each path: the file's own, or where several files share it, the path below their common
    folder.

    >>> names_of(["/in/a/x.html", "/in/b/x.html", "/in/b/y.html"])
    {'/in/a/x.html': 'a/x.html', '/in/b/x.html': 'b/x.html', '/in/b/y.html': 'y.html'}
    """
    own = {path: PurePosixPath(path).name for path in paths}
    times = Counter(own.values())
    if len(times) == len(own):
        return own
    root = commonpath([PurePosixPath(path).parent for path in paths])
    return {
        path: name if times[name] == 1 else path.removeprefix(str(root)).lstrip("/")
        for path, name in own.items()
    }


def html_page(part: Slice, max_page_bytes: int) -> Row | Stopped:
    """The page in the file of `part`, whose URL is file:NAME by the name that was planned."""
    origin = Origin(part.name, url=f"file:{part.name}")
    with opened(part.path) as stream:
        feed = Feed(stream)
        try:
            body = feed.take(max_page_bytes + 1)
        except BrokenStream as error:
            detail = f"{part.path} at byte {stream.tell()}: {error}"
            return stopped(origin, Quarantined("truncated_file", detail))
    if len(body) > max_page_bytes:
        return stopped(origin, too_large(len(body), max_page_bytes))
    if is_blank(body):
        return stopped(origin, Rejected(Reject.EMPTY_BODY, f"{len(body)} bytes"), body)
    if not is_html("text/html", body):
        return stopped(origin, Rejected(Reject.NOT_HTML, "by its first bytes"), body)
    return page_from_html(origin, body)
