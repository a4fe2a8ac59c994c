"""Where on its page a pair was found: what a refiner is shown beside the pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from webinstruct.core.spans import Span, merged_spans

__all__ = ["MOST_CHARS", "spans_of", "surroundings"]

MOST_CHARS = 6_000
"""Characters of a page that a refiner is shown at most."""
_MARGIN = 1_000
_GAP = "\n[...]\n"


def spans_of(column: Sequence[Mapping[str, int]] | None) -> list[Span]:
    """The spans of a column of PAIRS as pairs of offsets."""
    return [(span["start"], span["end"]) for span in column or ()]


def surroundings(text: str, spans: Sequence[Span], most_chars: int = MOST_CHARS) -> str:
    """The parts of `text` around `spans`, from line to line, `most_chars` long at most; its beginning where there are
    no spans.

    >>> surroundings("Title\\n" + "filler\\n" * 500 + "Question?\\n" + "filler\\n" * 500, [(3506, 3515)], 40)
    'filler\\nfiller\\nQuestion?\\nfiller'
    """
    wanted = [(max(0, start), min(len(text), end)) for start, end in spans if start < len(text)] or [(0, 0)]
    margin = min(_MARGIN, most_chars // (2 * len(wanted)))
    windows = merged_spans((max(0, start - margin), min(len(text), end + margin)) for start, end in wanted)
    room = most_chars // max(1, len(windows))
    return _GAP.join(_whole_lines(text, start, min(end, start + room)) for start, end in windows)


def _whole_lines(text: str, start: int, end: int) -> str:
    """The lines that lie whole between two offsets; a part of a line where none does."""
    first = start if start == 0 or text[start - 1] == "\n" else text.find("\n", start, end) + 1 or start
    last = end if end == len(text) else text.rfind("\n", first, end)
    return text[first : last if last > first else end].strip("\n")
