"""The two ways in which a model says its pairs: pointing at lines, or copying text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from webinstruct.extract.llm.asking import Reader, Style
from webinstruct.extract.llm.heard import Said
from webinstruct.extract.llm.parse import copied_pairs, pointed_pairs
from webinstruct.extract.llm.receipt import CopiedReceipts, found_at
from webinstruct.extract.llm.schema import COPIED, POINTED
from webinstruct.extract.view.lines import Line, NumberedPage, shown

__all__ = ["Copying", "Pointing", "style_of"]

_NUMBER = re.compile(r"^\d+\| ", re.MULTILINE)


class Pointing:
    """The model names lines; text is the page's by construction."""

    name = "pointer"
    schema: Mapping[str, Any] = POINTED

    def shown(self, lines: Sequence[Line]) -> str:
        """Lines with their numbers."""
        return shown(lines)

    def reader(self, page: NumberedPage) -> Reader:
        """What reads an answer to some lines of `page`."""

        def said(text: str, lines: Sequence[Line]) -> Said:
            parsed = pointed_pairs(text)
            numbers = (lines[0].number, lines[-1].number)
            pairs = [found_at(page, numbers, pair) for pair in parsed.pairs]
            return Said(pairs, parsed.malformed, parsed.left_out, parsed.is_whole)

        return said


class Copying:
    """The model copies text, which is then looked up in the page."""

    name = "verbatim"
    schema: Mapping[str, Any] = COPIED

    def __init__(self, min_coverage: float) -> None:
        self._min_coverage = min_coverage

    def shown(self, lines: Sequence[Line]) -> str:
        r"""Lines behind a bar, without numbers.

        >>> Copying(0.9).shown([Line(7, ((0, 3),), "Yes"), Line(8, ((4, 6),), "No")])
        '| Yes\n| No'
        """
        return _NUMBER.sub("| ", shown(lines))

    def reader(self, page: NumberedPage) -> Reader:
        """What reads an answer to some lines of `page`."""
        receipts = CopiedReceipts(page.text, self._min_coverage)

        def said(text: str, lines: Sequence[Line]) -> Said:
            parsed = copied_pairs(text)
            pairs = [receipts.found(pair) for pair in parsed.pairs]
            return Said(pairs, parsed.malformed, parsed.left_out, parsed.is_whole)

        return said


def style_of(name: str, min_coverage: float) -> Style:
    """The style called pointer or verbatim."""
    return Pointing() if name == "pointer" else Copying(min_coverage)
