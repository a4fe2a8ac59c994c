"""How much an element looks like the site's furniture before its content is known: by tag, role, class words, style.

A name counts by its last word ("post-menu" is a menu, "menu-content" is content), and names that only say what lies
beside an element ("content-with-sidebar") count for nothing. Never by site; when unsure, not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import lru_cache

from webinstruct.sources.page_text.hidden import (
    covers_the_page,
    is_hidden,
    is_opened_by_role,
    reveals_content,
)
from webinstruct.sources.page_text.names import CACHED_NAMES, name_words, words_of

__all__ = [
    "Suspicion",
    "may_speak_of_furniture",
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
# Of these, the names of what unfolds: where sentences stand in it, it is no menu.
_MENUS = words_of("nav navbar navigation menu menus submenu megamenu")
# Names of listings that lead to other pages, also where the last word is content ("related-questions").
_ELSEWHERE = words_of(
    "related similar recommended recommendations suggested suggestions popular trending latest recent teasers"
)
# Names of the card about whoever wrote a post: furniture where it is no longer than a card.
_CARD = words_of(
    """userinfo usercard userdetails userblock userbit userbox username authorinfo authorbox authorcard posterinfo
    memberinfo postprofile signaturecontainer"""
)
# Names of places: furniture where they hold little but links.
_PLACE = words_of(
    """header footer foot sidebar sidebars aside rail banner ad topbar bottombar bar widget widgets related
    links linklist
    quicklinks toplinks navitem tabs tags taglist dropdown modal popup overlay jump legal disclaimer
    search searchbox searchform portlet navlinks"""
)
# Names of controls and of what stands around a post: furniture where they are short.
_CONTROL = words_of(
    """toolbar toolbox tools actions action controls control button buttons btn btns vote votes voting flag
    report byline author avatar profile signature badge badges stats statistics
    permalink printable register registration meta postmeta counter views rank taglist tagcloud"""
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
_TELLING = _CARD | _STRONG | _PLACE | _CONTROL | _ELSEWHERE
# The card's names may be written in two words, the last two of a name.
_CARD_BEGINS = frozenset(name[:cut] for name in _CARD for cut in range(1, len(name)))
_CARD_ENDS = frozenset(name[cut:] for name in _CARD for cut in range(1, len(name)))
# Elements whose name tells their topic, if anything: an FAQ has a heading called "login" and a term called "ads".
_TRUSTED = words_of("body html main article h1 h2 h3 h4 h5 h6 dt dd pre blockquote details summary td th")
_ROLES = words_of("banner contentinfo search menubar toolbar complementary")
_MENU_ROLES = words_of("navigation menu")
_OPENERS = words_of("aria-expanded aria-controls data-toggle data-bs-toggle data-target")
# Names of boxes that open, whose words say something else: MediaWiki's, and those of solutions that are set apart.
_BOXES = words_of("NavFrame NavHead NavContent")
_ANSWERS = words_of("solution solutions answer answers exercise admonition spoiler hint")


class Suspicion(IntEnum):
    """How much an element looks like furniture before its content is known."""

    NONE = 0
    PLACE = 1
    REPORT = 2
    CONTROL = 3
    MENU = 4
    STRONG = 5
    HIDDEN = 6
    BUTTON = 7
    LIST = 8
    CARD = 9
    ELSEWHERE = 10
    REPLY_FORM = 11
    LOGIN_FORM = 12


_WEAK = frozenset((Suspicion.PLACE, Suspicion.REPORT, Suspicion.CONTROL))
_BY_TAG = {
    "header": Suspicion.PLACE,
    "footer": Suspicion.PLACE,
    "aside": Suspicion.PLACE,
    "ul": Suspicion.LIST,
    "ol": Suspicion.LIST,
}


def suspicion_of_element(tag: str, attributes: Attributes) -> Suspicion:
    """How much an element looks like furniture, by its tag, role, class, id and style.

    >>> suspicion_of_element("div", {"class": "breadcrumb"}), suspicion_of_element("div", {"role": "main"})
    (<Suspicion.STRONG: 5>, <Suspicion.NONE: 0>)
    """
    if tag == "button":
        return Suspicion.NONE if _OPENERS & attributes.keys() else Suspicion.BUTTON
    is_shown = not is_hidden(attributes)
    if is_shown and tag in _TRUSTED:
        return Suspicion.NONE
    names, identity = attributes.get("class"), attributes.get("id")
    found = _suspicion_of_names(names) if names else Suspicion.NONE
    role = attributes.get("role")
    if tag == "nav" or role in _MENU_ROLES:
        found = Suspicion.STRONG if found is Suspicion.STRONG else Suspicion.MENU
    elif role in _ROLES:
        found = Suspicion.STRONG
    elif identity and tag != "section":
        # Ids are often numbered; without the number they repeat.
        by_identity = suspicion_of_name(identity.rstrip("0123456789"))
        if by_identity > found:
            found = by_identity
    if is_shown:
        return found or _BY_TAG.get(tag, Suspicion.NONE)
    return _suspicion_of_hidden(found, names or "", identity or "", attributes)


def _suspicion_of_hidden(found: Suspicion, names: str, identity: str, attributes: Attributes) -> Suspicion:
    """What becomes of the suspicion that a hidden element would raise if it were shown."""
    if found in (Suspicion.MENU, Suspicion.STRONG) or covers_the_page(names) or covers_the_page(identity):
        return Suspicion.STRONG
    is_revealed = reveals_content(names) or reveals_content(identity) or is_opened_by_role(attributes)
    return Suspicion.NONE if is_revealed else Suspicion.HIDDEN


@lru_cache(maxsize=CACHED_NAMES)
def _suspicion_of_names(names: str) -> Suspicion:
    each = names.split()
    found = max(map(suspicion_of_name, each), default=Suspicion.NONE)
    is_answer = found in _WEAK and not _ANSWERS.isdisjoint(each)
    return Suspicion.NONE if is_answer else found


def may_speak_of_furniture(words: Sequence[str]) -> bool:
    """Whether the words of names hold any of furniture; a quick look that leaves few names to be looked at closely.

    >>> may_speak_of_furniture(["post", "menu"]), may_speak_of_furniture(["post", "body"])
    (True, False)
    """
    if not _TELLING.isdisjoint(words):
        return True
    return not (_CARD_ENDS.isdisjoint(words) or _CARD_BEGINS.isdisjoint(words))


@lru_cache(maxsize=CACHED_NAMES)
def suspicion_of_name(name: str) -> Suspicion:
    """How much one class or id speaks of furniture.

    >>> suspicion_of_name("sidebar"), suspicion_of_name("content-with-sidebar"), suspicion_of_name("post-menu")
    (<Suspicion.PLACE: 1>, <Suspicion.NONE: 0>, <Suspicion.MENU: 4>)
    >>> suspicion_of_name("accordion-header"), suspicion_of_name("vote_buttons")
    (<Suspicion.NONE: 0>, <Suspicion.CONTROL: 3>)
    >>> suspicion_of_name("post-user-info"), suspicion_of_name("related-questions")
    (<Suspicion.CARD: 9>, <Suspicion.ELSEWHERE: 10>)
    >>> suspicion_of_name("views-field-text"), suspicion_of_name("NavFrame")
    (<Suspicion.NONE: 0>, <Suspicion.NONE: 0>)
    """
    words = name_words(name)
    if words[:1] == ["views"] and len(words) > 1:  # a listing made by Drupal, whose rows and fields begin so
        words = words[1:]
    if not words or not (may_speak_of_furniture(words) or words[-1].endswith("menu")):
        return Suspicion.NONE
    if not _RELATIVE.isdisjoint(words) or name in _BOXES:
        return Suspicion.NONE
    if "".join(words[-2:]) in _CARD or not _CARD.isdisjoint(words):
        return Suspicion.CARD
    if _TELLING.isdisjoint(words):
        return Suspicion.MENU if words[-1].endswith("menu") else Suspicion.NONE
    found = frozenset(words)
    if found & _ELSEWHERE:
        return Suspicion.ELSEWHERE
    if words[-1] in _CONTENT:
        return Suspicion.NONE
    return _suspicion_of_words(found, words[-1])


def _suspicion_of_words(found: frozenset[str], last: str) -> Suspicion:
    """The suspicion of a name made of these words, of which the last says most."""
    if last in _STRONG or last.endswith("menu"):
        is_menu = found & _STRONG <= _MENUS
        return Suspicion.MENU if is_menu else Suspicion.STRONG
    is_content, controls = bool(found & _CONTENT), found & _CONTROL
    if controls and (not is_content or last in _CONTROL):
        return Suspicion.REPORT if controls == {"report"} else Suspicion.CONTROL
    if controls or is_content:
        return Suspicion.NONE
    if found & _STRONG:
        return Suspicion.STRONG
    return Suspicion.PLACE if found & _PLACE else Suspicion.NONE
