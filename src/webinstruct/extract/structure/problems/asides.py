"""What stands among problems and is none: hints under a line of their own, theorems, definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from webinstruct.extract.structure.label_words import NUMBER

__all__ = ["STATEMENT", "Aside", "asides"]

STATEMENT = (
    r"theorem|lemma|proposition|corollary|conjecture|claim|theorems|satz|hilfssatz|korollar|folgerung|théorème|lemme|"
    r"corollaire|teorema|lema|proposición|corolario|proposição|corolário|proposizione|corollario|stelling|gevolg|"
    r"twierdzenie|lemat|wniosek|теорема|лемма|предложение|следствие|утверждение|teorem|önerme|"
    r"定理|引理|命题|命題|推论|推論|系|补题|補題|نظرية|مبرهنة|تمهيدية|نتيجة"
)
_OTHER = (
    r"definition|remark|note|axiom|notation|observation|bemerkung|définition|remarque|definición|observación|"
    r"definição|observação|definizione|osservazione|definitie|opmerking|definicja|uwaga|определение|замечание|tanım|"
    r"定义|定義|注|تعريف|ملاحظة"
)
_HINT = (
    r"(?:(?:show|view|see|click for|get)(?: an?| the)? )?(?:hints?|hinweise?|tipp?s?|lösungshinweise?|"
    r"indications?|indice|pistas?|sugerencia|dicas?|suggeriment[oi]|aanwijzing|wskazówk[ai]|подсказк[аи]|указани[ея]|підказка|ipucu|"
    r"提示|ヒント|힌트|تلميح|petunjuk)"
)
_MARK = r"(?:^|\n)(?P<bare>[ #>*•\-+]{0,12})"
_ASIDE = re.compile(
    rf"{_MARK}(?:(?P<hint>{_HINT})(?: ?\d{{1,2}})?\**+[:：.!]?\**+[ ]*+(?=\n|$)"
    rf"|(?P<statement>{STATEMENT}|{_OTHER})\.?(?: ?\(?{NUMBER}\)?|(?= ?\([^)\n]{{2,80}}\)[.:])|(?=[.:：]|\n|$))"
    r"\**+[.:：)]?\**+[ ]*+)",
    re.IGNORECASE,
)


class Aside(NamedTuple):
    """A label [start, end) that begins its line; `is_hint` says which of the two kinds it is."""

    start: int
    end: int
    number: str
    is_hint: bool


def asides(text: str) -> Iterator[Aside]:
    """The labels of hints, theorems, definitions and their like.

    >>> [(aside.is_hint, aside.number) for aside in asides("Hint:\\nTheorem 2.1. It is so.\\nNotes are short.")]
    [(True, ''), (False, '2.1')]
    """
    for match in _ASIDE.finditer(text):
        yield Aside(match.start("bare"), match.end(), match["n"] or "", match["hint"] is not None)
