"""The conversation about one page: its pieces are asked about, and what was cut off is asked again in smaller ones.

Every piece ends in an answer that was read to its end, or in a failure that is told; nothing is left out in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from webinstruct.core.stage import Note
from webinstruct.engines.protocol import Answer, Refused, Reply, Request
from webinstruct.engines.tokens import TokenCounts
from webinstruct.extract.found import Found
from webinstruct.extract.llm.cuts import halves_of, pieces_of
from webinstruct.extract.llm.lines import Line, NumberedPage
from webinstruct.extract.llm.receipt import Wrong
from webinstruct.storage.prompts import Prompt

__all__ = ["Asker", "Failure", "Heard", "Said", "Style"]

_HALVINGS = 2
"""How often a piece whose answer was cut off is halved; each time may double what the page costs."""
_HALVINGS_TOO_LONG = 12
"""The same for a piece that does not fit the model, which costs nothing to try."""
_CUT_MARK = " [cut]"


class Said(NamedTuple):
    """What an answer says about a page: pairs, wrong ones, how many entries were none, and whether it has its end."""

    pairs: Sequence[Found | Wrong]
    malformed: int
    left_out: int
    is_whole: bool


class Style(Protocol):
    """A way to show lines to a model and to read its answer."""

    name: str
    schema: Mapping[str, Any]

    def shown(self, lines: Sequence[Line]) -> str:
        """Lines as text for the prompt."""

    def reader(self, page: NumberedPage) -> Callable[[str, Sequence[Line]], Said]:
        """What reads an answer to some lines of `page`."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a piece has no answer: cut_off, unreadable_answer, or the engine's refusal."""

    reason: str
    detail: str


class _Piece(NamedTuple):
    """Lines `run` of a page (indices); `name` tells pieces apart, `halvings` counts how it came to be."""

    name: str
    run: range
    halvings: int


@dataclass
class Heard:
    """All that the model said about one page. `entries` counts what it called a pair, right or wrong."""

    whole: list[Found] = field(default_factory=list)
    at_cuts: list[Found] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    entries: int = 0

    @property
    def pairs(self) -> list[Found]:
        """Pairs that were seen whole before those that touch the end of a piece, where a part may be missing."""
        return [*self.whole, *self.at_cuts]

    def notes(self) -> list[Note]:
        """What is to be counted."""
        return [Note(word, count) for word, count in sorted(self.counts.items()) if count]


