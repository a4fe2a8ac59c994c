"""Elements that are not shown when a page opens, and which of them a reader opens to read on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from webinstruct.sources.page_text.names import CACHED_NAMES, class_words, words_of

__all__ = [
    "UNSEEN_WORDS",
    "covers_the_page",
    "is_hidden",
    "is_opened_by_role",
    "reveals_content",
    "speaks_of_answers",
]

Attributes = Mapping[str, str | None]

_UNSEEN = words_of(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader d-none mw-editsection"
)
UNSEEN_WORDS = words_of("only hidden visuallyhidden screen none editsection")
"""Each of these names has one of these words."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
# What answers are called, without accents; class names and the labels that open them use the same words.
_ANSWER_WORDS = words_of(
    """solution solutions answer answers hint hints spoiler spoilers explanation explanations worked
    corrige corriges correction indication indications reponse reponses
    loesung loesungen losung losungen antwort antworten hinweis tipp musterloesung musterlosung
    solucion soluciones respuesta respuestas pista soluzione soluzioni risposta risposte svolgimento
    solucao solucoes resposta respostas resolucao gabarito antwoord antwoorden oplossing uitwerking
    svar losning facit vastaus ratkaisu odpowiedz odpowiedzi rozwiazanie odpoved reseni cevap cozum
    otvet reshenie daan jiexi jieda kotae kaitou kaisetsu"""
)
_ANSWER_ENDS = tuple(word for word in sorted(_ANSWER_WORDS) if len(word) > 5)
_SIGNS = (
    "答案",
    "解答",
    "解析",
    "答え",
    "解説",
    "正解",
    "정답",
    "풀이",
    "해설",
    "ответ",
    "решение",
    "подсказка",
)
_REVEAL = _ANSWER_WORDS | words_of(
    """accordion collapse collapsed collapsible toggle toggled toggler expand expander expandable reveal faq faqs
    details tab tabs panel content response question questions"""
)
_COVERS = words_of("modal popup overlay dialog lightbox toast offcanvas drawer snackbar")
_ASKED = _ANSWER_WORDS | words_of("faq faqs question questions accordion")
_LONGEST_LABEL = 60  # characters of what a reader clicks on to see a solution
_LATIN = re.compile(r"[a-z]+")
_FIRST_CJK = "\u2e80"  # from here on scripts do without spaces
_FEWEST_WORDS = 4  # of a question that stands before its answer; "Forgot your password?" has three


def is_hidden(attributes: Attributes) -> bool:
    """Whether an element is not shown when the page opens."""
    if "class" in attributes and _is_unseen(attributes["class"] or ""):
        return True
    if "style" in attributes and _hides(attributes["style"] or ""):
        return True
    return "hidden" in attributes and attributes["hidden"] != "until-found"


def _hides(style: str) -> bool:
    return ("none" in style or "hidden" in style) and _HIDDEN.search(style) is not None


def _is_unseen(names: str) -> bool:
    # A substring tells most elements apart; a cache of all class attributes would miss more often than it helps.
    if not (
        "-only" in names or "hidden" in names or "-none" in names or "screen" in names or "edits" in names
    ):
        return False
    words = names.split()
    if _UNSEEN.isdisjoint(words):
        return False
    is_shown_on_wide_screens = any(word[:2] == "d-" and word != "d-none" for word in words)
    return not is_shown_on_wide_screens


@lru_cache(maxsize=CACHED_NAMES)
def reveals_content(names: str) -> bool:
    """Whether a hidden element called `names` is content that a reader opens: a spoiler, an answer, a tab.

    >>> reveals_content("tab-panel"), reveals_content("corpscorrigé"), reveals_content("menu")
    (True, True, False)
    """
    words = class_words(_without_accents(names))
    return bool(words & _REVEAL) or any(word.endswith(_ANSWER_ENDS) for word in words)


@lru_cache(maxsize=CACHED_NAMES)
def covers_the_page(names: str) -> bool:
    """Whether a hidden element called `names` comes up over the page, and holds no answer.

    >>> covers_the_page("loginModal"), covers_the_page("solution-modal")
    (True, False)
    """
    words = class_words(_without_accents(names))
    return bool(words & _COVERS) and words.isdisjoint(_ASKED)


def is_opened_by_role(attributes: Attributes) -> bool:
    """Whether a hidden element says itself that a tab or a heading opens it.

    >>> is_opened_by_role({"role": "region", "aria-labelledby": "q1"}), is_opened_by_role({"role": "region"})
    (True, False)
    """
    role = attributes.get("role")
    return role == "tabpanel" or (role == "region" and "aria-labelledby" in attributes)


def speaks_of_answers(label: str) -> bool:
    """Whether what stands before hidden text, or opens it, is a question or says that an answer comes.

    >>> [speaks_of_answers(label) for label in ("Show solution", "Corrigé", "答案", "Is it open on Sundays?")]
    [True, True, True, True]
    >>> [speaks_of_answers(label) for label in ("Log in", "Forgot your password?", "Any solution needs a plan. " * 4)]
    [False, False, False]
    """
    label = label.strip()
    if label[-1:] in ("?", "？"):
        return len(label.split()) >= _FEWEST_WORDS or (label > _FIRST_CJK and len(label) > _FEWEST_WORDS)
    if not label or len(label) > _LONGEST_LABEL:
        return False
    label = label.lower()
    words = _LATIN.findall(_without_accents(label))
    return not _ANSWER_WORDS.isdisjoint(words) or any(sign in label for sign in _SIGNS)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
