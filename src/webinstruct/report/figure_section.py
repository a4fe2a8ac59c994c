"""What the pairs look like: lengths, scores, and the commonest values of each column."""

from __future__ import annotations

from webinstruct.report.charts import bars, columns
from webinstruct.report.figures import COUNTED, LENGTHS, Figures, Scores, figures_of, scores_of
from webinstruct.report.html import Html, tag
from webinstruct.report.no_pairs import why_no_pairs
from webinstruct.report.view import RunView

__all__ = ["figure_section"]

_MOST = 12


def figure_section(view: RunView) -> Html:
    """All figures, each in its box."""
    figures, scores = figures_of(view), scores_of(view)
    boxes = [_score_box(scores)] if scores else []
    note = tag("p", why_no_pairs(view), class_="quiet")
    if figures is not None and figures.of_rows:
        note = tag("p", _counted(figures), class_="quiet")
        boxes = [*_length_boxes(figures), *boxes, *_column_boxes(figures)]
    return tag("div", note, tag("div", boxes, class_="grid"))


def _counted(figures: Figures) -> str:
    if figures.rows == figures.of_rows:
        return f"Counted over all {figures.rows:,} pairs that '{figures.stage}' kept."
    return (
        f"Counted over {figures.rows:,} of the {figures.of_rows:,} pairs that '{figures.stage}' kept, "
        "from shards evenly spread."
    )


def _length_boxes(figures: Figures) -> list[Html]:
    labels = [f"<{_short(bound)}" for bound in LENGTHS] + [f"{_short(LENGTHS[-1])}+"]
    return [
        _box("Length of questions, characters", columns(figures.question_lengths, labels)),
        _box("Length of answers, characters", columns(figures.answer_lengths, labels)),
    ]


def _short(bound: int) -> str:
    return f"{bound / 1000:g}k" if bound >= 1000 else str(bound)


def _score_box(scores: Scores) -> Html:
    count = len(scores.counts)
    labels = [f"{place / count:.1f}" if place % 4 == 0 else "" for place in range(count)]
    return _box(f"Score of pages that '{scores.stage}' kept", columns(scores.counts, labels))


def _column_boxes(figures: Figures) -> list[Html]:
    boxes = []
    for column, title in COUNTED.items():
        counts = figures.top(column, _MOST)
        if counts:
            more = len(figures.by[column]) - len(counts)
            boxes.append(_box(title, bars(counts, figures.rows, more)))
    return boxes


def _box(title: str, chart: Html) -> Html:
    return tag("section", tag("h4", title), chart, class_="box")
