"""The numbers of a text as values with units, so that 1e3 is 1,000 and 50 % is a half, and 42 "
"km is not 42 miles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from webinstruct.refine.gate.languages import has_decimal_commas
from webinstruct.refine.gate.plain import plain
from webinstruct.refine.gate.units import Unit, unit_of

__all__ = ["Quantity", "lost", "quantities", "same_quantity"]

_NUMBER = (
    r"(?:\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+|(?:'\d{3})+)(?![\d,])(?:\.\d+)?|"
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d.])"
    r"|\d+(?:[.,]\d+)?|\.\d+)"
)
_QUANTITY = re.compile(
    rf"(?P<sign>-\s?|\b(?:minus|negative) )?(?P<number>{_NUMBER})"
    r"(?:\s?\*\s?10\s?\^\s?\(?(?P<power>-?\d{1,3})\)?|[eE](?P<e>[-+]?\d{1,3})(?![\w.]))?"
    rf"(?:\s?/\s?(?P<below>{_NUMBER})(?!\s?/))?"
    r"(?:\s?(?P<scale>(?:thousand|million|billion|trillion|tausend|millionen|milliarden?|mille|millones)\b|[万亿]))?"
    r"(?P<percent>\s?(?:%|percent\b|per cent\b|Prozent\b|por ciento\b|pour cent\b))?"
)
_LABEL = re.compile(
    r"(?:^[ \t]*(?:\*\*)?\(?|\b(?:step|schritt|exercise|problem|question|task|aufgabe|frage|übung|"
    r"example|beispiel|"
    r"part|teil|figure|equation|eq\.|case|no\.|nr\.|q|étape|paso)[ \t]?[#(]?)$",
    re.IGNORECASE,
)
_LABEL_END = re.compile(r"[.):](?:\*\*)?[ \t]+\S")
_WORD_BEFORE = re.compile(r"[^\W\d_]$|[\w}]_\{?$|\\$")
_OPERAND_BEFORE = re.compile(r"[\w)\]}%.!]$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_MOST_DIGITS = 60
_FEW = 300

_WORDS = {
    word: value
    for value, spelled in enumerate(
        (
            "two zwei deux dos|three drei trois tres|four vier quatre cuatro|five fünf cinq cinco|"
            "six sechs seis|"
            "seven sieben sept siete|eight acht huit ocho|nine neun neuf nueve|ten zehn dix diez|"
            "eleven elf onze once|"
            "twelve zwölf douze doce|thirteen dreizehn treize trece|fourteen vierzehn|fifteen fünfzehn|"
            "sixteen sechzehn|seventeen siebzehn|eighteen achtzehn|nineteen neunzehn|"
            "twenty zwanzig vingt veinte"
        ).split("|"),
        start=2,
    )
    for word in spelled.split()
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SPELLED = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b|[二三四五六七八九十]+", re.IGNORECASE)
_CJK_DIGITS = "零一二三四五六七八九"


_SCALES = (
    dict.fromkeys(("thousand", "tausend", "mille"), 10**3)
    | dict.fromkeys(("million", "millionen", "millones"), 10**6)
    | dict.fromkeys(("billion", "milliarde", "milliarden"), 10**9)
    | {"trillion": 10**12, "万": 10**4, "亿": 10**8}
)


class Quantity(NamedTuple):
    """A number as it is `shown`: its value, its unit where it has one, and the decimals it is given with."""

    value: Fraction
    unit: Unit | None
    decimals: int | None
    shown: str
    start: int
    end: int


def quantities(text: str, context: str = "") -> list[Quantity]:
    r"""The quantities of `text` in order, labels of lists and indices left out; `context` tells its language.

    >>> [(str(q.value), q.unit and q.unit.kind) for q in quantities("1. It is $-\\frac{1}{2}$ or 3,000 km, see x_1.")]
    [('-1/2', None), ('3000', 'm')]
    """
    spelled = plain(text)
    commas = has_decimal_commas(context or text)
    found = [
        _quantity(match, spelled, commas) for match in _QUANTITY.finditer(spelled) if _counts(match, spelled)
    ]
    found += [_spelled(match) for match in _SPELLED.finditer(spelled)]
    return sorted((one for one in found if one is not None), key=lambda one: one.start)


def same_quantity(one: Quantity, other: Quantity, is_unit_needed: bool = True) -> bool:
    """Whether two quantities say the same; a unit that only `other` has does not matter, one that is missing there
    does where `is_unit_needed`.

    >>> a, b, c = quantities("1/3 is 0.333 or 0.334")
    >>> same_quantity(a, b), same_quantity(a, c)
    (True, False)
    """
    first, second = one.value, other.value
    if one.unit and other.unit:
        if one.unit.kind != other.unit.kind:
            return False
        first, second = first * one.unit.factor, second * other.unit.factor
    elif one.unit and is_unit_needed:
        return False
    return first == second or _is_rounded(one, other) or _is_rounded(other, one)


def lost(wanted: Iterable[Quantity], there: Sequence[Quantity]) -> list[Quantity]:
    """The quantities of `wanted` that are not among `there`."""
    bare = {one.value for one in there}
    scaled = {_scaled(one) for one in there}
    few = there if len(there) <= _FEW else ()  # looking for roundings takes time by the square
    return [
        one
        for one in wanted
        if not (_scaled(one) in scaled or (one.unit is None and one.value in bare))
        and not any(same_quantity(one, other, is_unit_needed=False) for other in few)
    ]


def _scaled(one: Quantity) -> tuple[str, Fraction]:
    return (one.unit.kind, one.value * one.unit.factor) if one.unit else ("", one.value)


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether the digits are a number, and neither an index, part of a name, nor the label of an item."""
    start = match.start("number")
    before = text[max(0, start - 24) : start].rpartition("\n")[2]
    if _WORD_BEFORE.search(before) or len(match["number"]) > _MOST_DIGITS:
        return False
    is_line_start = not before.strip(" \t(*")
    if is_line_start and not _LABEL_END.match(text, match.end("number")):
        return True
    has_tail = bool(match["percent"] or match["below"] or match["power"])
    at_start = text[max(0, start - 24) : start] if "\n" in text[max(0, start - 24) : start] else before
    return (
        has_tail or not _LABEL.search(at_start.rpartition("\n")[2]) or not (is_line_start or before.strip())
    )


