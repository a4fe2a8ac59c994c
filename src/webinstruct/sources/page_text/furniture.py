"""What on a page is the site's furniture: an element under suspicion, judged by what it turned out to hold.

Link density and length decide. When unsure, keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from webinstruct.sources.page_text.suspicion import Suspicion

__all__ = [
    "NOTHING",
    "Content",
    "holds_sentence",
    "is_furniture",
    "is_line_numbers",
    "lists_other_pages",
    "may_hold_sentences",
]

_MANY_LINKS = 0.3  # share of characters inside links from which a named place holds little else
_SHORT = 120  # characters; a control or an empty place holds fewer, a paragraph more
_LONG = 400  # characters of running text that keep even a "menu"
_MANY = 5  # links from which a list is a menu without saying so, and a place more than a heading
_TEASERS = 10  # links from which a place whose text is hardly longer than they are lists other pages
_TEASER = 60  # characters that come with a link in a list of other pages
_SUMMARY = 120  # the same where the list says that it is one: a title, a date, a few words
_FEWEST = 3  # links of such a list
_CARD = 250  # characters of a card about an author
_FORM = 1500  # characters of a form with its notes; a page's content may stand inside a longer one
_ENDS = frozenset(".!?。！？")  # of sentences
_CJK_ENDS = frozenset("。！？")
_FEWEST_WORDS = 3  # of a sentence
_LABEL = 24  # characters of a button that is only a control


class Content(NamedTuple):
    """What an element turned out to hold: characters of text, `linked` of them inside `links`, headings, questions."""

    characters: int
    linked: int
    links: int
    headings: int
    questions: int


NOTHING = Content(0, 0, 0, 0, 0)


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
    if suspicion in (Suspicion.STRONG, Suspicion.MENU):
        return has_many_links or (characters < _LONG and not content.questions)
    if suspicion is Suspicion.LIST:
        return (
            content.links >= _MANY and content.linked > 0.9 * characters and characters < 40 * content.links
        )
    if suspicion is Suspicion.CARD:
        return characters < _CARD and not content.questions
    if suspicion is Suspicion.ELSEWHERE and lists_other_pages(content.links, characters):
        return True
    if suspicion in (Suspicion.REPLY_FORM, Suspicion.LOGIN_FORM):
        is_asked = suspicion is Suspicion.REPLY_FORM and content.questions
        return characters < _FORM and content.headings < _MANY and not is_asked
    if suspicion in (Suspicion.CONTROL, Suspicion.REPORT):
        return characters < _SHORT and not content.headings and not content.questions
    if content.links >= _TEASERS and characters < _TEASER * content.links:
        return True
    if content.headings and content.links < _MANY:
        return False
    return content.linked * 2 > characters or (has_many_links and characters < _SHORT)


def may_hold_sentences(suspicion: Suspicion, content: Content) -> bool:
    """Whether furniture with this content is content after all where it holds a sentence.

    >>> menu = Content(characters=60, linked=0, links=0, headings=0, questions=0)
    >>> may_hold_sentences(Suspicion.MENU, menu), may_hold_sentences(Suspicion.MENU, menu._replace(linked=50))
    (True, False)
    """
    if suspicion is Suspicion.MENU:
        return content.links < _FEWEST and content.linked <= _MANY_LINKS * content.characters
    return suspicion is Suspicion.REPORT and not content.linked


def holds_sentence(pieces: Sequence[str]) -> bool:
    """Whether one of the pieces of a text ends a sentence.

    >>> holds_sentence(["Yes,", "we", "do."]), holds_sentence(["Acme Inc."]), holds_sentence(["Home", "One", "More..."])
    (True, False, False)
    """
    is_ended = any(piece[-1:] in _ENDS and not piece.endswith("...") for piece in pieces if piece)
    words = sum(len(piece.split()) for piece in pieces) if is_ended else 0
    return words >= _FEWEST_WORDS or (is_ended and any(piece[-1:] in _CJK_ENDS for piece in pieces if piece))


def lists_other_pages(links: int, characters: int) -> bool:
    """Whether so many links in so many characters are a list of other pages, each with its date or summary.

    >>> lists_other_pages(5, 400), lists_other_pages(5, 2000), lists_other_pages(1, 40)
    (True, False, False)
    """
    return links >= _FEWEST and characters < _SUMMARY * links
