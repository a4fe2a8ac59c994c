"""From the counts of one partition to its sites."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.recall.sites.counts import COUNTS, joined, summed
from webinstruct.recall.sites.samples import least_of
from webinstruct.recall.sites.settings import SitesSettings
from webinstruct.tables.recall import SITES

__all__ = ["sites_of"]

Numbers = np.ndarray[Any, np.dtype[Any]]


def sites_of(counts: pa.Table, samples: pa.Table, settings: SitesSettings) -> pa.Table:
    """The rows of SITES for `counts` with `samples`, in the order of their names."""
    named = _divided(counts, settings) if settings.by == "prefix" else counts
    sites = summed(named)
    names = joined(sites)
    share = pc.divide(sites["recalled_pages"].cast(pa.float64()), sites["pages"].cast(pa.float64()))
    columns = {
        name: sites[name] for name in ("domain", "pages", "tokens", "recalled_pages", "recalled_tokens")
    }
    of_group = pc.index_in(joined(named), names)
    drawn = _samples_by_site(samples, of_group, joined(counts), len(names), settings.samples)
    return pa.table({"site": names, **columns, "recalled_share": share, "samples": drawn}).select(SITES.names)


def _divided(counts: pa.Table, settings: SitesSettings) -> pa.Table:
    """`counts` with a second directory only where it is large enough, within a first one that is to be divided."""
    directory = joined(counts, ("domain", "first")).dictionary_encode().indices.to_numpy()
    pages = np.bincount(directory, weights=counts["pages"].to_numpy()) if len(directory) else np.zeros(0)
    is_told = (pages[directory] >= settings.split_pages) & (
        counts["recalled_pages"].to_numpy() >= settings.least_pages
    )
    second = pc.if_else(pa.array(is_told, pa.bool_()), counts["second"], "")
    return counts.set_column(COUNTS.names.index("second"), "second", second)


def _samples_by_site(
    samples: pa.Table, site_of_group: pa.Array, groups: pa.Array, sites: int, count: int
) -> pa.Array:
    """For each site a list of its samples; a sample whose group was added to its directory is found there."""
    own = pc.index_in(joined(samples), groups)
    directory = pc.binary_join_element_wise(
        *(samples[key].combine_chunks() for key in ("domain", "first")), ""
    )
    group = pc.coalesce(own, pc.index_in(directory, groups))
    site = pc.take(site_of_group, group)
    found = samples.append_column("site", site).filter(pc.is_valid(site))
    found = least_of(found, found["site"].combine_chunks(), count)
    numbers: Numbers = found["site"].to_numpy()
    offsets = np.searchsorted(numbers, np.arange(sites + 1)).astype(np.int32)
    fields = [found[name].combine_chunks() for name in ("path", "title")]
    inner = pa.StructArray.from_arrays(fields, ["path", "title"])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), inner)
