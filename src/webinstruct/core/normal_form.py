r"""One spelling for texts that say the same, so that equal questions are equal strings.

Case, white space, quotes, Markdown and HTML marks, formula delimiters and LaTeX spelling vanish; numbers and
operators stay: "3x+2" and "8x-9" are different questions, "3 x+2" and "$3x + 2$" are one.

`words` cuts a text into its tokens; `normal_form` is those tokens joined by spaces, and its own normal form.
`content_words` leaves only words and numbers, for matching texts whose formulae may be set differently. All are
linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from webinstruct.core.latex_spelling import FUNCTION_NAMES
from webinstruct.core.spelling import CJK, MARKS, SYMBOLS, one_spelling

__all__ = ["content_words", "is_cjk", "normal_form", "telling_places", "words"]

_TOKEN = re.compile(
    r"\\[a-z]+"
    r"|\d+(?:\.\d+)*"
    rf"|[{CJK}]"
    r"|(?<![^\W_])(?<!')[a-z]'{1,3}(?!['a-z])"
    rf"|(?:[^\W\d_{CJK}]|[{MARKS}])+"
    r"|<=|>=|!=|\*\*|[-+*/=<>^|%!()\[\]{}]"
    rf"|[{SYMBOLS}]"
)
_CJK_CHAR = re.compile(f"[{CJK}]")
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
    >>> words("log-normal y = -\\sin x")
    ['log', 'normal', 'y', '=', '-', 'sin', 'x']
    >>> words("f'(x) ≤ 2^{-n}, 求值")
    ["f'", '(', 'x', ')', '<=', '2', '^', '{', '-', 'n', '}', '求', '值']
    """
    tokens: list[str] = _TOKEN.findall(one_spelling(text))
    if not _SIGNS.isdisjoint(tokens):
        tokens = _without_loose_signs(tokens)
    return [tokens[place] for place in telling_places(tokens)] if "{" in tokens else tokens


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


def _without_loose_signs(tokens: list[str]) -> list[str]:
    """Leave out signs that stand between words: hyphens, dashes, bullets, emphasis, rules, exclamation marks.

    A sign is an operator where a number, a single letter, a command or a bracket stands beside it, or the name of a
    function behind it ("= -sin x", not "log-normal"). Grouping braces are looked through, so that taking idle ones
    away changes nothing.
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
        is_term = after in FUNCTION_NAMES and not _is_word(before)
        return is_term or _is_operand(before) or _is_operand(after)
    if word in _BEFORE:
        return _is_operand(before)
    return _is_operand(before) and _is_operand(after)


def _is_operand(word: str) -> bool:
    if not word or word in _SIGNS:
        return False
    first = word[0]
    return first.isdecimal() or first == "\\" or word[-1] == "'" or (len(word) == 1 and not is_cjk(word))


def _is_word(word: str) -> bool:
    return len(word) > 1 and word[0].isalnum() and word[-1] != "'"


def telling_places(tokens: Sequence[str]) -> list[int]:
    """The places of the tokens that stay when braces around nothing or around one token go: they group nothing.

    >>> telling_places(["{", "{", "x", "}", "}", "{", "a", "b", "}"])
    [2, 5, 6, 7, 8]
    """
    kept: list[int] = []
    for place, word in enumerate(tokens):
        if word == "}" and kept and tokens[kept[-1]] == "{":
            kept.pop()
        elif word == "}" and len(kept) > 1 and tokens[kept[-2]] == "{" and tokens[kept[-1]] != "}":
            kept[-2:] = kept[-1:]
        else:
            kept.append(place)
    return kept
