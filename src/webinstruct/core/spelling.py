"""A text with one spelling for each thing: what is left to do is to cut it into tokens.

Case, compatibility forms, quotes, dashes, Markdown and HTML marks, entities, formula delimiters and LaTeX commands are
settled here, over the string as a whole. Each expression begins with a literal or is asked for only where the text has
what it looks for: 30 MB/s of benchmark questions on one core, a fifth of them with LaTeX.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from webinstruct.core.latex_spelling import plain_latex

__all__ = ["CJK", "MARKS", "SYMBOLS", "one_spelling"]


def _ranges(codes: Sequence[int]) -> str:
    """A regex character class body for sorted code points."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


# One walk over the plane where living scripts are: vowel signs belong to words, digits become ASCII.
_BASIC = [(code, unicodedata.category(chr(code))) for code in range(0x300, 0xFE30)]
MARKS = _ranges([code for code, category in _BASIC if category in ("Mn", "Mc")])
_DIGITS = {code: str(unicodedata.decimal(chr(code))) for code, category in _BASIC if category == "Nd"}
CJK = "\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
SYMBOLS = "±¬°€£¥←-⋿⟀-⟯⤀-⫿"

_UNIFIED = (
    dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | dict.fromkeys("‘’‚‛′ʼ´", "'")
    | dict.fromkeys("×·⋅∙∗✕", "*")
    | {"÷": "/", "⁄": "/", "∕": "/", "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "″": "''"}
    | {"∣": "|", "∶": ":", "⟶": "→", "⟹": "⇒", "⟺": "⇔", "∆": "δ"}
    | {chr(code): digit for code, digit in _DIGITS.items()}
)
# Only the few characters of the table cost anything; str.translate looks up every one of a text.
_UNIFIABLE = re.compile(f"[{''.join(map(re.escape, _UNIFIED))}]")
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f]")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n")

_TAG = re.compile(
    r"<(/?)(?:(sup)|a|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|sub|table|tbody"
    r"|td|th|thead|tr|tt|u|ul)(?:\s{1,9}[a-z-]{1,30}=[^<>]*)?\s{0,9}/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TEX_TAG = re.compile(r"\[/?(?:tex|itex|latex|math)\]")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+")
_VULGAR = re.compile("[¼-¾⅐-⅞]")
_ASCII = re.compile(r"[\x00-\x7f]+")
_JAMO = frozenset(map(chr, range(0x1100, 0x1200)))  # letters that join into syllables
_MOST_CHANGED = 16  # different characters that are replaced one by one
_LIST_MARK = re.compile(r"^[ \t]*(?:[-*•][ \t]+){1,3}(?=[^\W\d_]{3})", re.MULTILINE)
_GROUP_OF_THREE = re.compile(r",\d{3}")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!,?\d)")
_BARE_POINT = re.compile(r"\.(?<![\w.)\]]\.)(?=\d)")


def one_spelling(text: str) -> str:
    r"""`text` with each thing in its one spelling; its tokens are cut by `webinstruct.core.normal_form.words`.

    >>> one_spelling("**1,000** \u2264 x\u00b2 &amp; $\\alpha$")
    '**1000** <= x^{2} & $ \u03b1 $'
    """
    if "<" in text:
        text = _TAG.sub(lambda tag: " ^ " if tag[2] and not tag[1] else " ", text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = text.lower() if text.isascii() else _folded(text)
    if "[" in text:
        text = _TEX_TAG.sub(" ", text)
    if "-" in text or "*" in text or "•" in text:
        text = _LIST_MARK.sub(" ", text)
    if "\\" in text:
        text = plain_latex(text)
    if "," in text:
        text = text.replace("{,}", ",")
        text = _without_thousands(text)
    return _BARE_POINT.sub(" 0.", text) if "." in text else text


def _without_thousands(text: str) -> str:
    """`text` without the commas in 12,345,678; only where there is such a comma, its number is looked at."""
    parts, done = [], 0
    for comma in _GROUP_OF_THREE.finditer(text):
        start = comma.start()
        if start < done:
            continue
        first = start
        while first > max(done, start - 3) and text[first - 1].isdecimal():
            first -= 1
        if number := _THOUSANDS.match(text, first):
            parts += [text[done:first], number[0].replace(",", "")]
            done = number.end()
    return "".join([*parts, text[done:]]) if parts else text


def _folded(text: str) -> str:
    """`text`, which is not all ASCII, in lower case and with compatible characters as one."""
    instead = {char: _settled(char) for char in set(_ASCII.sub("", text))}
    changed = [(char, settled) for char, settled in instead.items() if settled != char.casefold()]
    if len(changed) > _MOST_CHANGED or None in instead.values():
        return _thoroughly_folded(text)
    for char, settled in changed:
        text = text.replace(char, settled or "")
    return _UNIFIABLE.sub(lambda char: _UNIFIED[char[0]], text.casefold())


@lru_cache(1 << 16)
def _settled(char: str) -> str | None:
    """What becomes of a character but for _UNIFIED; None where that depends on what stands beside it."""
    settled = _settled_text(char)
    joins = any(unicodedata.category(one)[0] == "M" or one in _JAMO for one in (char, *settled))
    return None if joins or settled != settled.casefold() or _RAISED_RUN.match(char) else settled


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _thoroughly_folded(text: str) -> str:
    return _UNIFIABLE.sub(lambda char: _UNIFIED[char[0]], _settled_text(text))


def _settled_text(text: str) -> str:
    text = _RAISED_RUN.sub(lambda run: "^{" + run[0].translate(_RAISED) + "}", text)
    text = _UNSEEN.sub("", _VULGAR.sub(r" \g<0>", text).replace("´", "'"))
    # Compatibility forms and case folding each undo the other's work for a few letters; three steps settle it.
    return _UNSEEN.sub("", _compatible(_compatible(_compatible(text).casefold()).casefold()))
