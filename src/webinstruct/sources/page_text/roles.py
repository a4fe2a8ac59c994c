"""What an element does to the text as far as its tag and class say; pages repeat a few of them hundreds of times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from webinstruct.sources.page_text.draft import GLUED
from webinstruct.sources.page_text.formulae import FORMULA_TAGS, TEX_KEYS, may_be_formula
from webinstruct.sources.page_text.names import CACHED_NAMES, words_of
from webinstruct.sources.page_text.suspicion import Suspicion, is_hidden, suspicion_of_element
from webinstruct.sources.page_text.tags import BREAKS, SMALL_MARKS, STATEFUL

__all__ = ["TELLING", "Role", "role_of"]

TELLING = words_of("id role style hidden") | frozenset(TEX_KEYS)
"""The other attributes that say what an element does; one with any of them is to be looked at on its own."""


@dataclass(frozen=True, slots=True)
class Role:
    """`gap` stands before and after a block; `suspicion` is a block's, `is_hidden` is asked of other elements."""

    gap: int = GLUED
    is_block: bool = False
    is_stateful: bool = False
    is_small_mark: bool = False
    may_be_formula: bool = False
    is_hidden: bool = False
    suspicion: Suspicion = Suspicion.NONE


_INLINE = Role()
_OF_ANOTHER_NAMESPACE = Role(may_be_formula=True)
_ROLES = {
    tag: Role(
        gap=BREAKS.get(tag, GLUED),
        is_block=tag in BREAKS,
        is_stateful=tag in STATEFUL,
        is_small_mark=tag in SMALL_MARKS,
        may_be_formula=tag in FORMULA_TAGS,
        suspicion=suspicion_of_element(tag, {}),
    )
    for tag in {*BREAKS, *SMALL_MARKS, *FORMULA_TAGS}
}


@lru_cache(maxsize=CACHED_NAMES)
def role_of(tag: str, names: str | None) -> Role:
    """The role of an element `tag` with the class attribute `names`.

    >>> role_of("h1", None).is_block, role_of("div", "navbar").suspicion, role_of("m:math", None).may_be_formula
    (True, <Suspicion.STRONG: 3>, True)
    >>> role_of("span", "math") == role_of("b", None)
    False
    """
    role = _ROLES.get(tag) or (_OF_ANOTHER_NAMESPACE if ":" in tag else _INLINE)
    if not names:
        return role
    formula = role.may_be_formula or may_be_formula(names)
    attributes = {"class": names}
    suspicion = suspicion_of_element(tag, attributes) if role.is_block else role.suspicion
    hidden = not role.is_block and is_hidden(attributes)
    if formula == role.may_be_formula and suspicion is role.suspicion and not hidden:
        return role
    return replace(role, may_be_formula=formula, is_hidden=hidden, suspicion=suspicion)
