"""MathML to LaTeX, for formulae that carry no TeX of their own.

Children before parents and without recursion: each element's LaTeX is made from that of its children.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.mathml_symbols import (
    ACCENTS_ABOVE,
    ACCENTS_BELOW,
    FUNCTIONS,
    LIMIT_OPERATORS,
    tex_of_characters,
)
from webinstruct.sources.page_text.names import words_of

__all__ = ["joined_tex", "local_name", "tex_of_mathml"]

_MAX_DEPTH = 200  # deeper than any formula that was written by a person
_COMMAND_END = re.compile(r"\\[A-Za-z]+\Z")
_ONE_THING = re.compile(r"\\?[A-Za-z]+\Z|[0-9.]+\Z|.\Z|\\[a-z]+\{[^{}]*\}\Z", re.DOTALL)
_TOKENS = words_of("mi mn mo mtext ms")
_SKIPPED = words_of("annotation annotation-xml mphantom malignmark maligngroup mprescripts none script style")

Parts = list[tuple[str, str]]
"""(local name, LaTeX) of an element's children, in order."""


def tex_of_mathml(math: LexborNode) -> str:
    """The LaTeX of a `math` element, with or without a namespace prefix; plain text where it nests too deep.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> half = "<math><mfrac><mn>1</mn><msup><mi>x</mi><mn>2</mn></msup></mfrac></math>"
    >>> print(tex_of_mathml(LexborHTMLParser(half).css_first("math")))
    \\frac{1}{x^2}
    """
    opened: list[tuple[LexborNode, Parts]] = [(math, [])]
    node = math.first_child
    while True:
        if node is None:
            closing, parts = opened.pop()
            tex = _tex_of_element(closing, parts)
            if not opened:
                return tex.strip()
            opened[-1][1].append((local_name(closing.tag or ""), tex))
            node = closing.next
        elif node.tag == "-text" or local_name(node.tag or "") in _TOKENS:
            _add_token(opened[-1][1], node)
            node = node.next
        elif len(opened) > _MAX_DEPTH:
            return " ".join(math.text().split())
        else:
            opened.append((node, []))
            node = node.first_child


def local_name(tag: str) -> str:
    """A tag without its namespace prefix.

    >>> local_name("mml:mfrac"), local_name("mi")
    ('mfrac', 'mi')
    """
    return tag.rpartition(":")[2]


def joined_tex(parts: Iterator[str] | list[str]) -> str:
    r"""LaTeX side by side, with a space where a command would swallow the letter after it.

    >>> joined_tex(["\\alpha", "x", "+", "\\beta"])
    '\\alpha x+\\beta'
    """
    written: list[str] = []
    for part in parts:
        if written and part[:1].isalpha() and _COMMAND_END.search(written[-1]):
            written.append(" ")
        if part:
            written.append(part)
    return "".join(written)


def _add_token(parts: Parts, node: LexborNode) -> None:
    name = local_name(node.tag or "")
    text = " ".join((node.text() if name != "-text" else node.text_content or "").split())
    if name == "-text" and not text:
        return
    parts.append((name, _tex_of_token(name, text)))


def _tex_of_token(name: str, text: str) -> str:
    if name in ("mtext", "ms"):
        return rf"\text{{{text}}}" if any(c.isalpha() for c in text) else tex_of_characters(text) or r"\ "
    if text in FUNCTIONS:
        return "\\" + text
    if name == "mi" and len(text) > 1 and text.isalpha() and text.isascii():
        return rf"\mathrm{{{text}}}"
    return tex_of_characters(text)


def _tex_of_element(node: LexborNode, parts: Parts) -> str:
    name = local_name(node.tag or "")
    if name in _SKIPPED and name not in ("mprescripts", "none"):
        return ""
    maker = _MAKERS.get(name)
    if maker is None:
        return joined_tex([tex for _, tex in parts])
    try:
        return maker(
            [tex for _, tex in parts] if name != "mmultiscripts" else _marked(parts), node.attributes
        )
    except IndexError:  # fewer children than the element needs: what is there, side by side
        return joined_tex([tex for _, tex in parts])


def _marked(parts: Parts) -> list[str]:
    return ["\0" if name == "mprescripts" else tex for name, tex in parts]


def _braced(tex: str) -> str:
    return tex if len(tex) == 1 else f"{{{tex}}}"


def _base(tex: str) -> str:
    return tex if _ONE_THING.match(tex) else f"{{{tex}}}"


Attributes = Mapping[str, str | None]


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
    accent = _accent(t[1], ACCENTS_BELOW)
    if accent:
        return f"{accent}{{{t[0]}}}"
    if t[0] in LIMIT_OPERATORS or t[0].startswith(r"\underbrace"):
        return _sub(t, a)
    return rf"\underset{{{t[1]}}}{{{t[0]}}}"


def _over(t: list[str], a: Attributes) -> str:
    accent = _accent(t[1], ACCENTS_ABOVE)
    if accent:
        wide = {
            r"\bar": r"\overline",
            r"\hat": r"\widehat",
            r"\tilde": r"\widetilde",
            r"\vec": r"\overrightarrow",
        }
        return f"{accent if len(t[0]) == 1 or t[0][:1] == chr(92) else wide.get(accent, accent)}{{{t[0]}}}"
    if t[0] in LIMIT_OPERATORS or t[0].startswith(r"\overbrace"):
        return _sup(t, a)
    return rf"\overset{{{t[1]}}}{{{t[0]}}}"


def _under_over(t: list[str], a: Attributes) -> str:
    if t[0] in LIMIT_OPERATORS:
        return _sub_sup(t, a)
    return rf"\overset{{{t[2]}}}{{\underset{{{t[1]}}}{{{t[0]}}}}}"


def _accent(tex: str, accents: Mapping[str, str]) -> str | None:
    return accents.get(tex) or next(
        (name for sign, name in accents.items() if tex_of_characters(sign) == tex), None
    )


def _fenced(t: list[str], a: Attributes) -> str:
    opening, closing = a.get("open", "("), a.get("close", ")")
    separators = (a.get("separators") if a.get("separators") is not None else ",") or ""
    marks = separators.split() and list(separators.replace(" ", ""))
    inside = ""
    for k, part in enumerate(t):
        if k and marks:
            inside += marks[min(k - 1, len(marks) - 1)]
        inside = joined_tex([inside, part])
    return joined_tex([tex_of_characters(opening or ""), inside, tex_of_characters(closing or "")])


def _table(t: list[str], _: Attributes) -> str:
    return r"\begin{matrix}" + r" \\ ".join(t) + r"\end{matrix}"


def _row(t: list[str], _: Attributes) -> str:
    return " & ".join(t)


def _labeled_row(t: list[str], _: Attributes) -> str:
    return " & ".join(t[1:])


def _multiscripts(t: list[str], _: Attributes) -> str:
    cut = t.index("\0") if "\0" in t else len(t)
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
    return joined_tex([" ", *t])


def _first(t: list[str], _: Attributes) -> str:
    return t[0]


_MAKERS: dict[str, Callable[[list[str], Attributes], str]] = {
    "mfrac": _fraction, "mroot": _root, "msqrt": _square_root, "msub": _sub, "msup": _sup, "msubsup": _sub_sup,
    "munder": _under, "mover": _over, "munderover": _under_over, "mfenced": _fenced, "mtable": _table, "mtr": _row,
    "mlabeledtr": _labeled_row, "mmultiscripts": _multiscripts, "menclose": _enclosed, "mspace": _space,
    "semantics": _first, "maction": _first,
}  # fmt: skip
