"""Multiple choice: which options a question has, and which letters an answer names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from webinstruct.core.normal_form import words
from webinstruct.refine.gate.statements import final_statement, sentences

__all__ = ["chosen_letters", "options_of", "said_letters"]

_OPTION = re.compile(
    r"(?:^|\n|(?<=\s))[ \t]*(?:[-*][ \t]+)?(?:\*\*)?\(?(?P<letter>[A-Ha-h])(?:\)|\.(?=\s)|"
    r":(?=\s))(?:\*\*)?[ \t]*"
    r"(?P<text>[^\n]*?)(?=\s+\(?[A-Ha-h](?:\)|\.\s|:\s)|\n|$)"
)
_LETTER = r"\(?(?P<{0}>[A-Ha-h])\)?"
_CHOICE = re.compile(
    r"^\W{0,4}(?:(?:the )?(?:correct )?(?:final )?(?:answer|option|choice|antwort|lösung|réponse|"
    r"respuesta)(?: is| ist)?[ \t]*[:.]?[ \t]*)?"
    r"\W{0,4}(?:option |choice )?(?:\((?P<a>[A-Ha-h])\)|(?P<b>[A-H])(?=[).:,]|[ \t]+(?:and|und|or|"
    r"&)[ \t]|\W*$)|(?P<c>[a-h])(?=[).:]|\W*$))"
    r"(?P<more>(?:[ \t]*(?:,|and|und|or|&)[ \t]*\(?[A-H]\)?(?![\w']))*)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:option|choice|answer|antwort|letter)[ \t]*(?:is[ \t]*)?:?[ \t]*(?:\*\*)?(?:\(([A-Ha-h])\)|"
    r"([A-H])(?![\w'-]))",
    re.IGNORECASE,
)
_MORE = re.compile(r"[A-H](?![a-z])")
_IS_LETTER = re.compile(
    r"(?:\bis|\bist|:|=|therefore|thus|so|hence)[ \t]*(?:\*\*|\$|\\text\{)?\(?([A-H])\)?(?:\*\*|\$|"
    r"\})?[ \t]*(?:[.,)]|$)"
)


def options_of(question: str) -> Mapping[str, str]:
    """The options that `question` lists, letter to normal form; empty unless there are two or more in a row.

    >>> options_of("Capital of France?\\nA) Lyon\\nB) Paris")
    {'A': 'lyon', 'B': 'paris'}
    """
    found: dict[str, str] = {}
    for match in _OPTION.finditer(question):
        letter = match["letter"].upper()
        if letter == chr(ord("A") + len(found)):
            found[letter] = " ".join(words(match["text"]))
    return found if len(found) > 1 else {}


def chosen_letters(answer: str, options: Mapping[str, str]) -> frozenset[str]:
    """The letters that an answer from a page chooses by its beginning, or by its result; none where it is no choice.

    >>> sorted(chosen_letters("(B) Paris", {})), sorted(chosen_letters("A and C", {"A": "x", "C": "y"}))
    (['B'], ['A', 'C'])
    >>> sorted(chosen_letters("A train is faster.", {}))
    []
    """
    found = _CHOICE.match(answer)
    if found is not None and options_of(answer):  # parts a) and b) of an answer are no options
        return frozenset()
    if found is None:
        return said_letters(answer) if options else frozenset()
    letter = found["a"] or found["b"] or found["c"]
    is_bare = not answer[found.end() :].strip(" .)*\n")
    if not (options or found["a"] or is_bare or answer[found.end() :].startswith((")", ".", ":"))):
        return frozenset()
    if not options and letter.islower() and not found["a"] and not answer[found.end() :].startswith(")"):
        return frozenset()
    return frozenset([letter.upper(), *_MORE.findall(found["more"])])


def said_letters(answer: str) -> frozenset[str]:
    """The letters that a worked answer comes to: in its final statement, else the last or first it names as a choice.

    >>> sorted(said_letters("Paris is the capital, which is option B."))
    ['B']
    >>> sorted(said_letters("Lyon is not the capital.\\n\\nAnswer: (B) Paris"))
    ['B']
    """
    statement = final_statement(answer)
    if (found := _CHOICE.match(statement.text)) and (statement.is_marked or len(statement.text) < 80):
        letter = found["a"] or found["b"] or (found["c"] if statement.is_marked or found["c"] else None)
        if letter:
            return frozenset([letter.upper(), *_MORE.findall(found["more"])])
    for sentence in reversed(sentences(answer)):
        named = [(match[1] or match[2]).upper() for match in _NAMED.finditer(sentence)]
        if named:
            return frozenset(named[-1:])
        if last := _IS_LETTER.search(sentence):
            return frozenset([last[1]])
    opening = _CHOICE.match(answer)
    letter = (opening["a"] or opening["b"] or opening["c"]) if opening else None
    return frozenset([letter.upper()]) if letter else frozenset()
