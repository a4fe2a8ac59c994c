"""Labels for the rows of a stage: from files where they have them, else from the engine, a batch in a conversation.

Batches are cut where a shard ends, so that a shard that is done again asks the same. What is counted in the manifest,
beside the tokens: labelled_by_file, labelled_by_earlier, labelled_by_engine, label_batches.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from webinstruct.core.errors import ConfigError
from webinstruct.core.ids import fingerprint
from webinstruct.core.stage import (
    SHARD,
    Note,
    Numbered,
    Quarantined,
    Rejected,
    Settled,
    StageContext,
    Verdict,
)
from webinstruct.core.table import Row
from webinstruct.engines.opening import engine_of, gpus_of, opened
from webinstruct.engines.protocol import Engine, Reply, Request
from webinstruct.engines.replay.cache import with_cache
from webinstruct.engines.talk import Talk, settled
from webinstruct.recall.labels.asking import Asker, Outcomes, Shown
from webinstruct.recall.labels.file import labels_in, labels_left_in
from webinstruct.recall.labels.label import Label
from webinstruct.recall.labels.settings import LabelSettings
from webinstruct.storage.files import listed, sha256_of
from webinstruct.storage.prompts import Prompt, prompt_at

__all__ = ["Labeller", "Subject"]

_MOST_ROWS = 1_000
"""Rows of one batch that need no engine: they are settled together, soon."""
_BATCH = "batch"


class Subject(Protocol):
    """How a stage sees its rows."""

    @property
    def keys(self) -> Sequence[str]:
        """Columns by which a file of labels may name a row; the row has them too."""

    @property
    def words(self) -> tuple[str, str]:
        """The label of a row that is wanted, and of another one."""

    def name(self, row: Row) -> str:
        """The row's name, the same in every run."""

    def shown(self, row: Row) -> str:
        """What an engine is shown, so that nothing in it can be taken for more than data."""


@dataclass(slots=True)
class _Batch:
    rows: list[Numbered] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    verdicts: list[Sequence[Verdict]] = field(default_factory=list)
    """For each row, once the conversation has ended well."""


