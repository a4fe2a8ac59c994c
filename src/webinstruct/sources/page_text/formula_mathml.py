"""Formulae in MathML: the TeX they carry, else their translation."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webinstruct.sources.page_text.formula import TWIN, Attributes, Formula, Twin, children_of, formula_from
from webinstruct.sources.page_text.mathml import local_name, tex_of_mathml
from webinstruct.sources.page_text.tex_in_text import looks_like_tex

__all__ = ["formula_of_first_math", "formula_of_math", "formula_of_source"]


def formula_of_math(node: LexborNode, attributes: Attributes) -> Formula | Twin:
    display = attributes.get("display") == "block" or attributes.get("mode") == "display"
    alternative = attributes.get("alttext") or ""
    tex = _annotation_of(node)
    if not tex and looks_like_tex(alternative):
        tex = alternative
    if not tex.strip():
        has_elements = any(child.is_element_node for child in children_of(node))
        tex = tex_of_mathml(node) if has_elements else node.text()
    return formula_from(tex, display)


def _annotation_of(math: LexborNode) -> str:
    for child in children_of(math):
        if local_name(child.tag or "") == "semantics":
            for grandchild in children_of(child):
                encoding = (
                    (grandchild.attributes.get("encoding") or "").lower()
                    if grandchild.is_element_node
                    else ""
                )
                if "tex" in encoding and local_name(grandchild.tag or "") == "annotation":
                    return grandchild.text()
    return ""


def formula_of_first_math(node: LexborNode) -> Formula | Twin | None:
    """The formula of a `math` element that is a child or only grandchild of `node`."""
    for child in children_of(node):
        if local_name(child.tag or "") == "math":
            return formula_of_math(child, child.attributes)
        below = child.first_child if child.is_element_node else None
        if below is not None and local_name(below.tag or "") == "math":
            return formula_of_math(below, below.attributes)
    return None


def formula_of_source(mathml: str) -> Formula | Twin:
    """The formula of MathML given as text."""
    root = LexborHTMLParser(mathml).root
    for node in root.traverse() if root is not None else ():
        if local_name(node.tag or "") == "math":
            return formula_of_math(node, node.attributes)
    return TWIN
