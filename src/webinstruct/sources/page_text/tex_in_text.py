r"""TeX delimiters in running text, brought to `$` and `$$`.

`\( \)`, `\[ \]`, `[tex]`, `[itex]`, `[math]`, `[latex]`, `$latex $` and `## ##` are rewritten, the empty
`$\begingroup$` goes; `$`, `$$` and bare
`\begin{...}` environments stand as they are. Linear: no closing delimiter is searched for twice.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = [
    "Rewrite",
    "has_delimiters",
    "has_tex_sign",
    "is_certainly_tex",
    "looks_like_tex",
    "rewrites_of",
    "undelimited",
]

_OPENING = re.compile(
    r"\\\\|\\\(|\\\[|\\begin\{([A-Za-z]{1,20}\*?)\}|\$latex\s|##(?=\S)|\[(tex|itex|math|imath|dmath|latex)\]|(?:\$\\(?:begin|end)group\$\s*)+",
    re.IGNORECASE,
)
_HINTS = ("\\(", "\\[", "$latex", "##", "tex]", "math]", "group$")
_TEX_SIGN = re.compile(r"\\[A-Za-z]+|[\^_=<>{}]|[0-9]\s*[+\-*/]|[+\-*/|]\s*[0-9A-Za-z]")
_CERTAIN = re.compile(r"\\[A-Za-z]+|[\^_]")
_PLAIN_WORDS = re.compile(r"[A-Za-z]{3,}\s+[A-Za-z]{2,}")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
_DISPLAY = frozenset(("tex", "dmath", "latex", "math"))
_WRAPPERS = (
    ("$$", "$$", True),
    ("\\[", "\\]", True),
    ("\\(", "\\)", False),
    ("$", "$", False),
    ("\\begin{displaymath}", "\\end{displaymath}", True),
    ("\\begin{math}", "\\end{math}", False),
)


class Rewrite(NamedTuple):
    """Characters [start, end) are to become `text`."""

    start: int
    end: int
    text: str


def has_delimiters(text: str) -> bool:
    """Whether `text` may hold something for `rewrites_of`; a quick look only."""
    if "\\" not in text and "$" not in text and "]" not in text and "##" not in text:
        return False  # nearly every text, without a copy of it in lower case
    return any(map(text.lower().__contains__, _HINTS))


def rewrites_of(text: str) -> list[Rewrite]:
    r"""What to rewrite in `text`, in order, not overlapping.

    >>> rewrites_of(r"so \(x^2\) and [tex]y[/tex]")
    [Rewrite(start=3, end=10, text='$x^2$'), Rewrite(start=15, end=27, text='$y$')]
    >>> rewrites_of(r"\[note the words here\]"), rewrites_of(r"a \\[2pt] b")
    ([], [])
    """
    found: list[Rewrite] = []
    closers = _Closers(text)
    position = 0
    while match := _OPENING.search(text, position):
        position = match.end()
        if match[0][:2] == "$\\":
            found.append(_without(text, match.start(), position))
            continue
        closing = _closing_of(match)
        if closing is None:
            continue
        end = closers.find(closing, position)
        if end < 0:
            continue
        if closing.startswith("\\end"):
            position = end
            continue
        body, stop = text[match.end() : end].strip(), end + len(closing)
        if _is_formula(match[0], body):
            mark = _mark_of(match, text, stop)
            found.append(Rewrite(match.start(), stop, f"{mark}{body}{mark}"))
            position = stop
    return found


def looks_like_tex(text: str) -> bool:
    r"""Whether `text`, from a place where a formula is expected, is one rather than words.

    >>> looks_like_tex(r"\alpha"), looks_like_tex("x"), looks_like_tex("a = b"), looks_like_tex("Mathematics")
    (True, True, True, False)
    """
    if _CERTAIN.search(text):
        return True
    if _TEX_SIGN.search(text):
        return len(_PLAIN_WORDS.findall(text)) < 3
    return not _LONG_WORD.search(text)


def has_tex_sign(text: str) -> bool:
    """Whether anything in `text` speaks of a formula at all: a relation, a sum, a command."""
    return bool(_TEX_SIGN.search(text))


def is_certainly_tex(text: str) -> bool:
    r"""Whether `text` is TeX and hardly any prose: a command, a power or an index, and no run of plain words.

    >>> is_certainly_tex(r"\frac{a}{b}"), is_certainly_tex("H2O"), is_certainly_tex("the word x^2 is what we say")
    (True, False, False)
    """
    return bool(_CERTAIN.search(text)) and len(_PLAIN_WORDS.findall(text)) < 2


def undelimited(tex: str) -> tuple[str, bool]:
    r"""TeX without the delimiters around it, and whether they were those of a display.

    >>> undelimited(r" \[x\] "), undelimited("$y$"), undelimited("$a$ and $b$")
    (('x', True), ('y', False), ('$a$ and $b$', False))
    """
    tex = tex.strip()
    if tex[:1] not in ("$", "\\"):  # as all wrappers begin; most words beside an image do not
        return tex, False
    for opening, closing, is_display in _WRAPPERS:
        inside = tex[len(opening) : len(tex) - len(closing)]
        if tex.startswith(opening) and tex.endswith(closing) and len(tex) > len(opening) + len(closing):
            if opening in inside.replace("\\$", ""):
                return tex, False
            return inside.strip(), is_display
    return tex, False


class _Closers:
    """The next place of each closing delimiter, remembered so that the text is searched once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = text.lower()
        self._next: dict[str, int] = {}

    def find(self, closing: str, position: int) -> int:
        known = self._next.get(closing)
        if known is not None and (known < 0 or known >= position):
            return known
        text = self._lower if closing.startswith("[/") and len(self._lower) == len(self._text) else self._text
        found = text.find(closing, position)
        while closing[0] == "\\" and found > 0 and self._is_escaped(found):
            found = text.find(closing, found + 1)
        self._next[closing] = found
        return found

    def _is_escaped(self, position: int) -> bool:
        r"""Whether an odd number of backslashes stands before: `\\]` ends a row, not a formula."""
        start = position
        while start and self._text[start - 1] == "\\":
            start -= 1
        return (position - start) % 2 == 1


