"""A corpus written as Parquet files of bounded size, 50,000 rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from near_copies.edits import edited
from near_copies.lexicon import BASES, MARKS, SPELLINGS, Tokens, drawn_nouns, fixed_numbers, is_settled, keyed
from near_copies.planting import FORM_NAMES, KINDS, Corpus, Ints, Planted, planted
from near_copies.wording import NOTHING, WIDTH, worded

__all__ = ["SCHEMA", "batches", "written"]

SCHEMA = pa.schema([("pair_id", pa.string()), ("question", pa.string()), ("answer", pa.string())])
"""`pair_id` is the number of the row with leading zeros."""

_BATCH = 50_000
_SHARES = {"edited_5": 0.05, "edited_10": 0.10}
_ANSWER_WORDS = (4, 24)

_LOOKS = (
    (" ", "", ""),
    ("  ", " ", "\n"),
    (" ", "**", "**"),
    ("\n", "", ""),
    (" ", "Question 12: ", ""),
    (" ", "<p>", "</p>"),
    ("\u00a0", "", " "),
)
"""What stands between words, before the first and behind the last; the first look is the plain one."""


def written(corpus: Corpus, folder: Path, rows_per_file: int = 1_000_000) -> list[Path]:
    """Write `corpus` into `folder`, unless it is there already; the files, in order."""
    starts = range(0, corpus.rows, rows_per_file)
    paths = [folder / f"{number:05d}.parquet" for number in range(len(starts))]
    folder.mkdir(parents=True, exist_ok=True)
    for path, start in zip(paths, starts, strict=True):
        if not path.exists():
            half = path.with_suffix(".half")
            with pq.ParquetWriter(half, SCHEMA, compression="zstd") as file:
                for table in batches(corpus, range(start, min(start + rows_per_file, corpus.rows))):
                    file.write_table(table)
            half.replace(path)
    return paths


def batches(corpus: Corpus, rows: range) -> Iterator[pa.Table]:
    """The rows of `corpus` with these numbers, as tables of SCHEMA."""
    for start in range(rows.start, rows.stop, _BATCH):
        numbers = np.arange(start, min(start + _BATCH, rows.stop), dtype=np.int64)
        found = planted(corpus, numbers)
        ids = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), 10, "0")
        questions = _questions(corpus, numbers, found)
        yield pa.table([ids, questions, _answers(corpus, numbers, found)], schema=SCHEMA)


def _questions(corpus: Corpus, rows: Ints, found: Planted) -> pa.Array:
    tokens = np.full((len(rows), 2 * WIDTH), NOTHING, np.int32)
    tokens[:, ::2] = worded(corpus, found)
    for name, share in _SHARES.items():
        chosen = np.flatnonzero(found.kind == KINDS.index(name))
        tokens[chosen] = edited(tokens[chosen, ::2], rows[chosen], share, corpus.seed + 1_000)
    draws = keyed(rows, corpus.seed + 2_000)
    is_exact = found.kind == KINDS.index("exact")
    is_formula = found.form == FORM_NAMES.index("formula")
    tokens = _respelled(tokens, is_exact & is_formula & (draws >> np.uint64(63) == 0))
    look = np.where(is_exact, 1 + (draws % np.uint64(len(_LOOKS) - 1)).astype(np.int64), 0)
    texts = _joined(tokens, look)
    shouts = is_exact & ~is_formula & (draws >> np.uint64(60) == 0)  # the letters of formulae have their case
    return pc.if_else(pa.array(shouts), pc.utf8_upper(texts), texts)


def _respelled(tokens: Tokens, chosen: NDArray[np.bool_]) -> Tokens:
    """The formulae of `chosen` rows in other LaTeX."""
    changes = chosen[:, None] & (tokens != NOTHING) & is_settled(tokens % BASES)
    return np.where(changes, tokens + len(MARKS) * BASES, tokens).astype(np.int32)


def _answers(corpus: Corpus, rows: Ints, found: Planted) -> pa.Array:
    """Answers whose beginning depends on the question and the rest, of other lengths, on the row."""
    fixed = fixed_numbers()
    lead = np.array([[fixed[word] for word in ("It", "is")]], np.int32).repeat(len(rows), axis=0)
    least, most = _ANSWER_WORDS
    places = np.arange(most, dtype=np.int64)[None, :]
    common = drawn_nouns(keyed(found.meaning[:, None] * least + places[:, :least], corpus.seed + 3_000))
    own = drawn_nouns(keyed(rows[:, None] * most + places, corpus.seed + 3_001))
    length = (keyed(rows, corpus.seed + 3_002) % np.uint64(most)).astype(np.int64)
    own = np.where(places < length[:, None], own, NOTHING)
    because = np.full((len(rows), 1), fixed["because"], np.int32)
    return _joined(np.concatenate([lead, common, because, own], axis=1), np.zeros(len(rows), np.int64))


def _joined(tokens: Tokens, look: NDArray[np.int64]) -> pa.Array:
    """The texts of rows of tokens, in their looks."""
    is_there = tokens != NOTHING
    offsets = np.concatenate([[0], np.cumsum(is_there.sum(axis=1))]).astype(np.int32)
    words = SPELLINGS.take(pa.array(tokens[is_there]))
    between, before, behind = (_by_look([one[part] for one in _LOOKS], look) for part in range(3))
    texts = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), words), between)
    return pc.binary_join_element_wise(before, texts, behind, "")


def _by_look(parts: Sequence[str], look: NDArray[np.int64]) -> pa.Array:
    return pa.array(parts).take(pa.array(look))
