r"""One spelling for texts that say the same, so that equal questions are equal strings.

Case, white space, quotes, Markdown and HTML marks, formula delimiters and LaTeX spelling vanish; numbers and
operators stay: "3x+2" and "8x-9" are different questions, "3 x+2" and "$3x + 2$" are one.

`words` cuts a text into its tokens; `normal_form` is those tokens joined by spaces, and its own normal form.
`content_words` leaves only words and numbers, for matching texts whose formulae may be set differently. All are
linear in the length of the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

from webinstruct.core.latex_spelling import plain_latex

__all__ = ["content_words", "is_cjk", "normal_form", "words"]


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
_MARKS = _ranges([code for code, category in _BASIC if category in ("Mn", "Mc")])
_DIGITS = {code: str(unicodedata.decimal(chr(code))) for code, category in _BASIC if category == "Nd"}
_CJK = "\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_SYMBOLS = "±¬°€£¥←-⋿⟀-⟯⤀-⫿"

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
_LIST_MARK = re.compile(r"^[ \t]*(?:[-*•][ \t]+){1,3}(?=[^\W\d_]{3})", re.MULTILINE)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!,?\d)")
_BARE_POINT = re.compile(r"(?<![\w.)\]])\.(?=\d)")
_TOKEN = re.compile(
    r"\\[a-z]+"
    r"|\d+(?:\.\d+)*"
    rf"|[{_CJK}]"
    r"|(?<![^\W_])(?<!')[a-z]'{1,3}(?!['a-z])"
    rf"|(?:[^\W\d_{_CJK}]|[{_MARKS}])+"
    r"|<=|>=|!=|\*\*|[-+*/=<>^|%!()\[\]{}]"
    rf"|[{_SYMBOLS}]"
)
_CJK_CHAR = re.compile(f"[{_CJK}]")
_BRACES = frozenset("{}")
_EITHER = frozenset(["-", "+", "/", "=", "<", ">", "^", "|", "<=", ">=", "!="])
_BEFORE = frozenset("!%")
_BOTH = frozenset(["*", "**"])
_SIGNS = _EITHER | _BEFORE | _BOTH


def normal_form(text: str) -> str:
    r"""`text` in its one spelling.

    >>> normal_form("**What** is  $\\dfrac{1}{2} \\cdot x^{2}$?")
    'what is \\frac 1 2 * x ^ 2'
    >>> normal_form("Solve 3 x+2 = 5.") == normal_form("solve \\(3x + 2 = 5\\)")
    True
    >>> normal_form("2 + 3") == normal_form("2 - 3")
    False
    """
    return " ".join(words(text))


def words(text: str) -> list[str]:
    r"""The tokens of `text` in order: runs of letters, numbers, LaTeX commands, operators and brackets; every
    Chinese, Japanese or Korean character by itself.

    >>> words("It's 1,000 apples - really!")
    ['it', 's', '1000', 'apples', 'really']
    >>> words("f'(x) ≤ 2^{-n}, 求值")
    ["f'", '(', 'x', ')', '<=', '2', '^', '{', '-', 'n', '}', '求', '值']
    """
    tokens: list[str] = _TOKEN.findall(_one_spelling(text))
    if not _SIGNS.isdisjoint(tokens):
        tokens = _without_loose_signs(tokens)
    return _without_idle_braces(tokens) if "{" in tokens else tokens


def content_words(tokens: Sequence[str]) -> list[str]:
    r"""The words and numbers among `tokens` (from `words`); operators, brackets and LaTeX commands are left out.

    >>> content_words(words("Find $f'(x)$ for f(x) = \\frac{x}{2}"))
    ['find', 'f', 'x', 'for', 'f', 'x', 'x', '2']
    """
    return [word.rstrip("'") for word in tokens if word[0].isalnum()]


def is_cjk(word: str) -> bool:
    """Whether a token is a single Chinese, Japanese or Korean character.

    >>> [is_cjk(word) for word in ("求", "한", "x", "12")]
    [True, True, False, False]
    """
    return len(word) == 1 and word > "\u3000" and _CJK_CHAR.match(word) is not None


def _one_spelling(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(lambda tag: " ^ " if tag[2] and not tag[1] else " ", text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = text.lower() if text.isascii() else _folded(text)
    if "[" in text:
        text = _TEX_TAG.sub(" ", text)
    text = _LIST_MARK.sub(" ", text)
    if "\\" in text:
        text = plain_latex(text)
    if "," in text:
        text = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text.replace("{,}", ","))
    return _BARE_POINT.sub(" 0.", text)


def _folded(text: str) -> str:
    text = _RAISED_RUN.sub(lambda run: "^{" + run[0].translate(_RAISED) + "}", text)
    text = _UNSEEN.sub("", _VULGAR.sub(r" \g<0>", text).replace("´", "'"))
    # Compatibility forms and case folding each undo the other's work for a few letters; three steps settle it.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).casefold()
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _UNIFIABLE.sub(lambda char: _UNIFIED[char[0]], text)


def _without_loose_signs(tokens: list[str]) -> list[str]:
    """Leave out signs that stand between words: hyphens, dashes, bullets, emphasis, rules, exclamation marks.

    A sign is an operator where a number, a single letter, a command or a bracket stands beside it. Grouping braces
    are looked through, so that taking idle ones away changes nothing.
    """
    kept: list[str] = []
    before = ""
    for place, word in enumerate(tokens):
        if word in _SIGNS:
            if _is_operator(word, before, _next_solid(tokens, place)):
                kept.append("^" if word == "**" else word)
        else:
            kept.append(word)
        if word not in _BRACES:
            before = word
    return kept


def _next_solid(tokens: list[str], place: int) -> str:
    for following in range(place + 1, len(tokens)):
        if tokens[following] not in _BRACES:
            return tokens[following]
    return ""


def _is_operator(word: str, before: str, after: str) -> bool:
    if word in _EITHER:
        return _is_operand(before) or _is_operand(after)
    if word in _BEFORE:
        return _is_operand(before)
    return _is_operand(before) and _is_operand(after)


def _is_operand(word: str) -> bool:
    if not word or word in _SIGNS:
        return False
    first = word[0]
    return first.isdigit() or first == "\\" or word[-1] == "'" or (len(word) == 1 and not is_cjk(word))


def _without_idle_braces(tokens: list[str]) -> list[str]:
    """Take away braces around nothing or around one token: they group nothing."""
    kept: list[str] = []
    for word in tokens:
        if word == "}" and kept and kept[-1] == "{":
            kept.pop()
        elif word == "}" and len(kept) > 1 and kept[-2] == "{" and kept[-1] != "}":
            kept[-2:] = kept[-1:]
        else:
            kept.append(word)
    return kept
