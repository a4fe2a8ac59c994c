"""Where rows come from: WARC, HTML, Parquet and JSONL files, a crawl by its name, or a source of one's own.

source = source_of(SourceSettings(path="crawl/*.warc.gz"), PAGES)
for shard in source.shards():
    for row in source.read(shard): ...    # a page, or Stopped with its reason
"""

from __future__ import annotations

from webinstruct.sources.choice import source_of
from webinstruct.sources.settings import SourceSettings

__all__ = ["SourceSettings", "source_of"]
