"""Elements with no more attributes than people write. The parser compares every attribute with all before it: one
element with 100,000 of them took 17 s, 2,000 take none. Only stretches that could hold so many are looked at.
"""

from __future__ import annotations

import re

__all__ = ["limited_attributes"]

_WINDOW = 10_000  # characters; a stretch as long without `<` is rare, and a tag full of attributes holds one
_NAME = re.compile(r"<[a-zA-Z][^\s/><]*")
_ATTRIBUTE = re.compile(r"""[\s/]*[^\s/>=][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?|[\s/]*=""")
_MOST = 2_000  # attributes of one element


def limited_attributes(html: str, most: int = _MOST) -> str:
    """`html` with every tag's attributes after the first `most` taken out; time linear in the size of the page.

    >>> wide = "<p a b c " + "d " * 20_000 + ">text</p>"
    >>> limited_attributes(wide, most=2)
    '<p a b >text</p>'
    """
    kept: list[str] = []
    position = start = 0
    while start + _WINDOW < len(html):
        if html.find("<", start, start + _WINDOW) >= 0:
            start += _WINDOW
            continue
        name = _NAME.match(html, max(html.rfind("<", position, start), position))
        following = html.find("<", start + _WINDOW)
        start = following if following >= 0 else len(html)
        if name is not None:
            allowed_end, end = _ends_of_attributes(html, name.end(), most)
            if allowed_end < end:
                kept.append(html[position:allowed_end])
                position = end
            start = max(start, end)
    kept.append(html[position:])
    return "".join(kept)


def _ends_of_attributes(html: str, start: int, most: int) -> tuple[int, int]:
    """Where the first `most` attributes of the tag whose name ends at `start` end, and where all of them do."""
    count, end, allowed_end = 0, start, start
    while (attribute := _ATTRIBUTE.match(html, end)) is not None:
        end = attribute.end()
        count += 1
        if count <= most:
            allowed_end = end
    return allowed_end, end