class Labeller:
    """Labels the rows of one stage; `prompt` is used where the settings name none."""

    def __init__(self, settings: LabelSettings, prompt: str, subject: Subject) -> None:
        self._settings = settings
        self._prompt_path = settings.prompt or prompt
        self._subject = subject
        self._engine: Engine | None = None
        self._asker: Asker | None = None
        self._labels: Mapping[str, Label] = {}
        self.gpus = gpus_of(settings.engine) if settings.engine else 0
        if settings.engine:
            self._engine = with_cache(engine_of(settings.engine), settings.cache)

    def identity(self) -> Mapping[str, str]:
        """The hashes of file and prompt, and what the engine is.

        Raises:
            InputError: the file is no file of labels; nothing is planned with one that has to be mended.
        """
        facts: dict[str, str] = {}
        if self._settings.file:
            labels_in(self._settings.file, self._subject.keys)
            facts["file"] = sha256_of(self._settings.file)
        for folder in self._settings.earlier:
            files = [sha256_of(file.path) for file in listed(folder, (".parquet",))]
            facts[f"earlier.{folder}"] = fingerprint({"files": files})
        if self._engine is not None:
            facts["prompt"] = self._prompt.sha256
            facts |= {f"engine.{word}": value for word, value in self._engine.identity().items()}
        return facts

    def open(self, context: StageContext) -> None:
        """Read the file, and open the engine.

        Raises:
            InputError: the file is no file of labels.
        """
        settings = self._settings
        labels: dict[str, Label] = {}
        for folder in reversed(settings.earlier):
            labels |= labels_left_in(folder, self._subject.keys)
        if settings.file:
            labels |= labels_in(settings.file, self._subject.keys)
        self._labels = labels
        if self._engine is not None:
            identity = opened(self._engine, context).identity()
            model = identity.get("model") or identity.get("engine", "")
            self._asker = Asker(
                self._prompt, model, settings.answer_tokens, settings.tries, settings.sampling
            )

    def stream(self, rows: Iterable[Numbered], row_timeout_s: float) -> Iterator[Settled]:
        """Settle every row; a batch at a time, and with an engine many batches at the same time."""
        under_way: dict[int, _Batch] = {}
        engines = {"": self._engine} if self._engine is not None else {}
        batches = self._numbered_batches(rows, under_way)
        ended = (
            settled(engines, batches, self._talk, row_timeout_s) if engines else map(self._from_file, batches)
        )
        for number, of_batch in ended:
            batch = under_way.pop(number)
            first: Sequence[Verdict] = [verdict for verdict in of_batch if isinstance(verdict, Note)]
            failure = [verdict for verdict in of_batch if not isinstance(verdict, Note)]
            for place, row in enumerate(batch.rows):
                found = failure or batch.verdicts[place]
                yield Settled(row.number, [*found, *first])
                first = ()

    @cached_property
    def _prompt(self) -> Prompt:
        prompt = prompt_at(self._prompt_path)
        if prompt.fields != ("subjects",):
            raise ConfigError(
                f"{self._prompt_path} has the fields {list(prompt.fields)}; a prompt that labels shows the field "
                "subjects alone."
            )
        return prompt

    def _numbered_batches(self, rows: Iterable[Numbered], under_way: dict[int, _Batch]) -> Iterator[Numbered]:
        for number, batch in enumerate(self._batches(rows)):
            under_way[number] = batch
            yield Numbered(number, {_BATCH: batch})

    def _batches(self, rows: Iterable[Numbered]) -> Iterator[_Batch]:
        batch, shard = _Batch(), None
        for numbered in rows:
            row = numbered.row
            is_full = len(batch.asked) == self._settings.batch or len(batch.rows) == _MOST_ROWS
            if batch.rows and (is_full or row[SHARD] != shard):
                yield batch
                batch = _Batch()
            shard = row[SHARD]
            if self._is_asked(row):
                batch.asked.append(len(batch.rows))
            batch.rows.append(numbered)
        if batch.rows:
            yield batch

    def _is_asked(self, row: Row) -> bool:
        return self._filed(row) is None and self._engine is not None

    def _filed(self, row: Row) -> Label | None:
        names = (str(row.get(key) or "") for key in self._subject.keys)
        return next((self._labels[name] for name in names if name in self._labels), None)

    def _from_file(self, numbered: Numbered) -> Settled:
        batch: _Batch = numbered.row[_BATCH]
        batch.verdicts = [self._verdicts(row, None) for _, row in batch.rows]
        return Settled(numbered.number, [])

    def _talk(self, row: Row) -> Talk:
        batch: _Batch = row[_BATCH]
        answers = yield from self._answers([batch.rows[place].row for place in batch.asked])
        heard = dict(zip(batch.asked, answers, strict=True))
        batch.verdicts = [
            self._verdicts(numbered.row, heard.get(place)) for place, numbered in enumerate(batch.rows)
        ]
        return [Note("label_batches")] if heard else []

    def _answers(self, rows: Sequence[Row]) -> Generator[Sequence[Request], Sequence[Reply], Outcomes]:
        if not rows or self._asker is None:
            return []
        shown = [Shown(self._subject.name(row), self._subject.shown(row)) for row in rows]
        return (yield from self._asker.outcomes(shown))

    def _verdicts(self, row: Row, answer: Label | Quarantined | None) -> Sequence[Verdict]:
        """What becomes of one row, with the engine's answer where it was asked."""
        if isinstance(answer, Quarantined):
            return [answer]
        label = answer or self._filed(row)
        if label is None:
            return [Rejected("unlabelled", "no file of labels has it, and nobody is asked")]
        wanted, other = self._subject.words
        labelled = {**row, "label": wanted if label.is_wanted else other, **label.columns()}
        return [labelled, Note(f"labelled_by_{label.labeller.partition(':')[0]}")]
