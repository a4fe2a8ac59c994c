"""Pairs beside their pages, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webinstruct.report.excerpt import Piece
from webinstruct.report.no_pairs import why_no_pairs
from webinstruct.report.samples import SampledPair, sampled_pairs
from webinstruct.report.view import RunView, as_text, viewed
from webinstruct.report.words import indented, one_line, shortened
from webinstruct.runner.run_dir import RunDir

__all__ = ["pair_lines", "sample_pairs"]

_LONGEST = 700
_LONGEST_PLAIN = 240
_INDENT = " " * 6
_GUTTERS = {"question": "    Q | ", "answer": "    A | ", "plain": "      | "}


def sample_pairs(run: RunDir | RunView, count: int = 2) -> str:
    """`count` pairs of the run, each with its URL and the part of the page that it was taken from."""
    view = viewed(run)
    pairs = sampled_pairs(view, count)
    if not pairs:
        return why_no_pairs(view)
    return "\n\n".join("\n".join(_lines(number, len(pairs), pair)) for number, pair in enumerate(pairs, 1))


def pair_lines(question: str, answer: str, longest: int = _LONGEST) -> Iterator[str]:
    """A question and its answer, indented, cut to `longest` characters each."""
    for sign, text in (("Q", question), ("A", answer)):
        first, *more = indented(shortened(text.strip("\n"), longest), _INDENT)
        yield f"  {sign}   {first.removeprefix(_INDENT)}".rstrip()
        yield from more


def _lines(number: int, count: int, pair: SampledPair) -> Iterator[str]:
    row = pair.row
    how = ", ".join(one_line(as_text(row[name])) for name in ("method", "grounding") if row[name])
    yield f"Pair {number} of {count}  {how}".rstrip()
    if row["url"]:
        yield f"  {one_line(as_text(row['url']), 200)}"
    yield from pair_lines(as_text(row["question"]), as_text(row["answer"]))
    if as_text(row["refine_action"]) not in ("", "unchanged"):
        why = one_line(as_text(row["refine_detail"]), 200)
        by = one_line(as_text(row["refiner"])) or "unknown"
        yield f"  refine: {one_line(row['refine_action'])}, by {by}{f' ({why})' if why else ''}"
    if pair.pieces:
        yield "  On its page (Q and A mark what was taken):"
        yield from _page_lines(pair.pieces)


def _page_lines(pieces: Sequence[Piece]) -> Iterator[str]:
    for place, (kind, text, _) in enumerate(pieces):
        if kind == "gap":
            yield f"      [... {text}]"
            continue
        if kind == "plain":
            is_first = not any(piece.kind in ("question", "answer") for piece in pieces[:place])
            text = _near_mark(text, is_first)
        if text.strip():
            yield from indented(shortened(text.strip("\n"), _LONGEST), _GUTTERS[kind])


def _near_mark(text: str, is_first: bool) -> str:
    """The part of a plain piece next to what it surrounds: its end before the first mark, else its start."""
    if len(text) <= _LONGEST_PLAIN:
        return text
    return f"...{text[-_LONGEST_PLAIN:]}" if is_first else f"{text[:_LONGEST_PLAIN]}..."
