"""Which element is a formula, and its TeX: every formula once, its visual twins never.

Looks a fixed number of nodes away from an element before it is known to be a formula, so that the walk stays
linear; a formula's own subtree is read once and not walked again.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.formula import TWIN, Attributes, Formula, Twin, formula_from, is_display
from webinstruct.sources.page_text.formula_images import tex_of_image
from webinstruct.sources.page_text.formula_mathml import formula_of_math, formula_of_source
from webinstruct.sources.page_text.formula_raw import formula_of_raw
from webinstruct.sources.page_text.formula_renderers import (
    RENDERED,
    formula_of_container,
    formula_of_katex,
    formula_of_mathjax,
    formula_of_wikimedia,
)
from webinstruct.sources.page_text.mathml import local_name
from webinstruct.sources.page_text.names import class_words, words_of
from webinstruct.sources.page_text.tex_in_text import looks_like_tex

__all__ = ["FORMULA_TAGS", "FORMULA_WORDS", "TEX_KEYS", "formula_of", "may_be_formula"]

FORMULA_TAGS = words_of("math img script mjx-container tex latex tex-math itex annotation annotation-xml")
FORMULA_WORDS = words_of("math maths katex tex latex mathjax jax mwe formula equation mathml texmath mathtex")
_HINTS = ("math", "tex", "jax", "mwe", "formula", "equation")
_KATEX = re.compile(r"(?:^|\s)katex(?:-{1,2}(?:display|inline|block|mathml|span))?(?:\s|$)")
TEX_KEYS = ("data-tex", "data-latex", "data-katex")
"""Attributes that hold TeX on any element."""
_MORE_TEX_KEYS = ("data-formula", "data-math", "data-expr", "data-equation", "data-value")


# An editor of formulae writes MathML into attributes with other marks for those that need escaping.
_WIRIS = str.maketrans({"«": "<", "»": ">", "¨": '"', "§": "&"})


def may_be_formula(names: str) -> bool:
    """Whether the class attribute `names` hints at a formula.

    >>> may_be_formula("ztext-math"), may_be_formula("MathJax_Preview"), may_be_formula("aftermath")
    (True, True, False)
    """
    return any(map(names.lower().__contains__, _HINTS)) and not FORMULA_WORDS.isdisjoint(class_words(names))


def formula_of(node: LexborNode, tag: str, attributes: Attributes) -> Formula | Twin | None:
    """The formula that `node` is; TWIN where nothing is to be written; None where `node` is something else."""
    if tag == "img":
        if attributes.get("data-mathml"):
            return formula_of_source((attributes["data-mathml"] or "").translate(_WIRIS))
        image = tex_of_image(attributes)
        return Formula(*image) if image else None
    if tag == "script":
        return _formula_of_script(node, attributes)
    if local_name(tag) == "math":
        return formula_of_math(node, attributes)
    if tag in ("annotation", "annotation-xml"):
        return TWIN
    if tag == "mjx-container":
        return formula_of_container(node, attributes)
    names = attributes.get("class") or ""
    if RENDERED.search(names) or "MathJax_Preview" in names:
        return formula_of_mathjax(node, names, attributes)
    for key in (*TEX_KEYS, *_MORE_TEX_KEYS):
        tex = attributes.get(key)
        if tex and looks_like_tex(tex):
            return formula_from(tex, is_display(names, tag))
    if _KATEX.search(names):
        return formula_of_katex(node, names) or formula_of_raw(node, tag, names)
    if "mwe-math-element" in names:
        return formula_of_wikimedia(node, names)
    return formula_of_raw(node, tag, names)


def _formula_of_script(node: LexborNode, attributes: Attributes) -> Formula | Twin:
    kind = (attributes.get("type") or "").lower()
    if not kind.startswith("math/"):
        return TWIN
    source = node.text()
    if kind.startswith(("math/mml", "math/mathml")):
        return formula_of_source(source)
    return formula_from(source, "display" in kind)
