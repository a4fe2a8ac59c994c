"""Who wrote a post: where names stand in any forum's mark-up, and which names are nobody's."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from webinstruct.extract.structure.dom import words_of

__all__ = ["ANY_AUTHOR", "is_advertiser", "is_nobody", "name_in"]

ANY_AUTHOR = (
    "[itemprop=author]",
    "[rel=author]",
    ".username",
    ".post-author, .author, .poster, .postauthor",
    "a[href*='mode=viewprofile'], a[href*='action=profile'], a[href*='action=viewprofile'], a[href*='member.php?'], "
    "a[href*='/members/'], a[href*='/member/'], a[href*='/user/'], a[href*='/users/'], a[href*='/profile/'], "
    "a[href*='profile.php?'], a[href*='mod=space'], a[href*='showuser=']",
)
"""Looked for in this order where the engine's own places hold no name."""
_NOBODY = re.compile(
    r"\W{0,2}(?:guest|anonymous|anon|anonymous user|unregistered|unregistered user|deleted|deleted (?:user|member)|"
    r"former (?:user|member)|unknown|gast|invité|invitado|anónimo|anonimo|anônimo|ospite|visitante|visitor|гость|"
    r"аноним|游客|匿名|匿名用户|ゲスト|名無し|misafir|مهمان|زائر)[\W_]{0,2}\d{0,12}",
    re.IGNORECASE,
)
_ADVERTISER = re.compile(
    r"(?:advert(?:isement|ising|iser|s)?|ad ?bot|google ads?(?:ense)?|sponsor(?:ed)?(?: links?)?|anzeige|werbung|"
    r"publicité|publicidad|реклама|广告)[\W\d]{0,4}",
    re.IGNORECASE,
)
_NAME_CHARS = 80


def name_in(node: LexborNode | None) -> str:
    """Whom an element names; empty where it holds more than a name."""
    name = words_of(node)
    return name if len(name) <= _NAME_CHARS else ""


def is_nobody(name: str) -> bool:
    """Whether many go by that name, so that two posts under it need not be one person's.

    >>> is_nobody("Guest"), is_nobody("guest_4711"), is_nobody("Guestrow")
    (True, True, False)
    """
    return not name or _NOBODY.fullmatch(name) is not None


def is_advertiser(name: str) -> bool:
    """Whether a post is an advertisement in a post's dress.

    >>> is_advertiser("Advertisement"), is_advertiser("ann")
    (True, False)
    """
    return _ADVERTISER.fullmatch(name) is not None
