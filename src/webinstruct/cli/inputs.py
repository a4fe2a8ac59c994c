"""What a run reads, in words."""

from __future__ import annotations

from webinstruct.pipeline.config import RunConfig
from webinstruct.runner.plan import Plan

__all__ = ["input_words"]


def input_words(config: RunConfig, plan: Plan) -> str:
    """How much a plan reads, and of a crawl from where; how large its files are is known once they are read."""
    crawl = config.source.crawl
    if crawl is None:
        size = sum(part.size for shard in plan.shards for part in shard.slices)
        return f"{len(plan.shards):,} shards, {size / 1e6:,.1f} MB"
    names = ", ".join(crawl.names)
    what = f"{crawl.files} files"
    if crawl.domains or crawl.urls:
        what = "shards of single pages, found in the index"
    pace = f"{config.source.fetch.requests_per_s:g} requests a second"
    return f"{len(plan.shards):,} {what} of {names} at {crawl.server}, {pace}"
