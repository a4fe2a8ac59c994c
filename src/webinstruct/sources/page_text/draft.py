"""The text under construction: pieces of content, each with the separator before it.

Everything is counted in pieces until the end, so that a piece can still be rewritten (a formula) or struck out
(furniture) after the elements around it are known. Offsets exist only in the finished text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain

from webinstruct.sources.page_text.blocks import Block, BlockKind

__all__ = ["GLUED", "LINE", "PARAGRAPH", "SPACE", "Draft"]

GLUED, SPACE, LINE, PARAGRAPH = range(4)
_SEPARATORS = ("", " ", "\n", "\n\n")


@dataclass(slots=True)
class Draft:
    """Pieces so far. `gap` is the separator owed before the next piece, `mark` what follows it (`## `, `- `)."""

    separators: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    fixed: set[int] = field(default_factory=set)
    breaks: list[tuple[int, BlockKind, int]] = field(default_factory=list)
    gap: int = GLUED
    mark: str = ""
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    new_block: bool = True
    last_code: int = -1

    def add(self, piece: str) -> None:
        """Write `piece` after the separator that is owed."""
        if self.new_block:
            self.breaks.append((len(self.pieces), self.kind, self.level))
            self.new_block = False
        if self.mark:
            self.separators.append(self.mark if self.mark[:2] == " |" else _SEPARATORS[self.gap] + self.mark)
            self.mark = ""
        else:
            self.separators.append(_SEPARATORS[self.gap])
        self.pieces.append(piece)
        self.gap = GLUED

    def add_fixed(self, piece: str) -> None:
        """Write a piece that later rewriting leaves alone: a finished formula, code."""
        self.fixed.add(len(self.pieces))
        self.add(piece)

    def add_code(self, piece: str) -> None:
        """Write inline code that stands between backticks.

        Highlighters cut one line of code into many elements: glued to other inline code, `piece` continues it.
        """
        last = len(self.pieces) - 1
        is_glued = (
            last >= 0 and last == self.last_code and self.gap == GLUED and not (self.mark or self.new_block)
        )
        if is_glued and piece[:2] != "``" and self.pieces[last][-2:] != "``":
            self.pieces[last] = self.pieces[last][:-1]
            piece = piece[1:]
        self.add_fixed(piece)
        self.last_code = len(self.pieces) - 1

    def close_code(self, first: int, is_kept: bool) -> None:
        """End the fenced code that began with the fence before piece `first`; take it back where it is not kept."""
        last = len(self.pieces) - 1
        while last >= first and (not is_kept or not self.pieces[last].strip()):
            self.pieces[last] = ""
            last -= 1
        if last < first:
            self.pieces[first - 1] = ""
        else:
            self.pieces[last] = self.pieces[last].rstrip()
            self.gap = LINE
            self.add_fixed("```")

    def owe(self, gap: int) -> None:
        """At least `gap` before the next piece, without beginning a block."""
        if gap > self.gap:
            self.gap = gap

    def break_block(self, gap: int) -> None:
        """The next piece begins a block, at least `gap` after the last one."""
        if gap > self.gap:
            self.gap = gap
        self.new_block = True

    def strike(self, first: int, stop: int) -> None:
        """Take pieces [first, stop) out again; what follows keeps the block break that stood among them."""
        owed = next((s for s in reversed(self.separators[first:stop]) if "\n" in s), "")
        self.pieces[first:stop] = [""] * (stop - first)
        self.separators[first:stop] = [""] * (stop - first)
        if owed and stop < len(self.pieces) and "\n" not in self.separators[stop]:
            self.separators[stop] = owed

    def runs(self) -> Iterator[tuple[int, int]]:
        """The pieces [first, stop) of each block whose text may still be rewritten."""
        for first, stop, kind, _ in self._between_breaks():
            if kind is not BlockKind.CODE:
                yield first, stop

    def lines(self, longest: int) -> Iterator[tuple[int, int, BlockKind]]:
        """The pieces [first, stop) of each line outside code that still holds text, with the kind of its block.

        A line whose first piece is longer than `longest` characters is left out.
        """
        separators, pieces = self.separators, self.pieces
        for first, stop, kind, _ in self._between_breaks():
            if kind is BlockKind.CODE:
                continue
            begin = first
            for k in range(first + 1, stop):
                if "\n" in separators[k]:
                    if 0 < len(pieces[begin]) <= longest:
                        yield begin, k, kind
                    begin = k
            if 0 < len(pieces[begin]) <= longest:
                yield begin, stop, kind

    def between(self, first: int, stop: int) -> str:
        """What pieces [first, stop) say, without the separator before them."""
        parts = zip(self.separators[first + 1 : stop], self.pieces[first + 1 : stop], strict=True)
        return self.pieces[first] + "".join(separator + piece for separator, piece in parts)

    def text(self) -> str:
        """The whole text, once nothing more is written, rewritten or struck out."""
        pieces = self.pieces
        self.separators = [s if piece else "" for s, piece in zip(self.separators, pieces, strict=True)]
        first = next((k for k, piece in enumerate(pieces) if piece), None)
        if first is not None:
            self.separators[first] = self.separators[first].lstrip("\n ")
        return "".join(chain.from_iterable(zip(self.separators, pieces, strict=True)))

    def offsets(self) -> tuple[list[int], list[int]]:
        """Start and end of every piece in the whole text; an empty piece starts at the next, ends at the last."""
        edges = [*accumulate(map(len, chain.from_iterable(zip(self.separators, self.pieces, strict=True))))]
        starts, ends = edges[::2], edges[1::2]
        following = ends[-1] if ends else 0
        for k in range(len(ends) - 1, -1, -1):
            if starts[k] == ends[k]:
                starts[k] = following
            following = starts[k]
        return starts, ends

    def blocks(self, starts: list[int], ends: list[int]) -> Iterator[Block]:
        """The blocks that left text, in order."""
        for first, stop, kind, level in self._between_breaks():
            if starts[first] < ends[stop - 1]:
                yield Block(kind, level, starts[first], ends[stop - 1])

    def _between_breaks(self) -> Iterator[tuple[int, int, BlockKind, int]]:
        stops = [first for first, _, _ in self.breaks[1:]]
        for (first, kind, level), stop in zip(self.breaks, [*stops, len(self.pieces)], strict=False):
            yield first, stop, kind, level
