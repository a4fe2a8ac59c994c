"""A cheap look at a page before a model is asked: does anything on it ask or set a task?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from webinstruct.core.named import imported
from webinstruct.extract.llm.settings import GateSettings
from webinstruct.extract.structure import Page
from webinstruct.storage.files import sha256_of

__all__ = ["GATE_LABEL", "GATE_TEXT_CHARS", "Gate", "looks_void"]

GATE_LABEL, GATE_TEXT_CHARS = "wanted", 20_000
"""What the trained gate calls a page with pairs, and how much of a page's text it sees, in characters."""

_CLASSIFIER = "webinstruct.recall.classifier:loaded_classifier"
"""Named like a class of one's own: rooms of stages do not import each other, and fastText lives in that one."""

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
        self._score: Callable[[str], float] | None = None

    def identity(self) -> Mapping[str, str]:
        """The hash of the gate's model, where it has one."""
        is_trained = self._settings is not None and self._settings.kind == "fasttext"
        return {"gate": sha256_of(self._settings.model)} if self._settings and is_trained else {}

    def open(self) -> None:
        """Load the gate's model, where it has one.

        Raises:
            InputError: it is missing, or no whole classifier.
        """
        if self._settings is not None and self._settings.kind == "fasttext":
            loaded = imported(_CLASSIFIER)
            self._score = loaded(self._settings.model, GATE_LABEL, GATE_TEXT_CHARS).score

    def reason(self, page: Page) -> str:
        """Why the model is not asked about `page`; empty where it is."""
        if self._settings is None:
            return ""
        if self._score is None:
            return looks_void(page)
        score, least = self._score(page.text), self._settings.threshold
        return f"the gate gives {score:.3f}, under {least:g}" if score < least else ""