def _closing_of(match: re.Match[str]) -> str | None:
    opening = match[0]
    if match[1]:
        return f"\\end{{{match[1]}}}"
    if match[2]:
        return f"[/{match[2].lower()}]"
    if opening.lower().startswith("$latex"):
        return "$"
    return {"\\(": "\\)", "\\[": "\\]", "##": "##"}.get(opening)


def _without(text: str, start: int, end: int) -> Rewrite:
    """Characters [start, end) gone, which may end in white space; one space stays between what stood around them."""
    is_last = end == len(text)
    before = text[start - 1 : start]
    if is_last and before == " ":
        return Rewrite(start - 1, end, "")
    needs_space = before not in ("", " ", "\n") and not is_last and text[end - 1].isspace()
    return Rewrite(start, end, " " if needs_space else "")


def _is_formula(opening: str, body: str) -> bool:
    if not body or len(body) > 10_000:
        return False
    if opening == "##":
        return len(body) < 400 and bool(_TEX_SIGN.search(body)) and "\n\n" not in body
    return opening[0] == "[" or looks_like_tex(body)


def _mark_of(match: re.Match[str], text: str, stop: int) -> str:
    if match[0] == "\\[":
        return "$$"
    if not match[2] or match[2].lower() not in _DISPLAY:
        return "$"
    # `[tex]` is display on some forums and inline on others: alone on its line it is a display.
    before, after = text[text.rfind("\n", 0, match.start()) + 1 : match.start()], text[stop : stop + 200]
    return (
        "$$"
        if not before.strip() and not after.split("\n", 1)[0].strip() and len(match[0]) != len(text)
        else "$"
    )
