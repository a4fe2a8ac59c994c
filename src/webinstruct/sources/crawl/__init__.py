"""Pages of Common Crawl by the name of a crawl: whole files, or single records found in its index."""

from __future__ import annotations
