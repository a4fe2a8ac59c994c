"""What an element does to the text as far as its tag and class say; pages repeat a few of them hundreds of times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from webinstruct.sources.page_text.draft import GLUED
from webinstruct.sources.page_text.formulae import FORMULA_TAGS, FORMULA_WORDS, TEX_KEYS, may_be_formula
from webinstruct.sources.page_text.hidden import UNSEEN_WORDS, is_hidden
from webinstruct.sources.page_text.names import CACHED_NAMES, name_words, words_of
from webinstruct.sources.page_text.suspicion import Suspicion, may_speak_of_furniture, suspicion_of_element
from webinstruct.sources.page_text.tags import BREAKS, SMALL_MARKS, STATEFUL

__all__ = ["KNOWN_ROLES", "TELLING", "Role", "role_of"]

TELLING = words_of("id role style hidden") | frozenset(TEX_KEYS)
"""The other attributes that say what an element does; one with any of them is to be looked at on its own."""

_NOTABLE = FORMULA_WORDS | UNSEEN_WORDS
_SPECIAL = {"br", "button", "form", "hr", "td", "th", *STATEFUL, *SMALL_MARKS, *FORMULA_TAGS}


@dataclass(frozen=True, slots=True)
class Role:
    """`gap` stands before and after a block; `suspicion` is a block's, `is_hidden` is asked of other elements.

    `is_plain` where nothing but the gap and what stands inside is to be written.
    """

    gap: int = GLUED
    is_plain: bool = False
    is_block: bool = False
    is_stateful: bool = False
    is_small_mark: bool = False
    may_be_formula: bool = False
    is_hidden: bool = False
    suspicion: Suspicion = Suspicion.NONE


_INLINE = Role(is_plain=True)
_OF_ANOTHER_NAMESPACE = Role(may_be_formula=True)
_ROLES = {
    tag: Role(
        gap=BREAKS.get(tag, GLUED),
        is_plain=tag not in _SPECIAL and not suspicion_of_element(tag, {}),
        is_block=tag in BREAKS,
        is_stateful=tag in STATEFUL,
        is_small_mark=tag in SMALL_MARKS,
        may_be_formula=tag in FORMULA_TAGS,
        suspicion=suspicion_of_element(tag, {}),
    )
    for tag in {*BREAKS, *_SPECIAL}
}


def role_of(tag: str, names: str | None) -> Role:
    """The role of an element `tag` with the class attribute `names`.

    >>> role_of("h1", None).is_block, role_of("div", "navbar").suspicion, role_of("m:math", None).may_be_formula
    (True, <Suspicion.MENU: 4>, True)
    >>> role_of("span", "math") == role_of("b", None)
    False
    """
    role = _ROLES.get(tag) or (_OF_ANOTHER_NAMESPACE if ":" in tag else _INLINE)
    if not names or not _says_something(names, role.is_block):
        return role
    attributes = {"class": names}
    return _role_like(
        role,
        role.may_be_formula or may_be_formula(names),
        not role.is_block and is_hidden(attributes),
        suspicion_of_element(tag, attributes) if role.is_block else role.suspicion,
    )


class _KnownRoles(dict[tuple[str, str | None], Role]):
    """Roles by tag and class attribute; half as dear to ask as `lru_cache`, and emptied when it grew large."""

    def __missing__(self, element: tuple[str, str | None]) -> Role:
        if len(self) >= CACHED_NAMES:
            self.clear()
        role = self[element] = role_of(*element)
        return role


KNOWN_ROLES = _KnownRoles()
"""The role of every tag with every class attribute, worked out when it is asked for first."""


def _says_something(names: str, of_block: bool) -> bool:
    """Whether class names may change a role: every page brings ninety sets of them that were not seen before."""
    words = name_words(names)
    if not _NOTABLE.isdisjoint(words):
        return True
    return of_block and (may_speak_of_furniture(words) or "menu" in names.lower())


@cache
def _role_like(role: Role, formula: bool, hidden: bool, suspicion: Suspicion) -> Role:
    is_plain = role.is_plain and not (formula or hidden or suspicion)
    return replace(role, is_plain=is_plain, may_be_formula=formula, is_hidden=hidden, suspicion=suspicion)
