"""What an element is by the words of its class: a problem, a solution, a hint, or something that opens on a click."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

__all__ = ["SOLUTION_WORDS", "Part", "part_named"]

_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])")
_PROBLEM = frozenset(
    "exercise problem question task qtext que quiz checkpoint aufgabe uebung übung exercice ejercicio esercizio"
    " exercicio opgave zadanie".split()
)
_ASKED = frozenset("question qtext que quiz".split())
SOLUTION_WORDS = frozenset(
    "solution solutions soln answer answers ans explanation loesung losung lösung musterloesung antwort corrige"
    " corrigé solucion respuesta solucao resposta soluzione risposta svolgimento oplossing rozwiazanie reshenie"
    " generalfeedback rightanswer".split()
)
_HINT = frozenset("hint hints hinweis tipp indice pista dica".split())
_OPENED = frozenset(
    "collapse collapsed collapsible collapseomatic navframe navcontent spoiler spoilers toggle toggled togglebox"
    " hidden reveal accordion dropdown admonition callout expand expander expandable foldable folded"
    " knowl hide proof".split()
)
_NOT_SOLUTION = frozenset(
    "question questions option options choice choices form count author user vote votes voting comment comments"
    " btn button link status stats related widget sidebar nav tab label title header head heading number num icon"
    " input submit post thread reply number specificfeedback".split()
)
_NOT_PROBLEM = frozenset(
    "option options choice choices answer answers solution solutions form count author user vote btn button link"
    " status related widget sidebar nav label title header head heading number num no icon list index page section"
    " hint feedback explanation explain wrapper container view area group set row".split()
)


class Part(StrEnum):
    """What an element holds; `QUESTION` may have its options beside it, a `PROBLEM` is whole."""

    PROBLEM = "problem"
    QUESTION = "question"
    SOLUTION = "solution"
    HINT = "hint"
    OPENED = "opened"


@lru_cache(maxsize=32_768)
def part_named(name: str) -> Part | None:
    """The part that one class name speaks of.

    >>> [part_named(name) for name in ("exercise-like", "answerText", "answer-btn")]
    [<Part.PROBLEM: 'problem'>, <Part.SOLUTION: 'solution'>, None]
    """
    words = [word.lower() for word in _WORD.findall(name[:80])]
    said = frozenset([*words, name.lower()])
    if (said & SOLUTION_WORDS or any(_ends_as_solution(word) for word in words)) and not said & _NOT_SOLUTION:
        return Part.SOLUTION
    if said & _HINT:
        return Part.HINT
    if said & _PROBLEM and not said & _NOT_PROBLEM:
        return Part.QUESTION if said & _ASKED else Part.PROBLEM
    return Part.OPENED if said & _OPENED else None


def _ends_as_solution(word: str) -> bool:
    return word.endswith(("solution", "answer", "corrige", "loesung", "losung")) and len(word) < 16
