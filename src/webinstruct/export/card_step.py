"""The step that writes the card: beside the files as README.md, and as its own artifact."""

from __future__ import annotations

import json
from pathlib import Path

from webinstruct.core.stage import StepContext
from webinstruct.export.card import CardFacts, card_text
from webinstruct.export.card_evidence import contamination_in
from webinstruct.export.release import CARD_FILE, folder_of
from webinstruct.export.settings import ExportSettings
from webinstruct.export.tally import TALLIED, tally_of
from webinstruct.storage.files import write_whole
from webinstruct.storage.place import place_at

__all__ = ["Card"]


class Card:
    """The step `card`."""

    name = "card"
    per_shard = False
    suffix = ".md"

    def __init__(self, settings: ExportSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Count the pairs once and write the card twice."""
        rows = (row for shard in range(context.shards) for row in context.kept(shard, TALLIED))
        run = context.facts()
        facts = CardFacts(
            plan=run["plan"],
            stages=run["stages"],
            files=json.loads(Path(context.artifact("files")).read_text()),
            tally=tally_of(rows),
            contamination=contamination_in(place_at(context.run_dir) / "decontaminate"),
        )
        text = card_text(facts, self._settings).encode()
        write_whole(folder_of(context.run_dir) / CARD_FILE, text)
        Path(out).write_bytes(text)