@dataclass(frozen=True)
class Asker:
    """Asks about pages. A piece has at most `most_tokens`, of which neighbors share `overlap_tokens`."""

    style: Style
    prompt: Prompt
    counts: TokenCounts
    most_tokens: int
    overlap_tokens: int
    answer_tokens: int
    sampling: Mapping[str, Any]

    def heard(self, page: NumberedPage, name: str) -> Generator[Sequence[Request], Sequence[Reply], Heard]:
        """The conversation about `page`, whose requests are called NAME/PIECE."""
        heard = Heard()
        if not page.lines:
            return heard
        lines, weights, runs = self._cut(page, heard)
        read = self.style.reader(page)
        waiting = [_Piece(f"{name}/{number}", run, 0) for number, run in enumerate(runs)]
        while waiting:
            heard.counts["pieces"] += len(waiting)
            views = [[lines[k] for k in piece.run] for piece in waiting]
            replies = yield [self._request(piece, view) for piece, view in zip(waiting, views, strict=True)]
            again: list[_Piece] = []
            for piece, view, reply in zip(waiting, views, replies, strict=True):
                failure = self._hear(reply, view, len(lines), read, heard)
                halves = self._halves(piece, weights, failure)
                again += halves
                if failure is not None and not halves:
                    heard.failures.append(failure)
                    heard.counts["pieces_failed"] += 1
            waiting = again
        return heard

    def _cut(self, page: NumberedPage, heard: Heard) -> tuple[Sequence[Line], Sequence[int], list[range]]:
        """The lines as they are shown, what each weighs, and the runs of them that one request holds."""
        lines: Sequence[Line] = page.lines
        whole = self.style.shown(lines)
        if len(whole.encode("utf-8", "replace")) <= self.most_tokens:  # no token is shorter than a byte
            return lines, [len(line.shown) + 1 for line in lines], [range(len(lines))]
        weights = [count + 1 for count in self.counts([self.style.shown((line,)) for line in lines])]
        if max(weights) > self.most_tokens:
            heard.counts["lines_cut"] += sum(weight > self.most_tokens for weight in weights)
            lines = [_shortened(*pair, self.most_tokens) for pair in zip(lines, weights, strict=True)]
            weights = [min(weight, self.most_tokens) for weight in weights]
        runs = pieces_of(weights, self.most_tokens, self.overlap_tokens)
        if len(runs) > 1:
            heard.counts["pages_in_pieces"] += 1
        return lines, weights, runs

    def _request(self, piece: _Piece, view: Sequence[Line]) -> Request:
        return Request(
            "",
            self.prompt.messages({"page": self.style.shown(view)}),
            self.answer_tokens,
            self.sampling,
            self.style.schema,
            piece.name,
        )

    def _hear(
        self,
        reply: Reply,
        view: Sequence[Line],
        lines: int,
        read: Callable[[str, Sequence[Line]], Said],
        heard: Heard,
    ) -> Failure | None:
        """Take what `reply` says about `view`; why there may be more that it does not say."""
        if not isinstance(reply, Answer):
            return Failure(str(reply.reason), reply.detail)
        said = read(reply.text, view)
        heard.entries += len(said.pairs) + said.malformed + said.left_out
        heard.counts["pairs_malformed"] += said.malformed
        heard.counts["pairs_left_unread"] += said.left_out
        for pair in said.pairs:
            if isinstance(pair, Wrong):
                heard.counts[f"pairs_{pair.reason}"] += 1
            else:
                (heard.at_cuts if _is_at_cut(pair, view, lines) else heard.whole).append(pair)
        if said.is_whole:
            return None
        if reply.finish == "length":
            heard.counts["pieces_cut_off"] += 1
            return Failure("cut_off", f"the answer was not at its end after {reply.output_tokens} tokens")
        heard.counts["pieces_unreadable"] += 1
        return Failure("unreadable_answer", f"it begins {reply.text[:80]!r}")

    def _halves(self, piece: _Piece, weights: Sequence[int], failure: Failure | None) -> list[_Piece]:
        """The piece as two smaller ones, where that may help against `failure`."""
        if failure is None or failure.reason not in ("cut_off", "unreadable_answer", Refused.TOO_LONG):
            return []
        most = _HALVINGS_TOO_LONG if failure.reason == Refused.TOO_LONG else _HALVINGS
        if piece.halvings >= most:
            return []
        halves = halves_of(weights, piece.run, self.overlap_tokens)
        return [
            _Piece(f"{piece.name}.{number}", run, piece.halvings + 1) for number, run in enumerate(halves)
        ]


def _shortened(line: Line, weight: int, most: int) -> Line:
    """A line with its head only, where all of it would not fit one request; pointing at it means all of it."""
    if weight <= most:
        return line
    chars = max(1, len(line.shown) * most // (weight + 1) * 9 // 10)
    return replace(line, shown=line.shown[:chars] + _CUT_MARK)


def _is_at_cut(pair: Found, view: Sequence[Line], lines: int) -> bool:
    """Whether a pair stands at a border of `view` behind which the page goes on, so that a part may be missing."""
    spans = [*pair.question.spans, *pair.answer.spans]
    first, last = view[0], view[-1]
    begins = first.number > 1 and _reach(spans, min) < first.spans[-1][1]
    ends = last.number < lines and _reach(spans, max) > last.spans[0][0]
    return begins or ends


def _reach(spans: Iterable[tuple[int, int]], end_of: Callable[..., int]) -> int:
    """The first or the last character of `spans`; 0 where there are none."""
    return end_of((place for span in spans for place in span), default=0)
