"""Which language a text is in, as far as its script and its commonest words tell."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["has_decimal_commas", "is_other_language", "language"]

_COMMON = {
    "en": "the of and to is in that for it with as are on be this by from or an at which what how you not can",
    "de": "der die das und ist nicht ein eine mit zu den von im für auf sich wie wird sind aus bei oder auch es man",
    "fr": "le la les des et est une dans que qui pour pas sur au par avec ce sont il on du plus ne comment",
    "es": "el la los las y es una en que de para no por con se del al como un lo más son qué",
    "it": "il lo la gli e è una di che per non con del della sono si come un più nel alla",
    "pt": "o os as e é uma em que de para não por com do da se como um mais são na no",
    "nl": "de het een en is niet van in op te dat voor met zijn aan die wat hoe er als",
    "pl": "i w nie na się jest to że do z jak co czy od po dla przez",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _name, _words in _COMMON.items():
    for _word in _words.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_name)
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("cjk", re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("arabic", re.compile("[\u0600-\u06ff]")),
    ("other", re.compile("[\u0590-\u05ff\u0900-\u0dff\u0e00-\u0eff\u0370-\u03ff]")),
)
_LATIN = re.compile(r"(?<![\\A-Za-z])[A-Za-zÀ-ɏ]{2,}")
_CODE_OR_FORMULA = re.compile(r"```[^`]*```|`[^`\n]*`|\$\$?[^$]{1,2000}\$\$?|\\[a-zA-Z]+")
_COMMA_LANGUAGES = frozenset({"de", "fr", "es", "it", "pt", "nl", "pl", "cyrillic"})
_COMMA_NUMBER = re.compile(r"(?<![\d,.])\d+,(?:\d{1,2}|\d{4,})(?![\d,])")
_LEAST_WORDS = 3
_MOST_CHARS = 20_000


def language(text: str) -> str:
    """The language of `text` by ISO 639-1, the name of its script where that is not Latin, empty if unknown.

    >>> [language(t) for t in ("What is the sum of it?", "Wie lang ist die Strecke und der Weg?", "求值", "42 km")]
    ['en', 'de', 'cjk', '']
    """
    prose = _CODE_OR_FORMULA.sub(" ", text[:_MOST_CHARS])
    latin = sum(len(word) for word in _LATIN.findall(prose))
    for name, script in _SCRIPTS:
        if len(script.findall(prose)) * (3 if name == "cjk" else 1) > latin:
            return name
    said = [
        word for word in _WORD.findall(prose.lower()) if len(word) > 1
    ]  # single letters are signs of formulae
    if len({word for word in said if word in _LANGUAGES_OF}) < _LEAST_WORDS:
        return ""
    votes = Counter(name for word in said for name in _LANGUAGES_OF.get(word, ()))
    best = votes.most_common(2)
    is_clear = len(best) == 1 or best[0][1] >= 1.3 * best[1][1]
    return best[0][0] if is_clear else ""


def is_other_language(one: str, other: str) -> bool:
    """Whether two texts are surely in two languages."""
    first, second = language(one), language(other)
    return bool(first and second and first != second)


def has_decimal_commas(text: str) -> bool:
    """Whether numbers in `text` are written with a comma before their decimals.

    >>> has_decimal_commas("3,5 km"), has_decimal_commas("3,500 km, or (1, 2)")
    (True, False)
    """
    if not _COMMA_NUMBER.search(text):
        return False
    return language(text) in _COMMA_LANGUAGES or "(" not in text
