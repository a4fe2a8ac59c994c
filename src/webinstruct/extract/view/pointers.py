"""From the lines that a model points at to passages of the page, and to the reason for an answer."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from webinstruct.core.spans import Span, merged_spans
from webinstruct.extract.found import AnswerStatus, Passage, passage
from webinstruct.extract.structure.labels import Label, LabelKind, labels
from webinstruct.extract.structure.threads.posts import Post
from webinstruct.extract.view.lines import NumberedPage

__all__ = ["Range", "merged_ranges", "pointed", "status_of"]

Range = tuple[int, int]
"""First and last line by number, both included."""

_BACK = r"(?:[↑↩⤴⬆▲⏎⮌]\ufe0e?[ \t]+)"  # a link back to the text, in front of a note
_HEADING_MARK = re.compile(rf"#{{1,6}} +{_BACK}?|{_BACK}")
_MARK = re.compile(rf"#{{1,6}} +{_BACK}?|[-*•] +{_BACK}?|{_BACK}")
_WORD = re.compile(r"\w")
_LONGEST_LABEL = 120
_NEAR = 100
"""Labels that are looked at on each side of a passage."""


def pointed(page: NumberedPage, ranges: Sequence[Range]) -> Passage:
    """What the lines of `ranges` say, in reading order, without labels; numbers of no line are passed over."""
    spans = (
        span
        for first, last in merged_ranges(ranges, len(page.lines))
        for line in page.lines[first - 1 : last]
        for span in line.spans
    )
    joined = list(_joined(page.text, spans))
    bare = [_bare(page, span) for span in joined]
    return passage(page.text, bare if any(start < end for start, end in bare) else joined)


def merged_ranges(ranges: Iterable[Range], most: int) -> list[Range]:
    """Ranges within 1 to `most`, in order, those that touch made one.

    >>> merged_ranges([(5, 3), (6, 7), (0, 1), (90, 99)], 10)
    [(1, 1), (3, 7)]
    """
    turned = (sorted(pair) for pair in ranges)
    bounded = ((max(1, first), min(most, last) + 1) for first, last in turned)
    return [(start, stop - 1) for start, stop in merged_spans(bounded)]


def status_of(page: NumberedPage, answer: Sequence[Range], others: Sequence[Sequence[Range]]) -> AnswerStatus:
    """Why `answer` and not one of `others`, from the marks of the posts that they stand in."""
    post = _post_of(page, answer)
    if post is not None and post.accepted:
        return AnswerStatus.ACCEPTED
    if not others:
        return AnswerStatus.ONLY
    rivals = [rival for rival in (_post_of(page, ranges) for ranges in others) if rival not in (None, post)]
    votes = (post.votes or 0.0) if post is not None else 0.0
    against = [rival.votes or 0.0 for rival in rivals if rival is not None]
    is_best = bool(against) and votes >= max(against)
    return AnswerStatus.VOTED if is_best and (votes > 0 or votes > min(against)) else AnswerStatus.FIRST


def _post_of(page: NumberedPage, ranges: Sequence[Range]) -> Post | None:
    """The post that holds most of the characters pointed at; None where no post does."""
    held: Counter[int] = Counter()
    for first, last in merged_ranges(ranges, len(page.lines)):
        for line in page.lines[first - 1 : last]:
            held[line.post] += sum(end - start for start, end in line.spans)
    most = max(held, key=lambda k: held[k], default=-1)
    return page.posts[most] if most >= 0 else None


def _joined(text: str, spans: Iterable[Span]) -> Iterable[Span]:
    """Spans between which no words lie, made one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and not _WORD.search(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _bare(page: NumberedPage, span: Span) -> Span:
    """`span` without a label at its start, the marks of a heading or link, or the mark of an item that stands alone."""
    start, end = span
    line_end = page.text.find("\n", start, end)
    head = page.text[start : min(end if line_end < 0 else line_end, start + _LONGEST_LABEL)]
    label = next(labels(head), None)
    if label is not None and label.start == 0 and _is_left_out(page, label, span):
        return start + min(label.end, end - start), end
    mark = (_HEADING_MARK if line_end >= 0 else _MARK).match(head)
    return (start + mark.end(), end) if mark else span


def _is_left_out(page: NumberedPage, label: Label, span: Span) -> bool:
    """Whether a label names what follows; one that more of its kind follow inside counts the parts of a whole.

    "1." may also be the answer itself, so that it has to count on from a number before it, or one behind it from it.
    """
    first = bisect_right(page.labels, span[0], key=_start)
    stop = bisect_left(page.labels, span[1], key=_start)
    if any(other.kind is label.kind for other in page.labels[first : min(stop, first + _NEAR)]):
        return False
    if label.kind is not LabelKind.NUMBER or not label.number.isdecimal():
        return True
    before = bisect_left(page.labels, span[0], key=_start)
    near = (*page.labels[max(0, before - _NEAR) : before], *page.labels[stop : stop + _NEAR])
    neighbors = (str(int(label.number) - 1), str(int(label.number) + 1))
    return any(other.kind is LabelKind.NUMBER and other.number in neighbors for other in near)


def _start(label: Label) -> int:
    return label.start
