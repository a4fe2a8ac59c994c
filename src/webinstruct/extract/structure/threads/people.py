"""Who wrote a post of unknown mark-up, and the lines beside what they wrote: names, dates and controls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from webinstruct.extract.structure.chrome import is_chrome
from webinstruct.extract.structure.dom import words_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.dates import tells_when
from webinstruct.extract.structure.threads.words import announces_answers, announces_remarks, marks_accepted

__all__ = ["MOST_TEXTS", "author_in", "is_beside", "texts_of"]

# Words of class names, each with the part of such an element that holds the name; looked for where the page has them.
_CALLED = {
    "author": "",
    "username": "",
    "user-name": "",
    "nick": "",
    "poster": "",
    "accountname": "",
    "byline": "",
    "writer": "",
    "asker": "",
    "user": " a",
    "member": " a",
    "owner": " a",
}
_LINKED = (
    "a[href*='/user'], a[href*='/profil'], a[href*='/member'], a[href*='/people/'], a[href*='/author'], "
    "a[href*='/u/'], a[href*='user='], a[href*='uid='], a[href*='userid='], a[href^='user'], a[href^='profile'], "
    "a[href*='/@'], a[href*='uid-'], a[href*='space-']"
)
_BYLINE = re.compile(
    r"(?:^|\s)(?:by|von|par|por|da|door|przez|от|автор|af|av)[: ]\s*([^\W\d][^\n,|·•]{1,38}?)"
    r"(?=\s*$|,| on | am | le | el | em | il | op |\s[·|•–-]|\s\d)",
    re.IGNORECASE,
)
_NAME = re.compile(r"@?[^\W_][\w.\-' ]{1,38}")
_CONTROLS = frozenset(
    """reply share like report quote edit delete follow permalink link more less asked answered
    posted replied edited
    modified on at in by am le em il op del den um uhr respuesta cita citar re the author op
    admin member
    guest new join joined said says wrote comment comments answer answers
    question questions home forum topic best accepted solution vote votes up down top copy save
    flag message
    antworten teilen melden zitieren antwort frage répondre partager citer responder compartir
    citar ответить
    поделиться цитировать 回复 举报 分享 赞同 收藏 评论 返信 通報 rispondi cita mi piace segnala condividi
    modifica gefällt
    mir zitat bearbeiten j aime signaler modifier me gusta denunciar editar curtir reageren
    citeer vind ik
    leuk inloggen om te kunnen odpowiedz cytuj zgłoś lubię to нравится пожаловаться жалоба
    цитата yanıtla
    beğen şikayet log in sign register to post thanks like likes helpful yes no upvote downvote
    楼主 沙发 板凳 地板
    楼 发消息""".split()
)
_MARKS = " ,:·•|-–—()"
_PARTS = re.compile(r"[,·•|–—]| - ")
_MOST_CONTROLS = 12
_WORDS = re.compile(r"[^\W\d_]+")
_NEAR = 4  # texts around the date among which a name stands
MOST_TEXTS = 80  # texts of a post's head that are looked at
_LONGEST_NAME = 60
_SHORTEST_NAME = 3


def author_in(page: Page, node: LexborNode) -> tuple[str, LexborNode | None]:
    """The name of who wrote a post, and the element that says it; an empty name where nobody is named."""
    for named in islice(node.css(_selector(page.vocabulary)), 12):
        name = words_of(named)
        if not 2 <= len(name) <= _LONGEST_NAME or name.isdigit():
            continue
        byline = _BYLINE.search(name)
        if byline is not None:
            return byline[1], named
        if name.lower() not in _CONTROLS and not tells_when(name):
            return name, named
    return _plain_name(node), None


def texts_of(node: LexborNode) -> Iterator[str]:
    """The texts inside an element in order, each on one line."""
    for part in node.traverse(include_text=True):
        text = part.text_content
        if text and not text.isspace():
            yield " ".join(text.split())


@lru_cache(maxsize=1)
def _selector(vocabulary: str) -> str:
    """The selector of names on a page with this vocabulary."""
    called = (f"[class*={word} i]{part}" for word, part in _CALLED.items() if word in vocabulary)
    return ", ".join(["[itemprop=author]", "[rel~=author]", *called, _LINKED])


def _plain_name(node: LexborNode) -> str:
    """A name that no mark-up tells apart: a few words directly before or after the date, or in its line."""
    texts = list(islice(texts_of(node), MOST_TEXTS))
    when = next((k for k, text in enumerate(texts) if tells_when(text)), None)
    if when is None:
        return ""
    byline = _BYLINE.search(texts[when])
    if byline is not None:
        return byline[1]
    beside = _PARTS.split(texts[when])
    before, after = texts[max(0, when - _NEAR) : when], texts[when + 1 : when + _NEAR]
    near = [*(beside if len(beside) > 1 else ()), *reversed(before), *after, *texts[:2]]
    return next((text.strip(_MARKS) for text in near if _is_name(text)), "")


def _is_name(text: str) -> bool:
    text = text.strip(_MARKS)
    words = text.lower().split()
    if not 1 <= len(words) <= 4 or _NAME.fullmatch(text) is None or _CONTROLS.issuperset(words):
        return False
    if len(text) < _SHORTEST_NAME and text.isascii():
        return False
    is_count = text[0].isdigit() or announces_answers(text) or announces_remarks(text)
    return not is_count and not is_chrome(text) and not tells_when(text)


def is_beside(line: str, author: str) -> bool:
    """Whether a line is the author's name, a date, a mark of acceptance or a row of controls.

    >>> is_beside("Reply Quote Report", "ann"), is_beside("ann", "ann"), is_beside("I would quote ann.", "ann")
    (True, True, False)
    """
    flat = " ".join(line.split())
    words = _WORDS.findall(flat.lower())
    is_control = len(words) <= _MOST_CONTROLS and _CONTROLS.issuperset(words)
    return is_control or flat == author or tells_when(flat) or marks_accepted(flat)
