"""What on a page is the site's furniture: judged from tags, roles, class words and link density, never by site.

Two steps. `suspicion_of` looks at an element before its content is known; `is_furniture` decides when it is.
When unsure, keep.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

__all__ = ["Content", "Suspicion", "class_words", "is_furniture", "reveals_content", "suspicion_of"]

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


@dataclass(frozen=True, slots=True)
class Content:
    """What an element turned out to hold. `characters` of text, `linked` of them inside links."""

    characters: int
    linked: int
    links: int
    page_characters: int


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


def is_furniture(suspicion: Suspicion, content: Content) -> bool:
    """Whether an element with this content is furniture."""
    if content.characters * 2 > content.page_characters:
        return False
    density = content.linked / content.characters if content.characters else 0.0
    if suspicion is Suspicion.STRONG:
        return density > 0.3 or content.characters < 400
    return suspicion is Suspicion.WEAK and (density > 0.5 or content.characters < 120)
