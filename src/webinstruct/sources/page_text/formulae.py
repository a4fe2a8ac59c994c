"""Which element is a formula, and its TeX: every formula once, its visual twins never.

Looks a fixed number of nodes away from an element before it is known to be a formula, so that the walk stays
linear; a formula's own subtree is read once and not walked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webinstruct.sources.page_text.formula_images import tex_of_image
from webinstruct.sources.page_text.mathml import local_name, tex_of_mathml
from webinstruct.sources.page_text.mathml_symbols import tex_of_characters
from webinstruct.sources.page_text.names import class_words, words_of
from webinstruct.sources.page_text.tex_in_text import (
    has_tex_sign,
    is_certainly_tex,
    looks_like_tex,
    undelimited,
)

__all__ = ["FORMULA_TAGS", "TEX_KEYS", "TWIN", "Formula", "Twin", "formula_of", "may_be_formula"]

Attributes = Mapping[str, str | None]

FORMULA_TAGS = words_of("math img script mjx-container tex latex tex-math itex annotation annotation-xml")
_WORDS = words_of("math maths katex tex latex mathjax jax mwe formula equation mathml texmath mathtex")
_SURE_WORDS = words_of("math maths katex tex mathjax mwe texmath mathtex")
_HINTS = ("math", "tex", "jax", "mwe", "formula", "equation")
_KATEX = re.compile(r"(?:^|\s)katex(?:-{1,2}(?:display|inline|block|mathml|span))?(?:\s|$)")
_RENDERED = re.compile(r"(?:^|\s)(?:MathJax(?:_SVG|_CHTML)?(?:_Display)?|MJXc-display|mjx-chtml)(?:\s|$)")
TEX_KEYS = ("data-tex", "data-latex", "data-katex")
"""Attributes that hold TeX on any element."""
_MORE_TEX_KEYS = ("data-formula", "data-math", "data-expr", "data-equation", "data-value")
_LONGEST_RAW = 4_000  # characters of TeX in a plain span; more is prose in a mis-named container
_CDATA = re.compile(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")


# An editor of formulae writes MathML into attributes with other marks for those that need escaping.
_WIRIS = str.maketrans({"«": "<", "»": ">", "¨": '"', "§": "&"})
_PROCESSED = re.compile(
    r"2jax|ignore|process", re.IGNORECASE
)  # names of places where formulae may be, or not
_INLINE = words_of("span tex latex itex tex-math code i em b eq math-inline")


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


@lru_cache(maxsize=16384)
def may_be_formula(names: str) -> bool:
    """Whether the class attribute `names` hints at a formula.

    >>> may_be_formula("ztext-math"), may_be_formula("MathJax_Preview"), may_be_formula("aftermath")
    (True, True, False)
    """
    lower = names.lower()
    return any(hint in lower for hint in _HINTS) and bool(class_words(names) & _WORDS)


def formula_of(node: LexborNode, tag: str, attributes: Attributes) -> Formula | Twin | None:
    """The formula that `node` is; TWIN where nothing is to be written; None where `node` is something else."""
    if tag == "img":
        if attributes.get("data-mathml"):
            return _formula_of_source((attributes["data-mathml"] or "").translate(_WIRIS))
        image = tex_of_image(attributes)
        return Formula(*image) if image else None
    if tag == "script":
        return _formula_of_script(node, attributes)
    if local_name(tag) == "math":
        return _formula_of_math(node, attributes)
    if tag in ("annotation", "annotation-xml"):
        return TWIN
    if tag == "mjx-container":
        return _formula_of_container(node, attributes)
    names = attributes.get("class") or ""
    if _RENDERED.search(names) or "MathJax_Preview" in names:
        return _formula_of_mathjax(node, names, attributes)
    for key in (*TEX_KEYS, *_MORE_TEX_KEYS):
        tex = attributes.get(key)
        if tex and looks_like_tex(tex):
            return _formula(tex, _is_display(names, tag))
    if _KATEX.search(names):
        return _formula_of_katex(node, names) or _formula_of_raw(node, tag, names)
    if "mwe-math-element" in names:
        return _formula_of_wikimedia(node, names)
    return _formula_of_raw(node, tag, names)


def _formula(tex: str, display: bool) -> Formula | Twin:
    bare, was_display = undelimited(_CDATA.sub("", tex) if "CDATA" in tex else tex)
    return Formula(bare, display or was_display) if bare.replace("\\;", "").strip() else TWIN


def _is_display(names: str, tag: str) -> bool:
    words = class_words(names)
    return "display" in words or "block" in words or tag == "div"


def _formula_of_script(node: LexborNode, attributes: Attributes) -> Formula | Twin:
    kind = (attributes.get("type") or "").lower()
    if not kind.startswith("math/"):
        return TWIN
    source = node.text()
    if kind.startswith(("math/mml", "math/mathml")):
        return _formula_of_source(source)
    return _formula(source, "display" in kind)


def _formula_of_source(mathml: str) -> Formula | Twin:
    """The formula of MathML given as text."""
    root = LexborHTMLParser(mathml).root
    for node in root.traverse() if root is not None else ():
        if local_name(node.tag or "") == "math":
            return _formula_of_math(node, node.attributes)
    return TWIN


def _formula_of_math(node: LexborNode, attributes: Attributes) -> Formula | Twin:
    display = attributes.get("display") == "block" or attributes.get("mode") == "display"
    alternative = attributes.get("alttext") or ""
    tex = _annotation_of(node)
    if not tex and looks_like_tex(alternative):
        tex = alternative
    if not tex.strip():
        has_elements = any(child.is_element_node for child in _children(node))
        tex = tex_of_mathml(node) if has_elements else node.text()
    return _formula(tex, display)


def _annotation_of(math: LexborNode) -> str:
    for child in _children(math):
        if local_name(child.tag or "") == "semantics":
            for grandchild in _children(child):
                encoding = (
                    (grandchild.attributes.get("encoding") or "").lower()
                    if grandchild.is_element_node
                    else ""
                )
                if "tex" in encoding and local_name(grandchild.tag or "") == "annotation":
                    return grandchild.text()
    return ""


def _formula_of_container(node: LexborNode, attributes: Attributes) -> Formula | Twin | None:
    """MathJax 3 and 4: the assistive MathML, else TeX in an attribute, else the characters shown."""
    display = attributes.get("display") == "true" or (
        attributes.get("jax") is None and "display" in attributes
    )
    for child in _children(node):
        if child.tag == "mjx-assistive-mml":
            return _with_display(_formula_of_first_math(child), display)
        tex = child.attributes.get("data-latex") if child.is_element_node else None
        if tex:
            return _formula(tex, display)
    shown = [_shown_character(character) for character in node.css("mjx-c")]
    return _formula("".join(shown), display) if any(shown) else None


def _shown_character(node: LexborNode) -> str:
    match = re.search(r"mjx-c([0-9A-F]{2,6})\b", node.attributes.get("class") or "")
    return tex_of_characters(chr(min(int(match[1], 16), 0x10FFFF))) if match else ""


def _with_display(formula: Formula | Twin | None, display: bool) -> Formula | Twin | None:
    return Formula(formula.tex, True) if display and isinstance(formula, Formula) else formula


def _formula_of_first_math(node: LexborNode) -> Formula | Twin | None:
    """The formula of a `math` element that is a child or only grandchild of `node`."""
    for child in _children(node):
        if local_name(child.tag or "") == "math":
            return _formula_of_math(child, child.attributes)
        below = child.first_child if child.is_element_node else None
        if below is not None and local_name(below.tag or "") == "math":
            return _formula_of_math(below, below.attributes)
    return None


def _formula_of_mathjax(node: LexborNode, names: str, attributes: Attributes) -> Formula | Twin | None:
    """MathJax 2: its script follows what it shows; where scripts were stripped, the MathML beside it serves."""
    following = node.next
    for _ in range(6):
        if following is None:
            break
        if following.tag == "script" and (following.attributes.get("type") or "").startswith("math/"):
            return TWIN
        if "Preview" in names and _RENDERED.search(
            (following.attributes.get("class") or "") if following.is_element_node else ""
        ):
            return TWIN
        following = following.next
    if "Preview" in names:
        return _formula_of_raw(node, "span", "math")
    display = "isplay" in names
    child = next((child for child in _children(node) if child.is_element_node), None)
    for holder in (node, child):
        source = holder.attributes.get("data-mathml") if holder is not None else None
        if source:
            return _with_display(_formula_of_source(source), display)
    for holder in (node, child):
        for below in _children(holder) if holder is not None else ():
            if below.is_element_node and "MJX_Assistive_MathML" in (below.attributes.get("class") or ""):
                return _with_display(_formula_of_first_math(below), display)
    return None


def _formula_of_katex(node: LexborNode, names: str) -> Formula | Twin | None:
    """KaTeX's output: the annotation in its MathML; where that was flattened to text, its last paragraph."""
    display = _is_display(names, "span")
    for _ in range(4):  # katex-display > katex > katex-mathml > math
        names = node.attributes.get("class") or ""
        display = display or _is_display(names, "span")
        formula = _formula_of_first_math(node)
        if formula is not None:
            return _with_display(formula, display)
        if "katex-mathml" in names:
            paragraphs = [part for part in re.split(r"\n[ \t]*\n", node.text()) if part.strip()]
            return _formula(paragraphs[-1], display) if paragraphs else TWIN
        child = next((child for child in _children(node) if child.is_element_node), None)
        if child is None or "katex" not in (child.attributes.get("class") or ""):
            return None
        node = child
    return None


