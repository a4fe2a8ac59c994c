"""Pages with their labels: files of any known kind, each path with the label of its pages before it.

    positives=seeds/exams.jsonl    negatives=crawl/*.warc.gz    hard=shops/

A slice of the plan keeps the number of its path before the file's name, as in `2=shops/a.html`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from webinstruct.core.errors import ConfigError
from webinstruct.core.source import Shard, Slice
from webinstruct.core.stage import Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources import SourceSettings, source_of
from webinstruct.tables import PAGES
from webinstruct.tables.training import LABELLED

__all__ = ["LabelledPages"]

_POSITIVES, _NEGATIVES, _HARD = "positives", "negatives", "hard"
_SIGN = "="


class _Labelled(NamedTuple):
    """A path and the label of its pages."""

    path: str
    is_wanted: bool
    group: str


class LabelledPages:
    """A source, as `source.use: webinstruct.recall.training.source:LabelledPages`."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        paths = [settings.path] if isinstance(settings.path, str) else settings.path
        self._labelled = [_labelled(path) for path in paths]
        self._sources = [source_of(_plain(settings, labelled.path), PAGES) for labelled in self._labelled]

    @property
    def writes(self) -> Table:
        """LABELLED."""
        return LABELLED

    def shards(self) -> Sequence[Shard]:
        """The shards of each path, one path after the other."""
        return [
            Shard(tuple(_numbered(part, number) for part in shard.slices))
            for number, source in enumerate(self._sources)
            for shard in source.shards()
        ]

    def read(self, shard: Shard) -> Iterator[Row | Stopped]:
        """The pages of a shard in order, with `is_wanted` and `group`."""
        for part in shard.slices:
            number, path = part.path.split(_SIGN, 1)
            label = self._labelled[int(number)]
            for row in self._sources[int(number)].read(Shard((replace(part, path=path),))):
                if isinstance(row, Stopped):
                    yield row
                else:
                    yield {**row, "is_wanted": label.is_wanted, "group": label.group}


def _labelled(path: str) -> _Labelled:
    """
    >>> _labelled("hard=shops/")
    _Labelled(path='shops/', is_wanted=False, group='shops/')
    """
    kind, sign, place = path.partition(_SIGN)
    if not sign or not place or kind not in (_POSITIVES, _NEGATIVES, _HARD):
        raise ConfigError(
            f"source.path: {path} has no label. Write {_POSITIVES}{_SIGN}PATH, {_NEGATIVES}{_SIGN}PATH or "
            f"{_HARD}{_SIGN}PATH."
        )
    return _Labelled(place, kind == _POSITIVES, place if kind == _HARD else kind)


def _plain(settings: SourceSettings, path: str) -> SourceSettings:
    return settings.model_copy(update={"path": path, "use": ""})


def _numbered(part: Slice, number: int) -> Slice:
    """The slice with its path's number; without a size, as a changed file is told by its hash."""
    return replace(part, path=f"{number}{_SIGN}{part.path}", size=0)
