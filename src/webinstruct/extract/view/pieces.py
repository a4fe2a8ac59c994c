"""Where a line of a page is cut, so that a question and its answer can be pointed at apart.

Most lines stay whole, because every number costs tokens. Cut are: behind a question that more follows, before a label
such as "Answer:", and at the ends of sentences where a line is long. Formulae and inline code stay whole as long as
they are shorter than a part may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from webinstruct.core.spans import Span
from webinstruct.extract.structure.labels import labels
from webinstruct.extract.view.sweep import Sweep

__all__ = ["LONGEST", "bounded", "parts"]

LONGEST = 900
"""Most characters of a part, about 150 words."""

_WHOLE = re.compile(r"\$\$[^$]{1,900}\$\$|\$[^$\n]{1,400}\$|`[^`\n]{1,400}`")
_QUESTION_END = re.compile(r"\?[\"'”’»)\]*_]{0,3}(?= +[^\W_])|[？؟][\"'”’»)\]」』]{0,2}(?= *[^\W_])")
_BEFORE_LABEL = re.compile(
    r"(?<=[^\s\w,]) +(?=[*_(\[]{0,3}[^\W\d_]{1,12}[ .#]{0,2}\d{0,3}[*_)\]]{0,3} ?[:：])"
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]*_]{0,3}(?= )|[。！？؟।][\"'”’»)\]」』]{0,2}")
_WORD_END = re.compile(r"[^ ](?= )")
_FEWEST_BEHIND = 12
_LABEL_CHARS = 60


def parts(text: str, start: int, end: int) -> Iterator[Span]:
    r"""The line [start, end) of `text` as spans in order, none longer than `LONGEST`.

    >>> line = "Q: Is $x?$ prime? A: Yes, it is prime."
    >>> [line[a:b] for a, b in parts(line, 0, len(line))]
    ['Q: Is $x?$ prime?', 'A: Yes, it is prime.']
    """
    cuts = _cuts(text, start, end)
    for first, stop in zip([start, *cuts], [*cuts, end], strict=True):
        yield from _trimmed(text, bounded(text, first, stop))


def bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """[start, end) cut at the last end of a sentence, of a word, or anywhere, before each part grows too long."""
    while end - start > LONGEST:
        cut = _last_cut(text, start, start + LONGEST)
        yield start, cut
        start = cut
    yield start, end


def _cuts(text: str, start: int, end: int) -> list[int]:
    """Where questions end and labels begin inside the line."""
    found = {m.end() for m in _QUESTION_END.finditer(text, start, end) if end - m.end() >= _FEWEST_BEHIND}
    if ":" in text[start:end] or "：" in text[start:end]:
        found |= {m.end() for m in _BEFORE_LABEL.finditer(text, start, end) if _is_label(text, m.end())}
    if not found:
        return []
    return list(_outside_wholes(text, start, end, sorted(found - {start})))


def _is_label(text: str, position: int) -> bool:
    label = next(labels(text[position : position + _LABEL_CHARS]), None)
    return label is not None and label.start == 0


def _outside_wholes(text: str, start: int, end: int, cuts: Iterable[int]) -> Iterator[int]:
    """Those of `cuts`, in order, that lie inside no formula and no inline code."""
    wholes = Sweep((m.start() + 1, m.end()) for m in _WHOLE.finditer(text, start, end))
    return (cut for cut in cuts if wholes.at(cut) < 0)


def _last_cut(text: str, start: int, limit: int) -> int:
    least = start + LONGEST // 4
    for pattern in (_SENTENCE_END, _WORD_END):
        ends = [m.end() for m in pattern.finditer(text, least, limit + 1) if m.end() <= limit]
        fit = list(_outside_wholes(text, start, limit + LONGEST, ends))
        if fit:
            return fit[-1]
    return limit


def _trimmed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans without white space at their edges; blank ones vanish."""
    for start, end in spans:
        words = text[start:end]
        if words.strip():
            yield end - len(words.lstrip()), start + len(words.rstrip())
