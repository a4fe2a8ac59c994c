"""The pages that a later stage's rows came from: the candidates of the shard with the same number."""

from __future__ import annotations

from collections.abc import Iterator

from webinstruct.core.errors import InputError
from webinstruct.runner.inputs import Inputs
from webinstruct.runner.plan import Plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.tables import CANDIDATES

__all__ = ["RunPages", "pages_of"]


class RunPages:
    """Looks up a page's text. Rows stand in the order of their pages, so that each shard's candidates are read once,
    forward; what is held is one page, and the ids of one shard. Pages that recall has taken back are there, too: a
    retry may take one back of which there are pairs already."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._shard = -1
        self._places: dict[str, int] = {}
        self._rows: Iterator[tuple[int, str]] = iter(())
        self._place, self._text = -1, ""

    def text(self, shard: int, page_id: str) -> str:
        """The text of a page of `shard` as its candidates have it.

        Raises:
            InputError: the shard's candidates have no such page, or cannot be read.
        """
        if shard != self._shard:
            found = self._inputs.all_rows(shard, ["page_id"])
            self._places = {row["page_id"]: place for place, row in enumerate(found)}
            self._shard, self._place = shard, -1
            self._rows = self._forward()
        place = self._places.get(page_id)
        if place is None:
            raise InputError(
                f"no candidate of shard {shard} is page '{page_id}', which a row says it came from. "
                "Set refine.llm.context to none."
            )
        if place < self._place:
            self._rows = self._forward()
        while self._place != place:
            self._place, self._text = next(self._rows)
        return self._text

    def _forward(self) -> Iterator[tuple[int, str]]:
        for place, row in enumerate(self._inputs.all_rows(self._shard, ["page_id", "text"])):
            yield place, row["text"] or ""


def pages_of(run_dir: RunDir, plan: Plan, stage: str) -> RunPages:
    """The pages behind the rows of `stage`: what the last stage before it that read candidates was given.

    Raises:
        InputError: the run has no candidates.
    """
    names = [planned.name for planned in plan.stages]
    before = plan.stages[: names.index(stage)]
    reader = next((one for one in reversed(before) if one.reads.split()[0] == CANDIDATES.name), None)
    if reader is None:
        raise InputError(
            f"stage '{stage}' asks for the pages of its rows, and this run began with pairs: it has none. "
            "Set refine.llm.context to none, or begin the run with the pages."
        )
    return RunPages(Inputs(run_dir, plan, reader.name, CANDIDATES))
