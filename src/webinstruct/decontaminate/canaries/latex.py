r"""Other spellings of the same formula: what two authors of LaTeX would set in two ways and a reader sees as one."""

from __future__ import annotations

import re

__all__ = ["respelled"]

_DISPLAYED = re.compile(r"\$\$([^$]{1,2000})\$\$")
_INLINE = re.compile(
    r"(?<![\\$])\$(?!\s)([^$]{1,2000})(?<![\s\\])\$(?![$\d])"
)  # not "$5 and a $7 cap": prices
_DELIMITED = re.compile(r"\\\(([^$]{1,2000}?)\\\)")
_FORMULA = re.compile(r"(?<!\\)\$|\\[(\[]")
_SPELLINGS = (
    (re.compile(r"\\leq?(?![a-z])"), r"\\leqslant"),
    (re.compile(r"\\geq?(?![a-z])"), r"\\geqslant"),
    (re.compile(r"\\neq?(?![a-z])"), r"\\ne"),
    (re.compile(r"\\text\s?(?=\{)"), r"\\mathrm"),
    (re.compile(r"\^(\w)(?!\w)"), r"^{\1}"),
    (re.compile(r"(?<=[\w)}])\s?([+=])\s?(?=[\w(\\])"), r"\\,\1\\,"),
)
_FRACTION = re.compile(r"\\([dt]?)frac(?![a-z])")
_GROWING = re.compile(r"\\(?:left|right)(?=\s?[()\[\]|])")
_BRACKETS = re.compile(r"(?<![\\a-zA-Z])\(([^()$]{1,200})\)")


def respelled(text: str) -> str:
    r"""`text` with its formulae between other delimiters and in other commands; equal where there are none.

    >>> print(respelled(r"Let $x^2 \le \frac{a}{b}$ and $$f\left(x\right)=1$$"))
    Let \(x^{2} \leqslant \dfrac{a}{b}\) and \[f(x)\,=\,1\]
    >>> print(respelled(r"So \(y \geq (2)\)."))
    So $y \geqslant \left(2\right)$.
    """
    if not _FORMULA.search(text):
        return text
    if "\\(" in text and "$" not in text:
        return _DELIMITED.sub(lambda found: f"${_spelled(found[1])}$", text)
    text = _DISPLAYED.sub(lambda found: f"\\[{_spelled(found[1])}\\]", text)
    return _INLINE.sub(lambda found: f"\\({_spelled(found[1])}\\)", text)


def _spelled(formula: str) -> str:
    formula = _FRACTION.sub(lambda found: r"\frac" if found[1] else r"\dfrac", formula)
    for pattern, spelling in _SPELLINGS:
        formula = pattern.sub(spelling, formula)
    if "\\left" in formula:
        return _GROWING.sub("", formula)
    return _BRACKETS.sub(r"\\left(\1\\right)", formula)
