"""A stage that labels: rows in, each with a label and its evidence out. What the rows are, its kinds say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from webinstruct.core.stage import Numbered, Settled, Stage, StageContext
from webinstruct.recall.labels.labeller import Labeller, Subject
from webinstruct.recall.labels.settings import LabelSettings

__all__ = ["LabelStage"]


class LabelStage(Stage):
    """Gives every row a label; a kind of it names `reads`, `writes`, and how it sees a row."""

    name = "label"
    settings: LabelSettings
    settings_type = LabelSettings
    prompt: ClassVar[str]
    """Used where the settings name none."""
    subject: ClassVar[Subject]

    def __init__(self, settings: LabelSettings) -> None:
        super().__init__(settings)
        self._labeller = Labeller(settings, self.prompt, self.subject)
        self.gpus = self._labeller.gpus

    def identity(self) -> Mapping[str, str]:
        """The hashes of file and prompt, and what the engine is."""
        return self._labeller.identity()

    def open(self, context: StageContext) -> None:
        """Read the file, and open the engine."""
        self._labeller.open(context)

    def stream(self, rows: Iterable[Numbered]) -> Iterator[Settled]:
        """Settle every row, a batch in a conversation."""
        return self._labeller.stream(rows, self.row_timeout_s)
