"""The stage examples: labelled pages in, lines for fastText out, and those taken back that teach nothing."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from webinstruct.core.ids import fingerprint
from webinstruct.core.reject import Reject
from webinstruct.core.stage import PROCESS, WITHDRAWN, Rejected, Stage, Step, StepContext, Verdict
from webinstruct.core.table import Row
from webinstruct.recall.features import features, word_count
from webinstruct.recall.first_look import first_look
from webinstruct.recall.training.settings import ExampleSettings
from webinstruct.recall.training.taken_back import BOTH_KINDS, THINNED, TakenBack, taken_back
from webinstruct.storage.files import listed, sha256_of
from webinstruct.storage.withdrawn import Withdrawn, write_withdrawn
from webinstruct.tables.training import EXAMPLES, LABELLED

__all__ = ["Examples", "is_hard"]

_PLAIN_GROUPS = ("positives", "negatives")
_DETAILS = {
    str(Reject.EXACT_DUPLICATE): "the same text stands on page {}",
    BOTH_KINDS: "the same text has the other label on page {}",
    THINNED: "its class has more pages than the other one",
}

Numbers = np.ndarray[Any, np.dtype[Any]]


class Examples(Stage):
    """Makes of each page with a label the line that a classifier is trained on."""

    name = "examples"
    reads = LABELLED
    writes = EXAMPLES
    settings: ExampleSettings
    settings_type = ExampleSettings

    def identity(self) -> Mapping[str, str]:
        """A hash of the content of each path."""
        settings = self.settings
        paths = (*settings.positives, *settings.negatives, *settings.hard_negatives)
        return {path: content_hash(path) for path in paths}

    def steps(self) -> Sequence[Step | str]:
        """Behind the rows, those are taken back that teach nothing."""
        return (PROCESS, _Repeats(self.settings))

    def process(self, row: Row) -> Iterable[Verdict]:
        """One example, or why the page is none."""
        settings = self.settings
        text = first_look(row, settings.text_chars).text
        words = word_count(text, settings.min_words)
        if words < settings.min_words:
            yield Rejected(Reject.NO_TEXT, f"{words} words, under examples.min_words {settings.min_words}")
            return
        line = features(text, settings.text_chars)
        yield {
            **{name: row[name] for name in ("page_id", "url", "is_wanted", "group", "source_file")},
            "line": line,
            "key": _key(line, settings.seed),
        }


def is_hard(group: str) -> bool:
    """Whether the pages of `group` are hard negatives."""
    return group not in _PLAIN_GROUPS


def content_hash(path: str) -> str:
    """One hash for all that lies at `path`: a file, or the files of a folder or glob."""
    return fingerprint({file.path: sha256_of(file.path) for file in listed(path)})


class _Repeats:
    """The step that takes examples back: texts that stand twice, or with both labels, and what is too much."""

    name = WITHDRAWN
    per_shard = False
    suffix = ".parquet"

    def __init__(self, settings: ExampleSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Compare all examples; about 80 bytes of memory for each."""
        columns = [_columns(context, shard) for shard in range(context.shards)]
        starts = [0, *accumulate(len(keys) for keys, _, _ in columns)]
        keys, is_wanted, hard = (np.concatenate(column) for column in zip(*columns, strict=True))
        found = list(taken_back(keys, is_wanted, hard, self._settings.balance))
        pages = _pages_at(context, {one.instead for one in found if one.instead >= 0})
        write_withdrawn(out, (_withdrawn(one, starts, pages) for one in found))


def _columns(context: StepContext, shard: int) -> tuple[Numbers, Numbers, Numbers]:
    """Of each example of a shard: its key, whether it is wanted, whether it is hard."""
    keys, is_wanted, hard = array("Q"), array("b"), array("b")
    for row in context.kept(shard, ["is_wanted", "group", "key"]):
        keys.append(row["key"])
        is_wanted.append(row["is_wanted"])
        hard.append(is_hard(row["group"]))
    return np.array(keys, dtype=np.uint64), np.array(is_wanted, dtype=bool), np.array(hard, dtype=bool)


def _pages_at(context: StepContext, places: set[int]) -> Mapping[int, str]:
    """The ids of the pages at `places`, counted over all shards."""
    rows = (row for shard in range(context.shards) for row in context.kept(shard, ["page_id"]))
    return {place: row["page_id"] for place, row in enumerate(rows) if place in places}


def _withdrawn(found: TakenBack, starts: Sequence[int], pages: Mapping[int, str]) -> Withdrawn:
    shard = int(np.searchsorted(starts, found.place, side="right")) - 1
    detail = _DETAILS[found.reason].format(pages.get(found.instead, ""))
    return Withdrawn(shard, found.place - starts[shard], found.reason, detail)


def _key(line: str, seed: int) -> int:
    digest = hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=8, key=str(seed).encode()).digest()
    return int.from_bytes(digest, "little")
