"""Which language a text is in, as an ISO 639-1 code.

The script decides first: Chinese pages are full of code and numbers, which mislead any detector of letter patterns.
Within a script resiliparse's profiles of letter patterns decide; where they are in doubt, as on short texts, function
words do, and then the page's own `lang`. It comes last, as templates leave lang="en" on pages in other languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import cast

from resiliparse.parse.lang import detect_fast, supported_langs

from webinstruct.recall.scripts import IDEOGRAPHIC, LANGUAGES_OF_SCRIPT, letters_by_script

__all__ = ["language_of"]

_SAMPLE_CHARS = 5_000
_LEAST_LETTERS = 10
_WEAK_RANK = 400
_DOUBTFUL_RANK = 650
_ANY_RANK = 1 << 20
_CLOSE_RANK = 1.15
_FUNCTION_WORDS = {
    "en": "the of and is to that with how what are this for you it in a be on not or",
    "de": "der die das und ist nicht ein eine mit wie auf zu den ich im es von sich wird man",
    "fr": "le la les des est et une dans que pour pas qui du sur comment de un ce il je",
    "es": "el los las es una que para con por cómo se del la en lo y de un no como",
    "it": "il gli che è una per non con di sono come della le si nel la e perché del nella un",
    "pt": "os uma que não para com é por em como dos da do um se o a e de no",
    "nl": "het een van en is niet dat op te voor hoe zijn de wat ik in met er ook",
    "sv": "och att det är som på en inte för hur jag med av ett till den om har",
    "da": "og at det er som på en ikke for hvordan jeg med af et til den om har",
    "ru": "и в не на что это как для по из потому его она они бы с к",
    "uk": "і в не на що це як для по з тому його вона вони би та й",
    "bg": "и в не на че това как за по от защото го тя те се с са",
    "sr": "и у не на што то како за по од јер га она они се са је",
    "hi": "है हैं का की के में और को से यह क्या नहीं कि पर एक",
    "mr": "आहे आहेत चा ची चे आणि ला हे काय नाही की एक होते",
    "ar": "في من على أن إلى ما هذا هو هي لا عن التي الذي لأن",
    "fa": "در از که این را با است به می برای چون آن های چه",
    "ur": "ہے ہیں کا کی کے میں اور کو سے یہ کیا نہیں کہ پر ایک",
    "pl": "nie jest się na że jak do czy co przez dla od po są to i w z",
}
_LANGUAGES_OF_WORD: dict[str, list[str]] = {}
for _code, _words in _FUNCTION_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF_WORD.setdefault(_word, []).append(_code)
_LEAST_FUNCTION_WORDS = 2
_CONSTRUCTED = {"eo", "io", "vo", "la"}  # real pages in them are rarer than mistakes for them
_OF_OTHER_SCRIPTS = {code for codes in LANGUAGES_OF_SCRIPT.values() for code in codes} - {"sr", "ku"}
_LATIN = sorted(set(supported_langs()) - _OF_OTHER_SCRIPTS - _CONSTRUCTED)
_NOT_PROSE = re.compile(
    r"```.{0,20000}?```|`[^`\n]{1,200}`|\$[^$\n]{1,300}\$|https?://\S{1,500}|\\[a-zA-Z]+", re.DOTALL
)
_OWN_CODES = {"ua": "uk", "cn": "zh", "jp": "ja", "kr": "ko", "iw": "he", "nb": "no", "nn": "no", "in": "id"}


def language_of(text: str, page_lang: str = "") -> str:
    """The language of `text`; `page_lang` is what the page says of itself (its `lang`), or "". Unknown: "".

    >>> language_of("The area of a circle grows with the square of its radius, as every pupil learns.")
    'en'
    >>> language_of("如何在 Python 中反转 list: my_list.reverse() 或者 my_list[::-1] 都可以")
    'zh'
    >>> language_of("Die Fläche wächst mit dem Quadrat des Radius, wie man in der Schule lernt.", "en")
    'de'
    >>> language_of("12 + 30 = 42")
    ''
    """
    prose = _NOT_PROSE.sub(" ", text[:_SAMPLE_CHARS])
    letters = letters_by_script(prose)
    if sum(letters.values()) < _LEAST_LETTERS:
        return ""
    script = max(letters, key=lambda name: letters[name])
    if script in IDEOGRAPHIC:
        return _east_asian(letters)
    codes = _LATIN if script == "latin" else LANGUAGES_OF_SCRIPT[script]
    if len(codes) == 1:
        return codes[0]
    cutoff = _DOUBTFUL_RANK if script == "latin" else _ANY_RANK
    found = cast(list[tuple[str, int]], detect_fast(prose, n_results=3, langs=codes, cutoff=cutoff))
    own = _own_code(page_lang)
    best, rank = found[0] if found else ("", _DOUBTFUL_RANK)
    if rank <= _WEAK_RANK:
        return own if own in [code for code, other in found if other <= rank * _CLOSE_RANK] else best
    return _by_function_words(prose, codes) or (own if own in codes else best)


def _east_asian(letters: dict[str, int]) -> str:
    if letters["hangul"] > letters["han"] + letters["kana"]:
        return "ko"
    return "ja" if letters["kana"] * 5 > letters["han"] else "zh"


def _by_function_words(text: str, codes: Sequence[str]) -> str:
    """The language of `codes` whose function words are the most frequent, or "" if they are few, or two are level.

    >>> _by_function_words("Wie alt ist der Hund?", ["de", "en"]), _by_function_words("Power Search", ["en"])
    ('de', '')
    """
    found = (code for word in text.lower().split() for code in _LANGUAGES_OF_WORD.get(word, ()))
    hits = Counter(code for code in found if code in codes)
    (best, most), (_, second) = [*hits.most_common(2), ("", 0), ("", 0)][:2]
    return best if most >= _LEAST_FUNCTION_WORDS and most > second else ""


def _own_code(page_lang: str) -> str:
    """
    >>> _own_code("en-US"), _own_code("nb"), _own_code("zh_CN")
    ('en', 'no', 'zh')
    """
    code = re.split(r"[-_]", page_lang.strip().lower(), maxsplit=1)[0]
    return _OWN_CODES.get(code, code)
