"""The conversation about one page: its pieces are asked about, and what was cut off is asked again in smaller ones.

Every piece ends in an answer that was read to its end, or in a failure that is told; nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from webinstruct.engines.protocol import Answer, Refused, Reply, Request
from webinstruct.engines.tokens import TokenCounts
from webinstruct.extract.llm.cuts import halves_of, pieces_of, run_from
from webinstruct.extract.llm.heard import Failure, Heard, Said
from webinstruct.extract.view.lines import Line, NumberedPage
from webinstruct.storage.prompts import Prompt

__all__ = ["Asker", "Reader", "Style"]

_HALVINGS = 2
"""How often a piece whose answer was cut off is halved; each time may double what the page costs."""
_HALVINGS_TOO_LONG = 12
"""The same for a piece that does not fit the model, which costs nothing to try."""
_CUT_MARK = " [cut]"

Reader = Callable[[str, Sequence[Line]], Said]
"""What reads an answer to some lines of one page."""


class Style(Protocol):
    """A way to show lines to a model and to read its answer."""

    name: str
    schema: Mapping[str, Any]

    def shown(self, lines: Sequence[Line]) -> str:
        """Lines as text for the prompt."""

    def reader(self, page: NumberedPage) -> Reader:
        """What reads an answer to some lines of `page`."""


class _Piece(NamedTuple):
    """Lines `run` of a page (indices); `name` tells pieces apart, `halvings` counts how it came to be."""

    name: str
    run: range
    halvings: int


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
        heard = Heard(page.lines)
        if not page.lines:
            return heard
        lines, weights, runs = self._cut(page, heard)
        read = self.style.reader(page)
        pieces = [_Piece(f"{name}/{number}", run, 0) for number, run in enumerate(runs)]
        yield from self._asked(pieces, lines, weights, read, heard)
        starts = sorted({first for run in runs for first in heard.cut_answers(run)})
        if starts:
            heard.counts["pieces_over_cuts"] += len(starts)
            over = [
                _Piece(f"{name}/from{first + 1}", run_from(weights, first, self.most_tokens), 0)
                for first in starts
            ]
            yield from self._asked(over, lines, weights, read, heard)
        return heard

    def _asked(
        self,
        pieces: Sequence[_Piece],
        lines: Sequence[Line],
        weights: Sequence[int],
        read: Reader,
        heard: Heard,
    ) -> Generator[Sequence[Request], Sequence[Reply], None]:
        """Ask about `pieces`, and about the halves of those whose answer was not to be had whole."""
        waiting = list(pieces)
        while waiting:
            heard.counts["pieces"] += len(waiting)
            views = [lines[piece.run.start : piece.run.stop] for piece in waiting]
            replies = yield [self._request(piece, view) for piece, view in zip(waiting, views, strict=True)]
            again: list[_Piece] = []
            for piece, view, reply in zip(waiting, views, replies, strict=True):
                failure = _hear(reply, piece.run, view, read, heard)
                halves = self._halves(piece, weights, failure)
                again += halves
                if failure is not None and not halves:
                    heard.failures.append(failure)
                    heard.counts["pieces_failed"] += 1
            waiting = again

    def _cut(self, page: NumberedPage, heard: Heard) -> tuple[Sequence[Line], Sequence[int], list[range]]:
        """The lines as they are shown, what each weighs, and the runs of them that one request holds."""
        lines: Sequence[Line] = page.lines
        whole = self.style.shown(lines)
        if len(whole.encode("utf-8", "replace")) <= self.most_tokens:  # no token is shorter than a byte
            return lines, [len(line.shown) + 1 for line in lines], [range(len(lines))]
        weights = [count + 1 for count in self.counts([_weighed(line) for line in lines])]
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


def _hear(reply: Reply, run: range, view: Sequence[Line], read: Reader, heard: Heard) -> Failure | None:
    """Take what `reply` says about the lines `run`; why there may be more that it does not say."""
    if not isinstance(reply, Answer):
        return Failure(str(reply.reason), reply.detail)
    said = read(reply.text, view)
    heard.take(said, run)
    if said.is_whole:
        return None
    if reply.finish == "length":
        heard.counts["pieces_cut_off"] += 1
        return Failure("cut_off", f"the answer was not at its end after {reply.output_tokens} tokens")
    heard.counts["pieces_unreadable"] += 1
    return Failure("unreadable_answer", f"it begins {reply.text[:80]!r}")


def _weighed(line: Line) -> str:
    """What a line adds to a request, but for its end."""
    number = f"{line.number}| {line.shown}"
    return f"{line.mark}\n{number}" if line.mark else number


def _shortened(line: Line, weight: int, most: int) -> Line:
    """A line with its head only, where all of it would not fit one request; pointing at it means all of it."""
    if weight <= most:
        return line
    chars = max(1, len(line.shown) * most // (weight + 1) * 9 // 10)
    return replace(line, shown=line.shown[:chars] + _CUT_MARK)
