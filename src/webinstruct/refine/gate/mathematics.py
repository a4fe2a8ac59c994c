"""Whether two formulae say the same, by math-verify; what could keep a computer algebra system busy is not asked."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from webinstruct.core.errors import MissingExtra
from webinstruct.core.limits import OutOfTime, time_limit

__all__ = ["judge_version", "opened_judge", "same_mathematics"]

_MOST_CHARS = 200
_LIMIT_S = 10.0
# Towers of powers, factorials of large numbers and huge exponents take for ever, in C, where no time limit reaches.
_WILD = re.compile(
    r"\^\s?\{?\s?-?\d{4}|\^[^=+*/-]{0,40}\^|\*\*|\d{3,}\s?\)?\s?!|!\s?!|\d{40}|\\(?:sum|prod|int|"
    r"lim)(?![a-z])"
)
# Dates, scores and page ranges are no differences, and a computer algebra system reads no logic and no reactions.
_UNREAD = re.compile(
    r"^\W*\d+(?:-\d+)+\W*$|(?<!\d)\d{1,2}/\d{1,2}/\d{2,4}(?!\d)|->|[→⇒¬∧∨⊕]"
    r"|\\(?:neg|lnot|land|lor|wedge|vee|oplus|(?:long)?(?:left|right|leftright)arrow|Rightarrow|implies|iff|to)(?![A-Za-z])"
)
_MATHEMATICAL = re.compile(r"[\d^=\\]|^\W*[A-Za-z]\W*$")


def judge_version() -> str:
    """The package that compares formulae, with its version: part of the plan.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        return f"math-verify {version('math-verify')}"
    except PackageNotFoundError:
        raise MissingExtra(
            "comparing answers of mathematics needs math-verify. Install it: pip install "
            "'webinstruct[refine]'."
        ) from None


def same_mathematics(one: str, other: str) -> bool:
    r"""Whether two short formulae, without dollars around them, are equal; False where that cannot be said.

    >>> same_mathematics(r"\frac{1}{2}", "0.5"), same_mathematics("x^2+2x", "x(x+2)"), same_mathematics("x=1", "x=2")
    (True, True, False)
    """
    if not all(len(text) <= _MOST_CHARS and _MATHEMATICAL.search(text) for text in (one, other)):
        return False
    if any(pattern.search(text) for pattern in (_WILD, _UNREAD) for text in (one, other)):
        return False
    opened_judge()
    try:
        with time_limit(_LIMIT_S):
            return _verified(one, other)
    except OutOfTime:
        return False


@lru_cache(maxsize=1)
def opened_judge() -> tuple[Any, Any]:
    """math-verify's two functions, loaded and used once, which takes a second or two.

    Its own time limits use the signal that ours uses and are off, which it would warn of.

    Raises:
        MissingExtra: it is not installed.
    """
    judge_version()
    package = import_module("math_verify")
    for name in ("math_verify", "math_verify.parser", "math_verify.grader", "math_verify.utils"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    half = package.parse("$\\frac{1}{2}$", parsing_timeout=None)
    package.verify(half, half, timeout_seconds=None)
    return package.parse, package.verify


@lru_cache(maxsize=10_000)
def _verified(one: str, other: str) -> bool:
    parse, verify = opened_judge()
    try:
        parsed = [parse(f"${text}$", parsing_timeout=None) for text in (one, other)]
        if not all(parsed):
            return False
        first, second = parsed
        return bool(
            verify(first, second, timeout_seconds=None) and verify(second, first, timeout_seconds=None)
        )
    except OutOfTime:
        raise
    except (
        Exception
    ):  # a parser and an algebra system fed with any text: what they stumble over is not shown equal
        return False
