"""Sampled pairs as HTML: the pair, its place on the page, and what refine changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from webinstruct.report.changes import changes
from webinstruct.report.code import code_runs, code_spans
from webinstruct.report.excerpt import Piece
from webinstruct.report.html import Html, Part, joined, link, tag
from webinstruct.report.no_pairs import why_no_pairs
from webinstruct.report.samples import SampledPair, sampled_pairs
from webinstruct.report.view import RunView, as_text
from webinstruct.report.words import one_line, shortened

__all__ = ["pair_section"]

_LONGEST = 3_000
_LABELS = ("method", "grounding", "answer_status", "lang", "refine_action", "refiner", "refine_detail")
_CHANGE_TAGS = {"same": "span", "removed": "del", "added": "ins"}


def pair_section(view: RunView, count: int) -> Html:
    """One box for each of `count` pairs."""
    pairs = sampled_pairs(view, count)
    if not pairs:
        return tag("p", why_no_pairs(view), class_="quiet")
    keys: list[Part] = [
        tag("mark", "question", class_="question"),
        tag("mark", "answer", class_="answer"),
        " as they stand on the page",
    ]
    return tag("div", tag("p", keys, class_="keys"), [_pair(pair) for pair in pairs])


def _pair(pair: SampledPair) -> Html:
    row = pair.row
    labels = [
        tag("span", one_line(as_text(row[name]), 60), class_="label")
        for name in _LABELS
        if as_text(row[name])
    ]
    title = tag("h3", shortened(pair.title, 300), dir="auto") if pair.title.strip() else None
    return tag(
        "article",
        tag("header", title, link(as_text(row["url"])), tag("p", labels, class_="labels")),
        _side("Question", row, "question"),
        _side("Answer", row, "answer"),
        _page(pair.pieces),
        tag("p", f"pair {as_text(row['pair_id']) or 'without an id'}, shard {pair.shard}", class_="quiet id"),
        class_="pair",
    )


def _side(title: str, row: dict[str, Any], name: str) -> Html:
    after, before = as_text(row[name]), as_text(row[f"orig_{name}"])
    shown = tag("div", _with_code(shortened(after, _LONGEST)), class_="text", dir="auto")
    return tag("div", tag("h4", title), shown, _changed(before, after), class_=f"side {name}")


def _with_code(text: str) -> list[Part]:
    """`text` with its fenced blocks as code; not a character more or less."""
    runs = code_runs(code_spans(text), 0, len(text))
    return [_code(text[start:end]) if is_code else text[start:end] for start, end, is_code in runs]


def _code(*parts: Part) -> Html:
    return tag("code", parts, class_="block")


def _changed(before: str, after: str) -> Html | None:
    """What refine took away and added, where it did anything."""
    if not before or before == after:
        return None
    steps = [tag(_CHANGE_TAGS[kind], shortened(text, _LONGEST)) for kind, text in changes(before, after)]
    return tag(
        "details",
        tag("summary", "What refine changed"),
        tag("div", steps, class_="text changes", dir="auto"),
    )


def _page(pieces: Sequence[Piece]) -> Html:
    if not pieces:
        return tag("p", "Its page is not part of this run.", class_="quiet")
    marked = any(piece.kind in ("question", "answer") for piece in pieces)
    title = "On its page" if marked else "The start of its page (the pair has no place in the text)"
    groups = (
        (is_code, [*map(_piece, some)]) for is_code, some in groupby(pieces, lambda piece: piece.is_code)
    )
    text = joined([_code(*parts) if is_code else joined(parts) for is_code, parts in groups])
    return tag("details", tag("summary", title), tag("div", text, class_="text page", dir="auto"), open="")


def _piece(piece: Piece) -> Html:
    if piece.kind == "gap":
        return tag("span", f" ... {piece.text} ... ", class_="gap")
    if piece.kind == "plain":
        return tag("span", piece.text)
    return tag("mark", piece.text, class_=piece.kind)
