"""What on a page is the site's furniture: judged from tags, roles, class words and link density, never by site.

Two steps. `suspicion_of_element` looks at an element before its content is known; `is_furniture` decides when it
is. A name counts by its last word ("post-menu" is a menu, "menu-content" is content), and names that only say what
lies beside an element ("content-with-sidebar") count for nothing. When unsure, keep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from webinstruct.sources.page_text.names import CACHED_NAMES, class_words, name_words, words_of

__all__ = [
    "NOTHING",
    "Content",
    "Suspicion",
    "is_furniture",
    "is_hidden",
    "is_line_numbers",
    "reveals_content",
    "suspicion_of_element",
    "suspicion_of_name",
]

Attributes = Mapping[str, str | None]

# Names of furniture wherever they stand.
_STRONG = words_of(
    """nav navbar navbox navigation menu menus submenu megamenu breadcrumb breadcrumbs crumbs pagination
    pager paginator cookie cookies consent gdpr share sharing sharebar shareaholic addthis addtoany
    sharedaddy social socials advert adverts advertisement advertising ads adsense adsbygoogle sponsor
    sponsored promo newsletter subscribe login signin signup logout masthead offcanvas skiplink noprint
    popover tooltip copyright votecell"""
)
# Names of places: furniture where they hold little but links.
_PLACE = words_of(
    """header footer foot sidebar sidebars aside rail banner ad topbar bottombar bar widget widgets related
    recommended recommendations suggestions similar popular trending latest recent links linklist
    quicklinks toplinks navitem tabs tags taglist dropdown modal popup overlay jump legal disclaimer
    search searchbox searchform portlet"""
)
# Names of controls and of what stands around a post: furniture where they are short.
_CONTROL = words_of(
    """toolbar toolbox tools actions action controls control button buttons btn btns vote votes voting flag
    report byline userinfo usercard author avatar profile signature badge badges stats statistics
    permalink printable register registration meta postmeta counter views rank"""
)
# Names that say what an element is beside, or has inside it: no statement about the element itself.
_RELATIVE = words_of(
    "has with without no not is hide show layout page site body enabled disabled wrapper container"
)
_CONTENT = words_of(
    """post posts article entry content main question answer answers questions message messages thread
    topic comment comments reply replies faq faqs solution solutions body text title heading headline
    problem exercise story accordion card panel item collapse collapsible toggle tab list row col column
    section description name summary"""
)
# Elements whose name tells their topic, if anything: an FAQ has a heading called "login" and a term called "ads".
_TRUSTED = words_of("body html main article h1 h2 h3 h4 h5 h6 dt dd pre blockquote details summary td th")
_ROLES = words_of("navigation banner contentinfo search menu menubar toolbar complementary")
_OPENERS = words_of("aria-expanded aria-controls data-toggle data-bs-toggle data-target")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_REVEAL = words_of(
    """spoiler spoilers solution solutions answer answers hint hints accordion collapse collapsed
    collapsible toggle toggled toggler expand expander expandable reveal faq faqs details explanation
    tab tabs panel content response question questions"""
)
_MANY_LINKS = 0.3  # share of characters inside links from which a named place holds little else
_SHORT = 120  # characters; a control or an empty place holds fewer, a paragraph more
_LONG = 400  # characters of running text that keep even a "menu"
_MANY = 5  # links from which a list is a menu without saying so, and a place more than a heading
_LABEL = 24  # characters of a button that is only a control


class Suspicion(IntEnum):
    """How much an element looks like furniture before its content is known."""

    NONE = 0
    PLACE = 1
    CONTROL = 2
    STRONG = 3
    HIDDEN = 4
    BUTTON = 5
    LIST = 6


_BY_TAG = {
    "header": Suspicion.PLACE,
    "footer": Suspicion.PLACE,
    "aside": Suspicion.PLACE,
    "ul": Suspicion.LIST,
    "ol": Suspicion.LIST,
}


class Content(NamedTuple):
    """What an element turned out to hold: characters of text, `linked` of them inside `links`, headings, questions."""

    characters: int
    linked: int
    links: int
    headings: int
    questions: int


NOTHING = Content(0, 0, 0, 0, 0)


def suspicion_of_element(tag: str, attributes: Attributes) -> Suspicion:
    """How much an element looks like furniture, by its tag, role, class, id and style.

    >>> suspicion_of_element("div", {"class": "breadcrumb"}), suspicion_of_element("div", {"role": "main"})
    (<Suspicion.STRONG: 3>, <Suspicion.NONE: 0>)
    """
    if tag == "button":
        return Suspicion.NONE if _OPENERS & attributes.keys() else Suspicion.BUTTON
    names, identity = attributes.get("class"), attributes.get("id")
    if is_hidden(attributes):
        is_revealed = reveals_content(names or "") or reveals_content(identity or "")
        return Suspicion.NONE if is_revealed else Suspicion.HIDDEN
    if tag in _TRUSTED:
        return Suspicion.NONE
    if tag == "nav" or ("role" in attributes and attributes["role"] in _ROLES):
        return Suspicion.STRONG
    found = _suspicion_of_names(names) if names else Suspicion.NONE
    if identity and tag != "section":
        # Ids are often numbered; without the number they repeat.
        by_identity = suspicion_of_name(identity.rstrip("0123456789"))
        if by_identity > found:
            found = by_identity
    return found or _BY_TAG.get(tag, Suspicion.NONE)


def is_hidden(attributes: Attributes) -> bool:
    """Whether an element is not shown when the page opens."""
    if "style" in attributes and _HIDDEN.search(attributes["style"] or ""):
        return True
    return "hidden" in attributes and attributes["hidden"] != "until-found"


@lru_cache(maxsize=CACHED_NAMES)
def _suspicion_of_names(names: str) -> Suspicion:
    return max(map(suspicion_of_name, names.split()), default=Suspicion.NONE)


@lru_cache(maxsize=CACHED_NAMES)
def suspicion_of_name(name: str) -> Suspicion:
    """How much one class or id speaks of furniture.

    >>> suspicion_of_name("sidebar"), suspicion_of_name("content-with-sidebar"), suspicion_of_name("post-menu")
    (<Suspicion.PLACE: 1>, <Suspicion.NONE: 0>, <Suspicion.STRONG: 3>)
    >>> suspicion_of_name("accordion-header"), suspicion_of_name("vote_buttons")
    (<Suspicion.NONE: 0>, <Suspicion.CONTROL: 2>)
    """
    words = name_words(name)
    found = frozenset(words)
    if not words or found & _RELATIVE or words[-1] in _CONTENT:
        return Suspicion.NONE
    if words[-1] in _STRONG:
        return Suspicion.STRONG
    is_content = bool(found & _CONTENT)
    if found & _CONTROL:
        return Suspicion.CONTROL if not is_content or words[-1] in _CONTROL else Suspicion.NONE
    if is_content:
        return Suspicion.NONE
    if found & _STRONG:
        return Suspicion.STRONG
    return Suspicion.PLACE if found & _PLACE else Suspicion.NONE


@lru_cache(maxsize=CACHED_NAMES)
def reveals_content(names: str) -> bool:
    """Whether a hidden element called `names` is content that a reader opens: a spoiler, an answer, a tab."""
    return bool(class_words(names) & _REVEAL)


def is_line_numbers(text: str) -> bool:
    """Whether a block of code is the column of numbers beside the code.

    >>> is_line_numbers("1\\n2\\n3"), is_line_numbers("2 4 6"), is_line_numbers("1")
    (True, False, False)
    """
    numbers = text.split()
    return len(numbers) > 1 and numbers == [str(k) for k in range(1, len(numbers) + 1)]


def is_furniture(suspicion: Suspicion, content: Content, page_characters: int) -> bool:
    """Whether an element with this content is furniture on a page of so many characters.

    >>> bar = Content(characters=60, linked=50, links=6, headings=0, questions=0)
    >>> is_furniture(Suspicion.PLACE, bar, 5000), is_furniture(Suspicion.PLACE, bar._replace(linked=0), 5000)
    (True, False)
    """
    characters = content.characters
    if characters * 2 > page_characters:
        return False
    has_many_links = content.linked > _MANY_LINKS * characters
    if suspicion is Suspicion.BUTTON:
        return characters < _LABEL and not content.questions
    if suspicion is Suspicion.HIDDEN:
        return has_many_links or characters < _SHORT // 2
    if suspicion is Suspicion.STRONG:
        return has_many_links or (characters < _LONG and not content.questions)
    if suspicion is Suspicion.LIST:
        return (
            content.links >= _MANY and content.linked > 0.9 * characters and characters < 40 * content.links
        )
    if suspicion is Suspicion.CONTROL:
        return characters < _SHORT and not content.headings and not content.questions
    if content.headings and content.links < _MANY:
        return False
    return content.linked * 2 > characters or (has_many_links and characters < _SHORT)
