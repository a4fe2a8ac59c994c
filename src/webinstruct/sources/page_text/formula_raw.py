"""TeX as plain text of an element, waiting for a script in the reader's browser."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from webinstruct.sources.page_text.formula import TWIN, Formula, Twin, children_of, is_display
from webinstruct.sources.page_text.names import class_words, words_of
from webinstruct.sources.page_text.tex_in_text import (
    has_tex_sign,
    is_certainly_tex,
    looks_like_tex,
    undelimited,
)

__all__ = ["formula_of_raw"]

_RAW_TAGS = words_of("tex latex itex tex-math")
_SURE_WORDS = words_of("math maths katex tex mathjax mwe texmath mathtex")
# Places where formulae may stand or may not, and code that shows TeX.
_PROCESSED = re.compile(r"2jax|ignore|process|language|lang-|hljs|highlight", re.IGNORECASE)
_INLINE = words_of("span tex latex itex tex-math code i em b eq math-inline")
_LONGEST = 4_000  # characters of TeX in a plain span; more is prose in a mis-named container


def formula_of_raw(node: LexborNode, tag: str, names: str) -> Formula | Twin | None:
    """TeX as the only text of an element, to be set by a script in the reader's browser."""
    for child in children_of(node):
        if child.is_element_node and child.tag != "br":
            return None
    text = node.text().strip()
    if len(text) > _LONGEST:
        return None
    if _PROCESSED.search(names):
        return None
    bare, was_display = undelimited(text)
    is_expected = tag in _RAW_TAGS or bool(class_words(names) & _SURE_WORDS)
    if bare == text:
        if "\\(" in text or "\\[" in text or "$" in text.replace("\\$", ""):
            return None
        if not (looks_like_tex(text) if is_expected else is_certainly_tex(text)):
            return None
        if tag not in _INLINE and not has_tex_sign(text):
            return None
    return Formula(bare, was_display or is_display(names, tag)) if bare else TWIN
