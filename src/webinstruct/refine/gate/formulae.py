r"""The formulae of a text as chains of sides: `x = 2y = 6` has the sides x, 2y and 6, whatever dollars stand around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from webinstruct.core.normal_form import words
from webinstruct.refine.gate.plain import plain, with_signs

__all__ = ["Chain", "bare_formula", "chains", "lost_sides", "relations", "without_formulae"]

Chain = tuple[str, ...]
"""The sides of one formula in their order, each in its normal form without blanks."""

_FORMULA = re.compile(
    r"\$\$([^$]{1,4000})\$\$|\$([^$\n]{1,2000})\$|\\\[(.{1,4000}?)\\\]|\\\((.{1,2000}?)\\\)", re.DOTALL
)
_TERM = (
    r"(?:\d[\d.,]*+[A-Za-z]?(?![A-Za-z])|(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])(?:_\w++)?"
    r"|(?<![A-Za-z])(?:sin|cos|tan|log|ln|sqrt|exp|max|min)(?![A-Za-z])|[-+*/^(){}|√π°'!])"
)
_PLAIN_SIDE = rf"(?:{_TERM}[ \t]?){{1,40}}+"
_PLAIN_EQUATION = re.compile(rf"{_PLAIN_SIDE}(?:(?:<=|>=|!=|[=<>≤≥≠≈])[ \t]?{_PLAIN_SIDE})++")
_RELATION = re.compile(
    r"&?\s?(?:\\(?:leq?|geq?|neq?|approx|equiv|lt|gt|implies|iff|to|Rightarrow|Leftrightarrow|quad|qquad|text)(?![A-Za-z])"
    r"|<=|>=|!=|->|=|<|>|≤|≥|≠|≈|≡|⇒|⟹|→|\\\\|\n|;)\s?&?"
)
_ORDERS = re.compile(
    r"\\(?:not\s?)?(?:leq?|geq?|neq?|lt|gt|approx|subseteq|supseteq|subset|supset|in|notin)(?:slant|q)?(?![A-Za-z])"
    r"|<=|>=|!=|->|=|<|>|≤|≥|≠|≈|⊂|⊆|⊃|⊇|∈|∉"
)
_ORDER_NAMES = {
    r"\le": "<=",
    r"\leq": "<=",
    "≤": "<=",
    r"\leqslant": "<=",
    r"\ge": ">=",
    r"\geq": ">=",
    "≥": ">=",
    r"\geqslant": ">=",
    r"\lt": "<",
    r"\gt": ">",
    r"\ne": "!=",
    r"\neq": "!=",
    "≠": "!=",
    "≈": r"\approx",
}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_MONEY = re.compile(r"\\?\$[ \t]?(\d[\d.,]*\d|\d)")
_MOST_FORMULAE = 400


def chains(text: str) -> list[Chain]:
    r"""The formulae of `text` in order: those between dollars, and equations in plain text.

    >>> chains(r"As $2x = \dfrac{12}{2} = 6$, we have x = 3.")
    [('2x', '12/2', '6'), ('x', '3')]
    """
    return [chain for chain in map(_chain, _formulae(text)) if chain][:_MOST_FORMULAE]


def relations(text: str) -> dict[tuple[str, str], set[str]]:
    r"""By the two sides of every relation of `text`, the smaller string first: how they are related.

    >>> {sides: sorted(signs) for sides, signs in relations(r"for $n \le 4$, and 4 > n").items()}
    {('4', 'n'): ['>', '>=']}
    """
    found: dict[tuple[str, str], set[str]] = {}
    for formula in _formulae(text):
        spelled = plain(formula).replace("&", " ")
        signs = [_ORDER_NAMES.get(sign, sign) for sign in _ORDERS.findall(spelled)]
        sides = [_balanced(_squeezed(side)) for side in _ORDERS.split(spelled)]
        for left, sign, right in zip(sides, signs, sides[1:], strict=False):
            if left > right:
                left, sign, right = right, _TURNED.get(sign, sign), left
            found.setdefault((left, right), set()).add(sign)
    return found


def lost_sides(wanted: Sequence[Chain], there: str) -> list[str]:
    """The sides of `wanted`, single signs left out, that do not stand in the text `there`."""
    place = _squeezed(there)
    return [side for chain in wanted for side in chain if len(side) > 1 and side not in place]


def bare_formula(text: str) -> str:
    r"""`text` without the marks around a formula or a result, to be read as mathematics.

    >>> bare_formula(r"**$\boxed{x = 5}$.**")
    'x = 5'
    >>> bare_formula("$10"), bare_formula("$10$")
    ('10 dollar', '10')
    """
    bare = _MONEY.sub(r"\1 dollar", text.strip()) if text.count("$") == 1 else text.strip()
    bare = bare.strip("*_ \t").rstrip(".。;,").strip()
    for mark in ("$$", "$"):
        if len(bare) > 2 * len(mark) and bare.startswith(mark) and bare.endswith(mark):
            bare = bare[len(mark) : -len(mark)].strip()
    if bare.startswith(r"\boxed{") and bare.endswith("}"):
        bare = bare[len(r"\boxed{") : -1].strip()
    return bare.replace("$", "").strip().strip("*").rstrip(".").strip()


def without_formulae(text: str) -> str:
    """`text` with each formula replaced by one sign, for judging its words."""
    return _FORMULA.sub(" \u2063 ", text)


def _formulae(text: str) -> Iterator[str]:
    """Those between dollars, then equations in plain text."""
    for match in _FORMULA.finditer(text):
        yield next(group for group in match.groups() if group is not None)
    for match in _PLAIN_EQUATION.finditer(plain(_FORMULA.sub(" \u2063 ", text))):
        yield match[0]


def _chain(formula: str) -> Chain:
    sides = (_squeezed(side) for side in _RELATION.split(plain(formula).replace("&", " ")))
    return tuple(_balanced(side) for side in sides if side)


def _balanced(side: str) -> str:
    """`side` without a bracket at an edge that belongs to the sentence around the formula."""
    if side.count("(") > side.count(")") and side.startswith("("):
        return side[1:]
    return side[:-1] if side.count(")") > side.count("(") and side.endswith(")") else side


def _squeezed(text: str) -> str:
    spelled = plain(text).replace("$", " ").replace("*", " ")
    return "".join(words(with_signs(spelled)))
