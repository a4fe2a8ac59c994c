"""Small marks in running text: powers, indices, code."""

from __future__ import annotations

import re

__all__ = ["code_in_text", "script_text"]

_POWER = re.compile(r"[-+−]?(?:\d{1,4}|[A-Za-zα-ωΑ-Ω]|\d?[a-z][-+−]\d|[-+−]?\d[a-z]|[ijkmn]{2,3})\Z")
_POWER_BASE = re.compile(r"(?:(?<![A-Za-z])[A-Za-zα-ω]{1,3}|[0-9)\]}])\Z")
_INDEX = re.compile(r"[a-z0-9]{1,3}[-+−,][a-z0-9]{1,3}\Z")
_INDEX_BASE = re.compile(r"(?<![A-Za-z0-9])[A-Za-zα-ωΑ-Ω]\Z")
_LOOK_BACK = 8  # characters that decide whether something is raised to a power


def script_text(tag: str, text: str, before: str) -> str:
    """What a `<sup>` or `<sub>` that holds `text` leaves behind the text `before` (nothing between them).

    A power changes the number it stands at, so it is marked; an index only where it would read as a sum.

    >>> script_text("sup", "2", "so x"), script_text("sup", "st", "the 1"), script_text("sup", "1", "as shown")
    ('^2', 'st', '1')
    >>> script_text("sup", "-3", "10"), script_text("sub", "2", "the H"), script_text("sub", "n-1", "by F")
    ('^{-3}', '2', '_{n-1}')
    """
    before = before[-_LOOK_BACK:]
    if tag == "sup":
        is_script = bool(_POWER.match(text) and _POWER_BASE.search(before))
    else:
        is_script = bool(_INDEX.match(text) and _INDEX_BASE.search(before))
    if not is_script:
        return text
    sign = "^" if tag == "sup" else "_"
    return f"{sign}{text}" if len(text) == 1 else f"{sign}{{{text}}}"


def code_in_text(text: str) -> str:
    """Inline code between backticks, as many as it needs.

    >>> code_in_text("a  b"), code_in_text("a`b"), code_in_text(" ")
    ('`a  b`', '``a`b``', '')
    """
    text = text.strip().replace("\n", " ")
    if not text:
        return ""
    mark = "``" if "`" in text else "`"
    return f"{mark}{text}{mark}"
