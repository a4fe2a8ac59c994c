"""MathML to LaTeX, for formulae that carry no TeX of their own.

Children before parents and without recursion: each element's LaTeX is made from that of its children.
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.mathml_makers import MAKERS, PRESCRIPTS, joined_tex
from webinstruct.sources.page_text.mathml_symbols import FUNCTIONS, tex_of_characters
from webinstruct.sources.page_text.names import words_of

__all__ = ["local_name", "tex_of_mathml"]

_MAX_DEPTH = 200  # deeper than any formula that was written by a person
_TOKENS = words_of("mi mn mo mtext ms")
_SKIPPED = words_of("annotation annotation-xml mphantom malignmark maligngroup script style")

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


def _add_token(parts: Parts, node: LexborNode) -> None:
    name = local_name(node.tag or "")
    text = (node.text_content or "") if name == "-text" else node.text()
    if name != "-text" or text.strip():
        parts.append((name, _tex_of_token(name, text)))


def _tex_of_token(name: str, raw: str) -> str:
    text = " ".join(raw.split())
    if name in ("mtext", "ms"):
        if not any(character.isalpha() for character in text):
            return tex_of_characters(text) or r"\;"
        before, after = " " * raw[:1].isspace(), " " * raw[-1:].isspace()
        return rf"\text{{{before}{text}{after}}}"
    if text in FUNCTIONS:
        return "\\" + text
    if name == "mi" and len(text) > 1 and text.isalpha() and text.isascii():
        return rf"\mathrm{{{text}}}"
    return tex_of_characters(text)


def _tex_of_element(node: LexborNode, parts: Parts) -> str:
    name = local_name(node.tag or "")
    if name in _SKIPPED:
        return ""
    children = [PRESCRIPTS if child == "mprescripts" else tex for child, tex in parts]
    maker = MAKERS.get(name)
    try:
        return maker(children, node.attributes) if maker else joined_tex(children)
    except IndexError:  # fewer children than the element needs: what is there, side by side
        return joined_tex([tex for tex in children if tex != PRESCRIPTS])
