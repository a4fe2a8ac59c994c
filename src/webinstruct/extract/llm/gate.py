"""A cheap look at a page before a model is asked: does anything on it ask or set a task?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from webinstruct.extract.llm.settings import GateSettings
from webinstruct.extract.structure import Page

__all__ = ["Gate", "looks_void"]

_ASKS = re.compile(r"[?？؟՞]")
_TASK = re.compile(
    r"\b(?:q(?:uestions?)?|problems?|exercises?|examples?|tasks?|quiz|exam|homework|solutions?|answers?|proofs?|prove"
    r"|show that|find|determine|compute|calculate|evaluate|solve|simplify|derive|explain|describe|define|how to|why|faq"
    r"|aufgaben?|übung(?:en)?|lösung(?:en)?|frage|antwort|beweis(?:e|en)?|zeige|berechne[n]?|bestimme[n]?"
    r"|exercices?|solutions?|réponses?|questions?|démontrer|calculer|montrer|ejercicios?|soluci[oó]n(?:es)?"
    r"|preguntas?|respuestas?|demostrar|calcular?|esercizi?o?|soluzion[ei]|domand[ae]|rispost[ae]"
    r"|pergunt[ao]s?|respostas?|exerc[ií]cios?|soluç(?:ão|ões)|задач\w{0,3}|решени\w{0,2}|вопрос\w{0,3}|ответ\w{0,3}"
    r"|упражнени\w{0,2}|питання|відповід\w{0,3}|سؤال|جواب|پاسخ|پرسش)\b"
    r"|问题|問題|答案|解答|解法|习题|練習|例题|例題|回答|질문|답변|문제|풀이",
    re.IGNORECASE,
)


def looks_void(page: Page) -> str:
    """Why no pair is to be expected on `page`; empty where one may be there.

    >>> from webinstruct.extract.structure import page_of_text
    >>> looks_void(page_of_text("u", "News", "The bridge opens on Monday.")), looks_void(page_of_text("u", "", "Why?"))
    ('nothing on the page asks, sets a task or is labelled', '')
    """
    if _ASKS.search(page.text) or page.labels or _TASK.search(page.text):
        return ""
    return "nothing on the page asks, sets a task or is labelled"


class Gate:
    """Decides which pages a model is asked about; without settings it is all of them."""

    def __init__(self, settings: GateSettings | None) -> None:
        self._settings = settings

    def identity(self) -> Mapping[str, str]:
        """The hash of the gate's model, where it has one."""
        return {}

    def open(self) -> None:
        """Load the gate's model, where it has one."""

    def reason(self, page: Page) -> str:
        """Why the model is not asked about `page`; empty where it is."""
        return looks_void(page) if self._settings is not None else ""
