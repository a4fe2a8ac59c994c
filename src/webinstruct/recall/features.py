r"""What the classifier sees of a text: one line of tokens in lower case.

Training and scoring both use this and nothing else. Punctuation stands by itself ("?" says a lot about a page), LaTeX
commands are tokens, digits become 0 (that there are numbers counts, not which), and each Chinese, Japanese or Korean
character is a token.
"""

from __future__ import annotations

import re

__all__ = ["features", "word_count"]

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(rf"\\[a-z]+|[{_CJK}]|[^\W_{_CJK}]+|[^\w\s]")
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_DIGIT = re.compile(r"\d")


def features(text: str, chars: int) -> str:
    r"""The first `chars` characters of `text` as one line of tokens.

    >>> features("Why is $\\frac{1}{20}$ so\nSMALL?", 100)
    'why is $ \\frac { 0 } { 00 } $ so small ?'
    >>> features("求值 x", 100)
    '求 值 x'
    """
    return _DIGIT.sub("0", " ".join(_TOKEN.findall(text[:chars].lower())))


def word_count(text: str, enough: int) -> int:
    """How many words `text` has; counting stops at `enough`.

    >>> word_count("One, two; three", 10), word_count("One two three", 2), word_count("求值", 10)
    (3, 2, 2)
    """
    count = 0
    for _ in _WORD.finditer(text):
        count += 1
        if count >= enough:
            break
    return count
