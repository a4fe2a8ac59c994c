"""What a model said about one page, collected piece by piece."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from webinstruct.core.stage import Note
from webinstruct.extract.found import Found
from webinstruct.extract.llm.receipt import Wrong
from webinstruct.extract.view.lines import Line

__all__ = ["Failure", "Heard", "Said"]


class Said(NamedTuple):
    """What an answer says about a page: pairs, wrong ones, how many entries were none, and whether it has its end."""

    pairs: Sequence[Found | Wrong]
    malformed: int
    left_out: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a piece has no answer: cut_off, unreadable_answer, or the engine's refusal."""

    reason: str
    detail: str


@dataclass
class Heard:
    """All that the model said about a page of `lines`. `entries` counts what it called a pair, right or wrong."""

    lines: Sequence[Line]
    failures: list[Failure] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    _whole: list[Found] = field(default_factory=list)
    _at_cuts: list[Found] = field(default_factory=list)

    def take(self, said: Said, run: range) -> None:
        """Take what an answer says about the lines `run`."""
        self.entries += len(said.pairs) + said.malformed + said.left_out
        self.counts["pairs_malformed"] += said.malformed
        self.counts["pairs_left_unread"] += said.left_out
        for pair in said.pairs:
            if isinstance(pair, Wrong):
                self.counts[f"pairs_{pair.reason}"] += 1
            elif self._reaches_start(pair, run) or self._reaches_stop(pair, run):
                self._at_cuts.append(pair)
            else:
                self._whole.append(pair)

    @property
    def pairs(self) -> list[Found]:
        """Pairs that were seen whole, then those that touch the border of a piece, of which a part may be missing,
        the longest first."""
        return [*self._whole, *sorted(self._at_cuts, key=_answer_chars, reverse=True)]

    def cut_answers(self, run: range) -> Iterator[int]:
        """The first lines of the questions in `run` whose answers reach its end, and that nobody saw whole."""
        seen = {pair.question.spans[-1:] for pair in self._whole}
        for pair in self._at_cuts:
            if pair.question.spans[-1:] not in seen and self._reaches_stop(pair, run):
                first = self._line_at(pair.question.spans[0][0])
                if run.start < first < run.stop:
                    yield first

    def notes(self) -> list[Note]:
        """What is to be counted."""
        return [Note(word, count) for word, count in sorted(self.counts.items()) if count]

    def _reaches_start(self, pair: Found, run: range) -> bool:
        spans = [*pair.question.spans, *pair.answer.spans]
        return run.start > 0 and bool(spans) and min(spans)[0] < self.lines[run.start].spans[-1][1]

    def _reaches_stop(self, pair: Found, run: range) -> bool:
        ends = [end for _, end in (*pair.question.spans, *pair.answer.spans)]
        return run.stop < len(self.lines) and max(ends, default=0) > self.lines[run.stop - 1].spans[0][0]

    def _line_at(self, character: int) -> int:
        return max(0, bisect_right(self.lines, character, key=lambda line: line.spans[0][0]) - 1)


def _answer_chars(pair: Found) -> int:
    return sum(end - start for start, end in pair.answer.spans)
