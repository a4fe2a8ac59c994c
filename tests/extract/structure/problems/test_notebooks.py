"""Problems in notebooks and documentation: headings link to themselves, cells have prompts."""

from __future__ import annotations

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.problems.exercises import exercises


def _heading(level: int, words: str) -> str:
    return f'<h{level}>{words}<a class="anchor-link" href="#x">¶</a></h{level}>'


def test_the_sign_of_a_headings_own_link_hides_no_label() -> None:
    parts = [
        f"{_heading(2, f'Exercise {k}')}<p>Add {k} and 1.</p>{_heading(3, 'Solution')}<p>It is {k + 1}.</p>"
        for k in (1, 2)
    ]
    assert pairs_of(exercises, html_page("".join(parts))) == [
        ("Add 1 and 1.", "It is 2."),
        ("Add 2 and 1.", "It is 3."),
    ]


def test_prompts_of_cells_are_no_part_of_a_solution() -> None:
    body = """<h2>Exercise 1</h2><p>Print the sum of 2 and 3.</p><h3>Solution</h3><div>In&nbsp;[2]:</div>
    <pre>print(2 + 3)</pre><div>Out[2]:</div><pre>5</pre>"""
    ((asked, said),) = pairs_of(exercises, html_page(body))
    assert asked == "Print the sum of 2 and 3."
    assert "print(2 + 3)" in said
    assert "[2]" not in said
