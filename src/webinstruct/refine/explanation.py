"""Does an answer explain, or does it state a bare result?"""

from __future__ import annotations

import re

__all__ = ["has_explanation"]

_FORMULA = re.compile(r"\$\$?[^$]+\$\$?|\\\([^\n]+?\\\)|\\\[[^\]]+\\\]")
_OPTION = re.compile(r"^\s*(?:option |choice )?[(\[]?[A-Ha-h][)\].:]?\s+(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_REASON = re.compile(
    r"\b(?:because|since|therefore|thus|hence|weil|denn|da|also|car|parce|donc|porque|pues|perché|quindi|omdat|bo|"
    r"ponieważ|потому|так как|тому)\b",
    re.IGNORECASE,
)
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BARE_WORDS = 3
_BARE_SIGNS = 6


def has_explanation(answer: str) -> bool:
    """Whether an answer says more than a number, an option, a formula, a name, or yes and no.

    >>> [has_explanation(a) for a in ("42 km", "(B)", "C) Paris", "$x = 2$", "Yes.", "是的")]
    [False, False, False, False, False, False]
    >>> [has_explanation(a) for a in ("Yes, because $x$ is even.", "$x = 1$, so $y = 2$", "```\\nx = 1\\n```")]
    [True, True, True]
    """
    if "```" in answer:
        return True
    if _REASON.search(answer) or len(_FORMULA.findall(answer)) > 1:
        return True
    rest = _OPTION.sub("", _FORMULA.sub(" ", answer), count=1)
    signs = len(_EAST_ASIAN.findall(rest))
    if signs:
        return signs > _BARE_SIGNS
    return len(_WORD.findall(rest)) > _BARE_WORDS
