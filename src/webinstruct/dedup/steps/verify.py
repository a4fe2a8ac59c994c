"""Verify: a candidate becomes a pair by its true similarity, so that the threshold means what it says.

Two questions of one similarity may still be two. In a short one a single word is what is asked; in a longer one that is
said at its end, and another question about the same facts ends otherwise. Of 17,294 real benchmark questions the
similarity alone takes 205 for others' copies, 140 of them with another answer; with these two rules it is 133 and 78
(docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from webinstruct.core.arrays import Bools, Floats, Ints
from webinstruct.core.ngrams import Hashes
from webinstruct.core.stage import StepContext
from webinstruct.dedup.clusters import NEAR, SAME_MEANING, Pairs, in_order
from webinstruct.dedup.columns import Columns, write_columns
from webinstruct.dedup.guards import opposed
from webinstruct.dedup.matching import ranks_of
from webinstruct.dedup.semantic.cosines import Cosines, embedded_rows
from webinstruct.dedup.semantic.hyperplanes import plane_bands
from webinstruct.dedup.sets import jaccard, may_reach
from webinstruct.dedup.settings import DedupSettings, SemanticSettings
from webinstruct.dedup.signed import ANSWER, Signed, asks_are_compared, bands_of
from webinstruct.dedup.steps.match import Candidates
from webinstruct.dedup.steps.sign import signed_rows

__all__ = ["RANGES", "Verify", "bounds_of"]

RANGES = 16
"""Ranges of worse ranks that are verified each by itself."""

_SHORT = 40  # shingles: some 20 words
_SHORT_THRESHOLD = 0.8
_CLOSING_SHARE = 0.5  # of the threshold, for the last words alone

_CODES_AT_ONCE = 1 << 19
_SHINGLES_AT_ONCE = 1 << 23  # 64 MB of tagged shingles, twice while they are merged


@dataclass
class Verify:
    """Per range of worse ranks: the pairs that are duplicates, in the order in which they are settled."""

    settings: DedupSettings
    earlier: int
    name: str = "verify"
    per_shard: bool = False
    suffix: str = ".arrow"
    parts: int = RANGES

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Verify the candidates of range `part`."""
        exact = Columns(context.artifact("exact"))
        verifier = _Verifier(signed_rows(context, self.earlier), exact, self.settings)
        candidates = Candidates(context, bands_of(self.settings)[0])
        low, high = bounds_of(part, len(exact), exact.facts["earlier"])
        count, found = 0, [_no_pairs()]
        for codes in candidates.codes(low, high, _CODES_AT_ONCE):
            count += len(codes)
            found += map(verifier.pairs, verifier.pieces(codes))
        if self.settings.semantic:
            cosines, candidates = _by_meaning(self.settings.semantic, self.earlier, context)
            for codes in candidates.codes(low, high, _CODES_AT_ONCE):
                count += len(codes)
                found += (verifier.pairs(piece, cosines) for piece in cosines.pieces(codes))
        write_columns(out, in_order(found)._asdict(), {"candidates": count})


def bounds_of(part: int, count: int, earlier: int) -> tuple[int, int]:
    """The ranks [low, high) of range `part`; those of earlier releases are in none.

    >>> bounds_of(0, 116, 100), bounds_of(15, 116, 100)
    ((100, 101), (115, 116))
    """
    span = count - earlier
    return earlier + span * part // RANGES, earlier + span * (part + 1) // RANGES


def _no_pairs() -> Pairs:
    return Pairs.of(np.empty(0, np.uint32), np.empty(0, np.uint32), np.empty(0), NEAR)


def _by_meaning(semantic: SemanticSettings, earlier: int, context: StepContext) -> tuple[Cosines, Candidates]:
    """The second measure and its candidates."""
    cosines = Cosines(embedded_rows(context, earlier), semantic.threshold)
    bands, _ = plane_bands(semantic.threshold, semantic.planes)
    return cosines, Candidates(context, bands, "match_meaning")


