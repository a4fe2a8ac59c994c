"""The stage examples: labelled pages in, lines for fastText out, and those taken back that teach nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

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
_COLUMNS = ["page_id", "is_wanted", "group", "key"]


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
        """Compare all examples; about 60 bytes of memory for each."""
        shards = [list(_facts(context, shard)) for shard in range(context.shards)]
        starts = [0, *accumulate(len(rows) for rows in shards)]
        rows = [row for shard_rows in shards for row in shard_rows]
        pages = [row[0] for row in rows]
        keys = np.array([row[1] for row in rows], dtype=np.uint64)
        is_wanted, hard = (np.array([row[place] for row in rows], dtype=bool) for place in (2, 3))
        found = taken_back(keys, is_wanted, hard, self._settings.balance)
        write_withdrawn(out, (_withdrawn(one, starts, pages) for one in found))


def _facts(context: StepContext, shard: int) -> Iterator[tuple[str, int, bool, bool]]:
    for row in context.kept(shard, _COLUMNS):
        yield row["page_id"], row["key"], row["is_wanted"], is_hard(row["group"])


def _withdrawn(found: TakenBack, starts: Sequence[int], pages: Sequence[str]) -> Withdrawn:
    shard = int(np.searchsorted(starts, found.place, side="right")) - 1
    details = {
        BOTH_KINDS: "the same text has the other label on page {}",
        THINNED: "the class has more pages than the other one",
    }
    page = pages[found.instead] if found.instead >= 0 else ""
    detail = details.get(found.reason, "the same text stands on page {}").format(page)
    return Withdrawn(shard, found.place - starts[shard], found.reason, detail)


def _key(line: str, seed: int) -> int:
    digest = hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=8, key=str(seed).encode()).digest()
    return int.from_bytes(digest, "little")
