"""A formula: its TeX, and whether it stands on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.names import class_words
from webinstruct.sources.page_text.tex_in_text import undelimited

__all__ = [
    "TWIN",
    "Attributes",
    "Formula",
    "Twin",
    "children_of",
    "formula_from",
    "is_display",
    "with_display",
]

Attributes = Mapping[str, str | None]

_CDATA = re.compile(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")

_STYLE = re.compile(r"\{\\(?:display|text|script)style(?![A-Za-z])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


class Twin(Enum):
    """An element that only shows what another element gives as TeX, or a formula that is empty."""

    TWIN = "twin"


TWIN = Twin.TWIN


class Formula(NamedTuple):
    """TeX without delimiters, and whether it stands on a line of its own."""

    tex: str
    display: bool

    def delimited(self) -> str:
        """The formula as it is written into the text."""
        mark = "$$" if self.display else "$"
        tex = self.tex if "%" in self.tex else " ".join(self.tex.split())
        return f"{mark}{tex}{mark}"


def formula_from(tex: str, display: bool) -> Formula | Twin:
    bare, was_display = undelimited(_CDATA.sub("", tex) if "CDATA" in tex else tex)
    if bare.startswith("{\\"):
        bare = _unstyled(bare)
    return Formula(bare, display or was_display) if bare.replace("\\;", "").strip() else TWIN


def _unstyled(tex: str) -> str:
    r"""TeX without the style that MediaWiki puts around every whole formula.

    >>> _unstyled(r"{\displaystyle \pi }"), _unstyled(r"{\displaystyle x}+{y}")
    ('\\pi', '{\\displaystyle x}+{y}')
    """
    style = _STYLE.match(tex)
    if style is None or tex[-1] != "}":
        return tex
    depth = 0
    for brace in _BRACE.finditer(tex):
        depth += 1 if brace[0] == "{" else -1 if brace[0] == "}" else 0
        if depth == 0:
            return tex[style.end() : -1].strip() if brace.end() == len(tex) else tex
    return tex


def is_display(names: str, tag: str) -> bool:
    words = class_words(names)
    return "display" in words or "block" in words or tag == "div"


def with_display(formula: Formula | Twin | None, display: bool) -> Formula | Twin | None:
    return Formula(formula.tex, True) if display and isinstance(formula, Formula) else formula


def children_of(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next
