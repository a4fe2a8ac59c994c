r"""One spelling for numbers, signs and LaTeX before results are compared; every digit of the world becomes ASCII."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["plain", "with_signs"]

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_VULGAR = re.compile("[¼-¾⅐-⅞]")
_SIGNS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "×": "*",
        "·": "*",
        "⋅": "*",
        "⁄": "/",
        "∕": "/",
        "÷": "/",
    }
    | {"’": "'", "‘": "'", "“": '"', "”": '"', "٪": "%", "٫": ".", "٬": ",", "∶": ":", "µ": "μ"}
    | {"→": "->", "⟶": "->"}
    | {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " "}
)
_FRACTION = r"\\[dtc]?frac\s?\{\s?(-?[\d.,]{1,20})\s?\}\s?\{\s?(-?[\d.,]{1,20})\s?\}"
_LATEX = (
    (
        re.compile(
            r"\\(?:text|mathrm|operatorname|textrm|rm|mbox|mathbf|textbf|mathit|si|unit)\s?\{([^{}]{0,80})\}"
        ),
        r"\1",
    ),
    (re.compile(r"\\[dtc]?frac\s?(\d)\s?(\d)(?!\d)"), r"\1/\2"),
    (re.compile(rf"(?<![\w)}}]){_FRACTION}"), r"\1/\2 "),
    (re.compile(_FRACTION), r" \1/\2 "),
    (re.compile(r"\\(?:left|right|big|Big|bigg|displaystyle|textstyle)(?![A-Za-z])"), ""),
    (re.compile(r"\\(?:times|cdot|ast)(?![A-Za-z])"), "*"),
    (re.compile(r"\\div(?![A-Za-z])"), "/"),
    (re.compile(r"\^\s?\{?\s?\\(?:circ|degree)(?![A-Za-z])\s?\}?|\\degree(?![A-Za-z])"), "°"),
    (re.compile(r"\\(?:Omega|ohm)(?![A-Za-z])"), "Ω"),
    (re.compile(r"\\mu(?![A-Za-z])"), "μ"),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"(?<=\d)\\[,;: !](?=\d{3})"), ""),
    (re.compile(r"\\[,;:! ]|~"), " "),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\(?:(?:long)?rightarrow|to)(?![A-Za-z])"), " -> "),
    (re.compile(r"\^\{\s?(-?\d{1,6})\s?\}"), r"^\1"),
)
# An index of a capital letter or of a group, as chemists set it: CO_2 and Ca(OH)_{2} for CO2 and Ca(OH)2.
_LOWERED = re.compile(r"(?<=[A-Z)])([a-z]?)_(?:(\d{1,3})|\{(\d{1,3})\})")
_SIGN_OF_LETTERS = re.compile(r"(?<![\w)\]}\-])-(?=[\\A-Za-z(])")


def with_signs(text: str) -> str:
    r"""`text` with a minus before a letter, command or bracket as a sign that no normal form takes for a hyphen.

    >>> with_signs(r"-\cos x, well-known")
    ' ¬ \\cos x, well-known'
    """
    return _SIGN_OF_LETTERS.sub(" ¬ ", text)


def plain(text: str) -> str:
    r"""`text` with digits, minus signs, fractions and units in their one spelling; linear in its length.

    >>> plain(r"$\frac{1}{2}\,\text{km}$ − ٤٢ × 10⁻³")
    '$1/2  km$ - 42 * 10^-3'
    """
    if not text.isascii():
        text = _RAISED_RUN.sub(lambda run: "^" + run[0].translate(_RAISED), text)
        text = _VULGAR.sub(r" \g<0>", text).translate(_SIGNS)
        text = "".join(
            str(unicodedata.decimal(sign)) if sign > "\x7f" and unicodedata.category(sign) == "Nd" else sign
            for sign in unicodedata.normalize("NFKC", text).translate(_SIGNS)
        )
    if "\\" in text or "~" in text or "{,}" in text:
        for pattern, spelling in _LATEX:
            text = pattern.sub(spelling, text)
    return _LOWERED.sub(r"\1\2\3", text) if "_" in text else text