def _quantity(match: re.Match[str], text: str, commas: bool) -> Quantity | None:
    value, decimals = _value(match["number"], commas)
    shown_decimals: int | None = decimals
    if power := match["power"] or match["e"]:
        value, shown_decimals = value * Fraction(10) ** int(power), None
    if match["scale"]:
        value, shown_decimals = value * _SCALES[match["scale"].lower()], None
    if match["below"]:
        below = _value(match["below"], commas)[0]
        if not below:
            return None
        value, shown_decimals = value / below, None
    if match["percent"]:
        value = value / 100
        shown_decimals = None if shown_decimals is None else shown_decimals + 2
    if match["sign"] and (match["sign"][0] != "-" or _is_unary(match, text)):
        value = -value
    end = match.end()
    unit = None if match["percent"] else _currency(text, match.start()) or _unit_behind(text, end)
    return Quantity(value, unit, shown_decimals, match[0].strip(), match.start(), end)


def _is_unary(match: re.Match[str], text: str) -> bool:
    """Whether a minus belongs to its number: it touches it and nothing else, or stands behind a relation."""
    start = match.start("sign")
    before = text[max(0, start - 8) : start]
    if match["sign"] == "-":
        return not _OPERAND_BEFORE.search(before)
    return before.rstrip(" $").endswith(tuple("=(<>≤≥±,:"))


def _currency(text: str, start: int) -> Unit | None:
    """The currency whose sign stands before a number; "
    "a dollar is one where it is escaped, or where none closes it."""
    before = text[max(0, start - 3) : start].rstrip()
    if before.endswith(("€", "£")):
        return Unit(Fraction(1), before[-1])
    is_dollar = before.endswith("\\$") or (
        before.endswith("$") and text.replace("\\$", "").count("$") % 2 == 1
    )
    return Unit(Fraction(1), "$") if is_dollar else None


def _unit_behind(text: str, end: int) -> Unit | None:
    rest = text[end : end + 40].removeprefix(" ")
    if _ORDINAL.match(rest):
        return None
    found = unit_of(rest.lstrip("$ ") if rest.startswith(("$ ", "$")) and rest[1:2].isspace() else rest)
    return found[0] if found else None


def _value(digits: str, commas: bool) -> tuple[Fraction, int]:
    """The value of a number as written, and its decimals."""
    digits = digits.replace(" ", "").replace("'", "")
    is_grouped = bool(re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits))
    if "," in digits and "." in digits:
        decimal = "," if digits.rfind(",") > digits.rfind(".") else "."
    elif "," in digits:
        decimal = "." if is_grouped and (not commas or digits.count(",") > 1) else ","
    else:
        is_thousands = digits.count(".") > 1 or (commas and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits))
        decimal = "," if is_thousands else "."
    whole, _, part = digits.replace("." if decimal == "," else ",", "").partition(decimal)
    return Fraction(f"{whole or 0}.{part or 0}"), len(part)


def _spelled(match: re.Match[str]) -> Quantity | None:
    word = match[0].lower()
    value = _WORDS.get(word) or _cjk_value(word)
    return Quantity(Fraction(value), None, 0, match[0], match.start(), match.end()) if value else None


def _cjk_value(signs: str) -> int:
    """The value of Chinese numerals up to 99; 0 for others."""
    tens, ten, ones = signs.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return 0
    return (10 * (_CJK_DIGITS.find(tens) if tens else 1) if ten else 0) + (
        _CJK_DIGITS.find(ones) if ones else 0
    )


def _is_rounded(rounded: Quantity, exact: Quantity) -> bool:
    """Whether `rounded` is a fraction that no decimals end, cut to two decimals or more."""
    if rounded.decimals is None or rounded.decimals < 2 or exact.decimals is not None:
        return False
    rest = exact.value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest > 1 and abs(rounded.value - exact.value) <= Fraction(1, 2 * 10**rounded.decimals)