class _Verifier:
    """Compares candidates: numbers and opposites must agree, and the shingles be as similar as asked for."""

    def __init__(self, signed: Signed, exact: Columns, settings: DedupSettings) -> None:
        self._signed = signed
        self._row = exact["row"]
        self._sizes = [exact[name] for name in ("size", "answer_size") if name in exact]
        self._threshold = settings.threshold
        self._asks = asks_are_compared(settings)
        self._with_answers = settings.keep == "distinct_answers"

    def pieces(self, codes: Hashes) -> Iterator[Hashes]:
        """Candidates whose sizes allow the threshold, so many at a time that their shingles fit into memory."""
        ranks = ranks_of(codes)
        better, worse = (self._sizes[0][side].astype(np.int64) for side in ranks)
        possible = np.minimum(better, worse) / np.maximum(np.maximum(better, worse), 1) >= self._threshold
        codes = codes[possible]
        weights = [size[side[possible]] for size in self._sizes for side in ranks]
        pieces = np.cumsum(np.sum(weights, axis=0, dtype=np.int64)) // _SHINGLES_AT_ONCE
        edges = np.flatnonzero(np.diff(pieces)) + 1
        return (piece for piece in np.split(codes, edges) if len(piece))

    def pairs(self, codes: Hashes, cosines: Cosines | None = None) -> Pairs:
        """Those of the candidates that are duplicates: by their shingles, or by their vectors."""
        better, worse = ranks_of(codes)
        rows, places = np.unique(self._row[np.concatenate([better, worse])], return_inverse=True)
        numbers = rows.astype(np.int64)
        one, other = places[: len(codes)], places[len(codes) :]
        kept = np.flatnonzero(self._agree("", numbers, one, other))
        measured = cosines.similarity if cosines else partial(self._similarity, "")
        similarity = measured(numbers, one[kept], other[kept])
        near = similarity >= (cosines.threshold if cosines else self._threshold)
        kept, similarity = kept[near], similarity[near]
        if self._asks and not cosines:
            largest = np.maximum(self._sizes[0][better[kept]], self._sizes[0][worse[kept]])
            same = self._ask_the_same(numbers[one[kept]], numbers[other[kept]], similarity, largest)
            kept, similarity = kept[same], similarity[same]
        if self._with_answers:
            matching, similarity = self._by_answers(numbers, one[kept], other[kept], similarity)
            kept = kept[matching]
        return Pairs.of(better[kept], worse[kept], similarity, SAME_MEANING if cosines else NEAR)

    def _by_answers(self, numbers: Ints, one: Ints, other: Ints, similarity: Floats) -> tuple[Ints, Floats]:
        """Which pairs have answers that match too, and the lesser of both similarities."""
        keys = (self._signed.values(f"{ANSWER}exact_{half}", numbers) for half in (0, 1))
        same = np.logical_and.reduce([key[one] == key[other] for key in keys])
        answers = np.ones(len(one))
        open_ = np.flatnonzero(~same)
        answers[open_] = self._similarity(ANSWER, numbers, one[open_], other[open_])
        matching = same | (self._agree(ANSWER, numbers, one, other) & (answers >= self._threshold))
        return np.flatnonzero(matching), np.minimum(similarity, answers)[matching]

    def _ask_the_same(self, better: Ints, worse: Ints, similarity: Floats, largest: Ints) -> Bools:
        """Which pairs of rows are alike enough for short questions, or at their ends; `largest` is the size of the
        larger text of each. Texts that are compared by their characters have no closing and are left to the
        threshold."""
        numbers, places = np.unique(np.concatenate([better, worse]), return_inverse=True)
        one, other = np.split(places, 2)
        closing = self._signed.sets("closing", numbers)
        has_closing = closing.sizes > 0
        ends = jaccard(closing, one, other) >= _CLOSING_SHARE * self._threshold
        enough = np.where(largest < _SHORT, similarity >= _SHORT_THRESHOLD, ends)
        return enough | ~(has_closing[one] | has_closing[other])

    def _agree(self, prefix: str, numbers: Ints, one: Ints, other: Ints) -> Bools:
        guards = self._signed.values(f"{prefix}guard", numbers)
        poles = self._signed.values(f"{prefix}poles", numbers)
        return np.asarray((guards[one] == guards[other]) & ~opposed(poles[one], poles[other]))

    def _similarity(self, prefix: str, numbers: Ints, one: Ints, other: Ints) -> Floats:
        """The similarity of each pair; 0 where it is certainly under the threshold, which is most of them."""
        sets = self._signed.sets(f"{prefix}shingles", numbers)
        result = np.zeros(len(one))
        near = np.flatnonzero(may_reach(self._threshold, sets, one, other))
        result[near] = jaccard(sets, one[near], other[near])
        return result
