"""One notation for formulae: `$...$` in a line, `$$...$$` displayed. What stands between the delimiters stays."""

from __future__ import annotations

import re

from webinstruct.refine.segments import prose_changed

__all__ = ["unified_formulae"]

_ROUND = re.compile(r"(?<!\\)\\\((?P<inner>(?:[^\\]|\\[^()])*?)\\\)")
_SQUARE = re.compile(r"(?<!\\)\\\[(?P<inner>(?:[^\\]|\\[^\[\]])*?)\\\]")
_TAG = re.compile(
    r"\[(?P<tag>tex|itex|latex|math|imath)\](?P<inner>[^\[\]]*(?:\[(?!/?(?:tex|itex|latex|math|"
    r"imath)\])[^\[\]]*\]?[^\[\]]*)*)\[/(?P=tag)\]",
    re.IGNORECASE,
)
_DISPLAYED = frozenset({"tex"})


def unified_formulae(text: str) -> str:
    r"""`text` with `\(`, `\[` and forum tags replaced by dollars, outside code and outside formulae that have them.

    >>> unified_formulae(r"If \(x > 0\) then \[x^2 > 0\] and [itex]\sqrt{x}[/itex].")
    'If $x > 0$ then $$x^2 > 0$$ and $\\sqrt{x}$.'
    >>> unified_formulae(r"`\(x\)` and a row end \\[2pt]")
    '`\\(x\\)` and a row end \\\\[2pt]'
    """
    if "\\(" not in text and "\\[" not in text and "[/" not in text:
        return text
    return prose_changed(text, _unified)


def _unified(prose: str) -> str:
    prose = _SQUARE.sub(lambda m: _between("$$", m["inner"]), prose)
    prose = _ROUND.sub(lambda m: _between("$", m["inner"]), prose)
    return _TAG.sub(lambda m: _between("$$" if m["tag"].lower() in _DISPLAYED else "$", m["inner"]), prose)


def _between(mark: str, formula: str) -> str:
    inner = formula.strip()
    return f"{mark}{inner}{mark}" if inner and "$" not in inner else f"{formula}"
