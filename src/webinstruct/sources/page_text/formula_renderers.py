"""What renderers leave in a saved page: MathJax 2 and 3, KaTeX, MediaWiki. Each formula once, its twins never."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.formula import (
    TWIN,
    Attributes,
    Formula,
    Twin,
    children_of,
    formula_from,
    is_display,
    with_display,
)
from webinstruct.sources.page_text.formula_images import tex_of_image
from webinstruct.sources.page_text.formula_mathml import formula_of_first_math, formula_of_source
from webinstruct.sources.page_text.formula_raw import formula_of_raw
from webinstruct.sources.page_text.mathml_symbols import tex_of_characters

__all__ = [
    "RENDERED",
    "formula_of_container",
    "formula_of_katex",
    "formula_of_mathjax",
    "formula_of_wikimedia",
]

RENDERED = re.compile(r"(?:^|\s)(?:MathJax(?:_SVG|_CHTML)?(?:_Display)?|MJXc-display|mjx-chtml)(?:\s|$)")


def formula_of_container(node: LexborNode, attributes: Attributes) -> Formula | Twin | None:
    """MathJax 3 and 4: the assistive MathML, else TeX in an attribute, else the characters shown."""
    display = attributes.get("display") == "true" or (
        attributes.get("jax") is None and "display" in attributes
    )
    for child in children_of(node):
        if child.tag == "mjx-assistive-mml":
            return with_display(formula_of_first_math(child), display)
        tex = child.attributes.get("data-latex") if child.is_element_node else None
        if tex:
            return formula_from(tex, display)
    shown = [_shown_character(character) for character in node.css("mjx-c")]
    return formula_from("".join(shown), display) if any(shown) else None


def _shown_character(node: LexborNode) -> str:
    match = re.search(r"mjx-c([0-9A-F]{2,6})\b", node.attributes.get("class") or "")
    return tex_of_characters(chr(min(int(match[1], 16), 0x10FFFF))) if match else ""


def formula_of_mathjax(node: LexborNode, names: str, attributes: Attributes) -> Formula | Twin | None:
    """MathJax 2: its script follows what it shows; where scripts were stripped, the MathML beside it serves."""
    following = node.next
    for _ in range(6):
        if following is None:
            break
        if following.tag == "script" and (following.attributes.get("type") or "").startswith("math/"):
            return TWIN
        if "Preview" in names and RENDERED.search(
            (following.attributes.get("class") or "") if following.is_element_node else ""
        ):
            return TWIN
        following = following.next
    if "Preview" in names:
        return formula_of_raw(node, "span", "math")
    display = "isplay" in names
    child = next((child for child in children_of(node) if child.is_element_node), None)
    for holder in (node, child):
        source = holder.attributes.get("data-mathml") if holder is not None else None
        if source:
            return with_display(formula_of_source(source), display)
    for holder in (node, child):
        for below in children_of(holder) if holder is not None else ():
            if below.is_element_node and "MJX_Assistive_MathML" in (below.attributes.get("class") or ""):
                return with_display(formula_of_first_math(below), display)
    return None


def formula_of_katex(node: LexborNode, names: str) -> Formula | Twin | None:
    """KaTeX's output: the annotation in its MathML; where that was flattened to text, its last paragraph."""
    display = is_display(names, "span")
    for _ in range(4):  # katex-display > katex > katex-mathml > math
        names = node.attributes.get("class") or ""
        display = display or is_display(names, "span")
        formula = formula_of_first_math(node)
        if formula is not None:
            return with_display(formula, display)
        if "katex-mathml" in names:
            paragraphs = [part for part in re.split(r"\n[ \t]*\n", node.text()) if part.strip()]
            return formula_from(paragraphs[-1], display) if paragraphs else TWIN
        child = next((child for child in children_of(node) if child.is_element_node), None)
        if child is None or "katex" not in (child.attributes.get("class") or ""):
            return None
        node = child
    return None


def formula_of_wikimedia(node: LexborNode, names: str) -> Formula | Twin | None:
    """MediaWiki: hidden MathML beside an image that shows it; either may have been stripped."""
    display = "block" in names
    formula = formula_of_first_math(node)
    if formula is not None and formula is not TWIN:
        return with_display(formula, display)
    for child in children_of(node):
        if child.tag == "img":
            image = tex_of_image(child.attributes)
            return Formula(image[0], display or image[1]) if image else TWIN
    return formula