def _formula_of_wikimedia(node: LexborNode, names: str) -> Formula | Twin | None:
    """MediaWiki: hidden MathML beside an image that shows it; either may have been stripped."""
    display = "block" in names
    formula = _formula_of_first_math(node)
    if formula is not None and formula is not TWIN:
        return _with_display(formula, display)
    for child in _children(node):
        if child.tag == "img":
            image = tex_of_image(child.attributes)
            return Formula(image[0], display or image[1]) if image else TWIN
    return formula


def _formula_of_raw(node: LexborNode, tag: str, names: str) -> Formula | Twin | None:
    """TeX as the only text of an element, to be set by a script in the reader's browser."""
    for child in _children(node):
        if child.is_element_node and child.tag != "br":
            return None
    text = node.text().strip()
    if len(text) > _LONGEST_RAW:
        return None
    if _PROCESSED.search(names):
        return None
    bare, was_display = undelimited(text)
    is_expected = tag in FORMULA_TAGS or bool(class_words(names) & _SURE_WORDS)
    if bare == text:
        if "\\(" in text or "\\[" in text or "$" in text.replace("\\$", ""):
            return None
        if not (looks_like_tex(text) if is_expected else is_certainly_tex(text)):
            return None
        if tag not in _INLINE and not has_tex_sign(text):
            return None
    return Formula(bare, was_display or _is_display(names, tag)) if bare else TWIN


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next
