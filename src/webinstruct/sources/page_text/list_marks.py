"""The marks that a page shows before the points of its lists: bullets, numbers, letters, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["OpenList", "indent_of", "list_of", "number_before"]

_DECIMAL = "1"
# The kinds of `type=`, by what `list-style-type`, and the classes of generators, call them without hyphens.
_TYPES = {
    "loweralpha": "a",
    "lowerlatin": "a",
    "upperalpha": "A",
    "upperlatin": "A",
    "lowerroman": "i",
    "upperroman": "I",
}
_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]{0,80}?\b((?:lower|upper)-(?:alpha|latin|roman))")
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_LAST_ROMAN = 3999
_DEEPEST = 8  # levels of lists from which on points are no further indented

Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class OpenList:
    """A list being written: the number of its last point, -1 where points are not numbered; its `type`."""

    number: int
    kind: str = _DECIMAL

    def next_mark(self) -> str:
        """The mark of the next point.

        >>> letters, bullets = OpenList(1, "a"), OpenList(-1)
        >>> letters.next_mark(), letters.next_mark(), bullets.next_mark()
        ('b. ', 'c. ', '- ')
        """
        if self.number < 0:
            return "- "
        self.number += 1
        return f"{_written(self.number, self.kind)}. "


def list_of(tag: str, attributes: Attributes) -> OpenList:
    """The list that `tag`, an `ol` or `ul`, begins.

    >>> list_of("ol", {"type": "A", "start": "3"}), list_of("ul", {})
    (OpenList(number=2, kind='A'), OpenList(number=-1, kind='1'))
    >>> _kind_of({"style": "list-style: lower-roman inside"}), _kind_of({"class": "loweralpha"})
    ('i', 'a')
    """
    if tag != "ol":
        return OpenList(-1)
    return OpenList(number_before(attributes.get("start")), _kind_of(attributes))


def number_before(number: str | None) -> int:
    """The number of the point before the one numbered `number` in a list; 0 where that is no small number.

    >>> number_before("5"), number_before(None), number_before("-3"), number_before("x")
    (4, 0, 0, 0)
    """
    is_small = number is not None and number.isascii() and number.isdigit() and len(number) < 7
    return max(int(number) - 1, 0) if number and is_small else 0


def indent_of(depth: int) -> str:
    """What stands before the mark of a point in `depth` lists.

    >>> indent_of(1), indent_of(3)
    ('', '    ')
    """
    return "  " * min(depth - 1, _DEEPEST)


def _kind_of(attributes: Attributes) -> str:
    style = _STYLE.search(attributes.get("style") or "")
    if style is not None:
        return _TYPES[style[1].replace("-", "")]
    kind = attributes.get("type")
    if kind in ("a", "A", "i", "I"):
        return kind
    names = (attributes.get("class") or "").replace("-", "").split()
    return next((_TYPES[name] for name in names if name in _TYPES), _DECIMAL)


def _written(number: int, kind: str) -> str:
    """
    >>> _written(28, "a"), _written(4, "I"), _written(1944, "i"), _written(0, "A")
    ('ab', 'IV', 'mcmxliv', '0')
    """
    if kind in "iI" and 0 < number <= _LAST_ROMAN:
        numeral = _roman(number)
        return numeral if kind == "I" else numeral.lower()
    if kind in "aA" and number > 0:
        return _letters(number, kind)
    return str(number)


def _roman(number: int) -> str:
    numeral = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        numeral += sign * count
    return numeral


def _letters(number: int, first: str) -> str:
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord(first) + place) + letters
    return letters
