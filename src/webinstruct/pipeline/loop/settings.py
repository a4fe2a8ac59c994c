"""What the loop around recall can be told, beside what is read and what recall keeps."""

from __future__ import annotations

from pydantic import Field

from webinstruct.core.settings import Settings
from webinstruct.recall.labels.settings import LabelSettings
from webinstruct.recall.sites.settings import SitesSettings

__all__ = ["LoopSettings"]


class LoopSettings(Settings):
    """Settings under `loop`."""

    label: LabelSettings
    """Who labels the sites of each round."""
    labels_stay: bool = True
    """Whether a site keeps the label that it got in an earlier round. false: it is labelled anew by what each round
    shows of it, which costs an engine more (MAmmoTH2 looks twice)."""
    sites: SitesSettings = SitesSettings()
    """What counts as a site, and how many candidates it must have to get a label."""
    pages_per_site: int = Field(default=1_000, ge=1)
    """Most candidates of one site in the next training set; the set is more varied as it shrinks."""
    pages_per_class: int = Field(default=100_000, ge=1)
    """Most candidates of kept sites in the next training set (MAmmoTH2's first: 100,000); dropped sites give half."""
    negatives: str | tuple[str, ...] = ()
    """Pages of the general crawl that stand among the negatives of every round; by default recall.train.negatives."""
    keep_seeds: bool = False
    """Whether the positives of the first round stay among those of later ones (MAmmoTH2: no)."""
    balance: bool = True
    """Whether the larger class of a training set is thinned to the size of the smaller one."""
    held_out: float = Field(default=0.1, gt=0.0, le=0.5)
    """Share of each training set that its classifier is tried on, in (0, 0.5]."""
    folds: int = Field(default=0, ge=0, le=20)
    """2 or more: measured by cross-validation instead, at so many times the cost of training."""
