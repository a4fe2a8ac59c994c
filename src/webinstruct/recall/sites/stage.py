"""The stage sites: the sites of a run's scored pages in, those worth a label out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from webinstruct.core.ids import fingerprint
from webinstruct.core.stage import PROCESS, Rejected, Stage, Step, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.sites.recalled import RecalledPages
from webinstruct.recall.sites.settings import SitesSettings
from webinstruct.recall.sites.tally import Samples, Sites, Tally
from webinstruct.tables.recall import SITES

__all__ = ["CountSites"]


class CountSites(Stage):
    """Counts a run's pages by site, and stops sites with too few candidates, or too small a share of them."""

    name = "sites"
    reads = SITES
    writes = SITES
    settings: SitesSettings
    settings_type = SitesSettings
    rejects_listed = 1_000

    def identity(self) -> Mapping[str, str]:
        """Which scored pages there are."""
        files = {file.path.rpartition("/")[2]: file.size for file in RecalledPages(self.settings.run).files()}
        return {"scored": fingerprint(files)}

    def steps(self) -> Sequence[Step | str]:
        """Counting comes before the rows, which are its result."""
        samples = [Samples(self.settings)] if self.settings.samples else []
        return (Tally(self.settings), *samples, Sites(self.settings), PROCESS)

    def process(self, row: Row) -> Iterable[Verdict]:
        """The site, or why it is not worth a label."""
        settings = self.settings
        pages, share = row["recalled_pages"], row["recalled_share"]
        if not row["domain"]:
            yield Rejected("no_host", f"{row['pages']:,} pages whose URL has no host")
        elif pages < settings.least_pages:
            yield Rejected(
                "few_pages", f"{pages:,} candidates, under sites.least_pages {settings.least_pages:,}"
            )
        elif share < settings.least_share:
            yield Rejected("low_share", f"{share:.4f}, under sites.least_share {settings.least_share:g}")
        else:
            yield row
