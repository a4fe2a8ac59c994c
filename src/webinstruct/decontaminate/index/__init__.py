"""The benchmarks as sorted numbers, and the search of texts in them.

    items ─IndexBuilder─▶ index file ─Index─▶ hits: benchmark, item, field, tier, words, share

A batch of texts is searched tier by tier, the surest first; what is found is not looked for again.
"""

from webinstruct.decontaminate.index.build import IndexBuilder
from webinstruct.decontaminate.index.hit import TIERS, Hit, Tier
from webinstruct.decontaminate.index.search import Index
from webinstruct.decontaminate.index.stored import Coverage

__all__ = ["TIERS", "Coverage", "Hit", "Index", "IndexBuilder", "Tier"]
