"""What a round changed: which of its candidates earlier rounds had, and which sites are kept for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from webinstruct.core.errors import InputError
from webinstruct.recall.sites.label import KEEP
from webinstruct.recall.sites.recalled import RecalledPages
from webinstruct.runner.plan import loaded_plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import listed
from webinstruct.storage.parquet import parquet_file

__all__ = ["Overlap", "kept_sites", "new_sites", "overlap"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """`candidates` pages, of which `known` are candidates of an earlier round."""

    candidates: int
    known: int

    @property
    def share(self) -> float | None:
        """known / candidates; None without candidates: a classifier that finds nothing has not found all there is."""
        return self.known / self.candidates if self.candidates else None


def overlap(run: Path, earlier: Sequence[Path]) -> Overlap:
    """How many candidates of the run directory `run` are among those of the `earlier` ones. All of them read the same
    shards, so that they are compared shard by shard.

    Raises:
        InputError: an earlier run was divided into other shards.
    """
    _check_divided_alike(run, earlier)
    pages = known = 0
    present, others = RecalledPages(str(run)), [RecalledPages(str(other)) for other in earlier]
    for name in present.names:
        here = _ids(present, name)
        there = pa.chunked_array(
            [chunk for other in others for chunk in _ids(other, name).chunks], pa.string()
        )
        pages += len(here)
        known += pc.sum(pc.is_in(here, there)).as_py() or 0
    return Overlap(pages, known)


def kept_sites(domains: Path) -> dict[str, int]:
    """The sites that are labelled keep in a run directory over sites, with their candidates."""
    found: dict[str, int] = {}
    for file in listed(str(domains / "label" / "kept"), (".parquet",)):
        with parquet_file(file.path) as opened:
            table = opened.read(columns=["site", "recalled_pages", "label"])
        kept = table.filter(pc.equal(table["label"], KEEP))
        found.update(zip(kept["site"].to_pylist(), kept["recalled_pages"].to_pylist(), strict=True))
    return found


def new_sites(domains: Path, earlier: Iterable[Path]) -> list[tuple[str, int]]:
    """The sites kept in `domains` and in no earlier round, with their candidates, the largest first."""
    before = {site for other in earlier for site in kept_sites(other)}
    new = [(site, pages) for site, pages in kept_sites(domains).items() if site not in before]
    return sorted(new, key=lambda entry: (-entry[1], entry[0]))


def _ids(pages: RecalledPages, name: str) -> pa.ChunkedArray:
    batches = pages.candidates(name, ["page_id"])
    return pa.chunked_array([batch["page_id"] for batch in batches], pa.string())


def _check_divided_alike(run: Path, earlier: Sequence[Path]) -> None:
    here = _division(run)
    for other in earlier:
        if _division(other) != here:
            raise InputError(
                f"{run} and {other} read other files: what is under source changed between the rounds. Put it back as "
                "it was, or start anew in another --work-dir."
            )


def _division(run: Path) -> Any:
    plan = loaded_plan(RunDir(run))
    return plan.source_fingerprint if plan else None
