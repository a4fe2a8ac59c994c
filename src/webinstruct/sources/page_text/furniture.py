"""What on a page is the site's furniture: judged from tags, roles, class words and link density, never by site.

Two steps. `suspicion_of` looks at an element before its content is known; `is_furniture` decides when it is.
When unsure, keep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Content", "Suspicion", "class_words", "is_furniture", "reveals_content", "suspicion_of", "suspicion_of_element"]

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

# A word that names furniture wherever it stands.
_STRONG = frozenset(
    """nav navbar navbox navigation menu submenu megamenu breadcrumb breadcrumbs crumbs pagination pager paginator
    cookie cookies consent gdpr share sharing sharebar shareaholic addthis addtoany sharedaddy social socials advert
    adverts advertisement advertising ads adsense adsbygoogle sponsor sponsored promo newsletter subscribe login
    signin signup logout masthead offcanvas skiplink noprint popover tooltip copyright votecell""".split()
)
# A word that names furniture unless the element holds running text.
_WEAK = frozenset(
    """header footer foot sidebar sidebars aside rail banner ad toolbar toolbox tools actions action controls buttons
    widget widgets related recommended recommendations suggestions similar popular trending latest recent topbar
    bottombar links linklist search searchbox vote votes voting rating flag report reply byline userinfo author
    avatar profile signature badge badges stats statistics jump quicklinks register registration permalink printable
    dropdown modal popup overlay toplinks bar tabs tags taglist postnav backlink disclaimer legal""".split()
)
# A class word that says what a container is beside, or has inside it: no statement about the element itself.
_RELATIVE = frozenset("has with without no not is hide show layout page site body enabled disabled wrapper".split())
# A word that names content: an element called so as well is not judged by its other words alone.
_CONTENT = frozenset(
    """post article entry content main question answer answers questions message messages thread topic comment
    comments faq faqs solution body text title heading headline problem exercise story""".split()
)
_ROLES = frozenset("navigation banner contentinfo search menu menubar toolbar complementary".split())
_OPENERS = frozenset(("aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle", "data-target"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_REVEAL = frozenset(
    """spoiler spoilers solution solutions answer answers hint hints accordion collapse collapsed collapsible toggle
    toggled toggler expand expander expandable reveal faq faqs details explanation tab tabs panel content response
    question questions""".split()
)


class Suspicion(IntEnum):
    """How much an element looks like furniture before its content is known."""

    NONE = 0
    WEAK = 1
    STRONG = 2
    HIDDEN = 3
    BUTTON = 4


class Content(NamedTuple):
    """What an element turned out to hold: characters of text, `linked` of them inside `links`, and headings."""

    characters: int
    linked: int
    links: int
    headings: int


def suspicion_of_element(tag: str, attributes: Mapping[str, str | None]) -> Suspicion:
    """How much an element looks like furniture, by its tag, role, class, id and style."""
    if tag == "button":
        return Suspicion.NONE if _OPENERS & attributes.keys() else Suspicion.BUTTON
    if tag in ("body", "html", "main"):
        return Suspicion.NONE
    names, identity = attributes.get("class") or "", attributes.get("id") or ""
    style = attributes.get("style")
    if "hidden" in attributes or (style and "none" in style and _HIDDEN.search(style)):
        return Suspicion.NONE if reveals_content(names) or reveals_content(identity) else Suspicion.HIDDEN
    if tag == "nav" or attributes.get("role") in _ROLES:
        return Suspicion.STRONG
    worst = Suspicion.WEAK if tag in ("header", "footer", "aside") else Suspicion.NONE
    if names:
        worst = max(worst, suspicion_of(names))
    return max(worst, suspicion_of(identity)) if identity else worst


@lru_cache(maxsize=16384)
def class_words(names: str) -> frozenset[str]:
    """The lower-case words of a class or id attribute, split at hyphens, underscores and capitals.

    >>> sorted(class_words("post-Header navBar"))
    ['bar', 'header', 'nav', 'post']
    """
    return frozenset(word.lower() for word in _WORD.findall(names))


@lru_cache(maxsize=16384)
def suspicion_of(names: str) -> Suspicion:
    """How much the class or id attribute `names` speaks of furniture.

    >>> suspicion_of("breadcrumb"), suspicion_of("sidebar"), suspicion_of("content-with-sidebar")
    (<Suspicion.STRONG: 2>, <Suspicion.WEAK: 1>, <Suspicion.NONE: 0>)
    """
    worst = Suspicion.NONE
    for name in names.split():
        words = class_words(name)
        if words & _RELATIVE or words & _CONTENT:
            continue
        if words & _STRONG:
            return Suspicion.STRONG
        if words & _WEAK:
            worst = Suspicion.WEAK
    return worst


@lru_cache(maxsize=16384)
def reveals_content(names: str) -> bool:
    """Whether a hidden element called `names` is content that a reader opens: a spoiler, an answer, a tab."""
    return bool(class_words(names) & _REVEAL)


def is_furniture(suspicion: Suspicion, content: Content, page_characters: int) -> bool:
    """Whether an element with this content is furniture on a page of so many characters."""
    if content.characters * 2 > page_characters:
        return False
    density = content.linked / content.characters if content.characters else 0.0
    if suspicion is Suspicion.BUTTON:
        return content.characters < 24
    if suspicion is Suspicion.HIDDEN:
        return density > 0.3 or content.characters < 60
    if suspicion is Suspicion.STRONG:
        return density > 0.3 or content.characters < 400
    return density > 0.5 or (content.characters < 120 and not content.headings)
