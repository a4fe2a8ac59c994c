"""The marks before the points of a list: bullets and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["OpenList", "indent_of", "list_of", "number_before"]

_DEEPEST = 8  # levels of lists from which on points are no further indented

Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class OpenList:
    """A list being written: the number of its last point, -1 where points are not numbered."""

    number: int

    def next_mark(self) -> str:
        """The mark of the next point.

        >>> numbers, bullets = OpenList(1), OpenList(-1)
        >>> numbers.next_mark(), numbers.next_mark(), bullets.next_mark()
        ('2. ', '3. ', '- ')
        """
        if self.number < 0:
            return "- "
        self.number += 1
        return f"{self.number}. "


def list_of(tag: str, attributes: Attributes) -> OpenList:
    """The list that `tag`, an `ol` or `ul`, begins.

    >>> list_of("ol", {"start": "3"}), list_of("ul", {})
    (OpenList(number=2), OpenList(number=-1))
    """
    return OpenList(number_before(attributes.get("start")) if tag == "ol" else -1)


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
