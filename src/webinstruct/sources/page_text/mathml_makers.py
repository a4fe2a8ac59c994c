"""One function per MathML element: the LaTeX of its children in, its own LaTeX out.

`t` is the LaTeX of the children in order, `a` the element's attributes. Too few children raise IndexError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from webinstruct.sources.page_text.mathml_symbols import (
    ACCENTS_ABOVE,
    ACCENTS_BELOW,
    LIMIT_OPERATORS,
    tex_of_characters,
)

__all__ = ["MAKERS", "PRESCRIPTS", "joined_tex"]

Attributes = Mapping[str, str | None]

PRESCRIPTS = "\0"
"""Stands for `<mprescripts>` among the children of `<mmultiscripts>`."""

_COMMAND_END = re.compile(r"\\[A-Za-z]+\Z")
_ONE_THING = re.compile(
    r"\\[A-Za-z]+\Z|[0-9.]+\Z|.\Z|\\[a-z]+\{[^{}]*\}\Z|\([^()]*\)\Z|\[[^][]*\]\Z", re.DOTALL
)
_WIDE = {r"\bar": r"\overline", r"\hat": r"\widehat", r"\tilde": r"\widetilde", r"\vec": r"\overrightarrow"}
_MATRIX, _MATRIX_END = r"\begin{matrix}", r"\end{matrix}"
_MATRIX_FENCES = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("|", "|"): "vmatrix", (r"\{", ""): "cases"}


def joined_tex(parts: Sequence[str]) -> str:
    r"""LaTeX side by side, with a space where a command would swallow the letter after it, or hide the number.

    >>> joined_tex(["\\alpha", "x", "+", "\\beta"]), joined_tex(["2", "\\cdot", "3"])
    ('\\alpha x+\\beta', '2\\cdot 3')
    """
    written: list[str] = []
    for part in parts:
        if written and part[:1].isalnum() and _COMMAND_END.search(written[-1]):
            written.append(" ")
        if part:
            written.append(part)
    return "".join(written)


def _braced(tex: str) -> str:
    return tex if len(tex) == 1 else f"{{{tex}}}"


def _base(tex: str) -> str:
    return tex if _ONE_THING.match(tex) else f"{{{tex}}}"


def _fraction(t: list[str], a: Attributes) -> str:
    if (a.get("linethickness") or "").strip().rstrip("ptemx%") in ("0", "0.0"):
        return rf"\binom{{{t[0]}}}{{{t[1]}}}"
    return rf"\frac{{{t[0]}}}{{{t[1]}}}"


def _root(t: list[str], _: Attributes) -> str:
    return rf"\sqrt[{t[1]}]{{{t[0]}}}"


def _square_root(t: list[str], _: Attributes) -> str:
    return rf"\sqrt{{{joined_tex(t)}}}"


def _sub(t: list[str], _: Attributes) -> str:
    return f"{_base(t[0])}_{_braced(t[1])}"


def _sup(t: list[str], _: Attributes) -> str:
    primes = t[1].count(r"\prime")
    if primes and not t[1].replace(r"\prime", "").strip():
        return _base(t[0]) + "'" * primes
    return f"{_base(t[0])}^{_braced(t[1])}"


def _sub_sup(t: list[str], _: Attributes) -> str:
    return f"{_base(t[0])}_{_braced(t[1])}^{_braced(t[2])}"


def _under(t: list[str], a: Attributes) -> str:
    accent = _BELOW.get(t[1])
    if accent:
        return f"{accent}{{{t[0]}}}"
    if t[0] in LIMIT_OPERATORS or t[0].startswith(r"\underbrace"):
        return _sub(t, a)
    return rf"\underset{{{t[1]}}}{{{t[0]}}}"


def _over(t: list[str], a: Attributes) -> str:
    accent = _ABOVE.get(t[1])
    if accent:
        return f"{accent if _ONE_THING.match(t[0]) else _WIDE.get(accent, accent)}{{{t[0]}}}"
    if t[0] in LIMIT_OPERATORS or t[0].startswith(r"\overbrace"):
        return _sup(t, a)
    return rf"\overset{{{t[1]}}}{{{t[0]}}}"


def _under_over(t: list[str], a: Attributes) -> str:
    if t[0] in LIMIT_OPERATORS:
        return _sub_sup(t, a)
    return rf"\overset{{{t[2]}}}{{\underset{{{t[1]}}}{{{t[0]}}}}}"


def _fenced(t: list[str], a: Attributes) -> str:
    opening, closing = a.get("open", "("), a.get("close", ")")
    separators = (a.get("separators") if a.get("separators") is not None else ",") or ""
    marks = separators.split() and list(separators.replace(" ", ""))
    inside = ""
    for k, part in enumerate(t):
        if k and marks:
            inside += marks[min(k - 1, len(marks) - 1)]
        inside = joined_tex([inside, part])
    return _group([tex_of_characters(opening or ""), inside, tex_of_characters(closing or "")], a)


def _table(t: list[str], _: Attributes) -> str:
    return r"\begin{matrix}" + r" \\ ".join(t) + r"\end{matrix}"


def _group(t: list[str], _: Attributes) -> str:
    """Children side by side; a matrix between fences becomes the environment that draws them."""
    tex = joined_tex(t)
    start = tex.find(_MATRIX)
    if start in (1, 2) and tex.count(_MATRIX) == 1:
        before, rest = tex[:start], tex[start + len(_MATRIX) :]
        inside, _end, after = rest.rpartition(_MATRIX_END)
        name = _MATRIX_FENCES.get((before, after))
        if name:
            return rf"\begin{{{name}}}{inside}\end{{{name}}}"
    return tex


def _row(t: list[str], _: Attributes) -> str:
    return " & ".join(t)


def _labeled_row(t: list[str], _: Attributes) -> str:
    return " & ".join(t[1:])


def _multiscripts(t: list[str], _: Attributes) -> str:
    cut = t.index(PRESCRIPTS) if PRESCRIPTS in t else len(t)
    after, before = t[1:cut], t[cut + 1 :]
    return ("{}" + _scripts(before) if before else "") + _base(t[0]) + _scripts(after)


def _scripts(pairs: list[str]) -> str:
    below, above = joined_tex(pairs[::2]), joined_tex(pairs[1::2])
    return (f"_{_braced(below)}" if below else "") + (f"^{_braced(above)}" if above else "")


def _enclosed(t: list[str], a: Attributes) -> str:
    notation, inside = a.get("notation") or "longdiv", joined_tex(t)
    for word, command in (("box", "boxed"), ("radical", "sqrt"), ("strike", "cancel"), ("top", "overline")):
        if word in notation:
            return rf"\{command}{{{inside}}}"
    return inside


def _space(t: list[str], _: Attributes) -> str:
    # `<mml:mspace/>` is no void element to an HTML parser: what follows it lies inside it.
    return joined_tex([r"\;", *t])


def _first(t: list[str], _: Attributes) -> str:
    return t[0]


_ABOVE = {**ACCENTS_ABOVE, **{tex_of_characters(sign): name for sign, name in ACCENTS_ABOVE.items()}}
_BELOW = {**ACCENTS_BELOW, **{tex_of_characters(sign): name for sign, name in ACCENTS_BELOW.items()}}

MAKERS: dict[str, Callable[[list[str], Attributes], str]] = {
    "mfrac": _fraction, "mroot": _root, "msqrt": _square_root, "msub": _sub, "msup": _sup, "msubsup": _sub_sup,
    "munder": _under, "mover": _over, "munderover": _under_over, "mfenced": _fenced, "mtable": _table, "mtr": _row,
    "mlabeledtr": _labeled_row, "mmultiscripts": _multiscripts, "menclose": _enclosed, "mspace": _space,
    "semantics": _first, "maction": _first, "math": _group, "mrow": _group, "mstyle": _group, "mpadded": _group,
}  # fmt: skip
