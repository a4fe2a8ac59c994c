"""Pages that look like exercises and give nothing."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.problems.exercises import exercises

TRAPS = {
    "review questions": "<h2>Chapter review questions</h2><ol>"
    + "".join(f"<li>What is the use of tool {k}?</li>" for k in range(9))
    + "</ol>",
    "contents": "<h2>Contents</h2><ul>"
    + "".join(
        f'<li><a href="#s{k}">{k}. Exercises</a></li><li><a href="#t{k}">Solutions</a></li>'
        for k in range(1, 9)
    )
    + "</ul>",
    "code examples": "".join(
        f"<h3>Example</h3><pre>open({k})\nread()\nclose()</pre><p>The file is closed again.</p>"
        for k in range(4)
    ),
    "recipe": "<h2>Method</h2><ol><li>Peel the pears.</li><li>Cut them.</li></ol><h3>Notes</h3><ol><li>Ripe ones are "
    "best.</li><li>Any knife will do.</li></ol>",
    "law": "".join(
        f"<p>{k}. Whoever keeps a cow shall feed it.</p><p>(a) on days</p><p>(b) at night</p>"
        for k in range(9)
    ),
    "theorem": "<p><b>Example 1.</b> Cows are animals.</p><p><b>Theorem 2.</b> Cows eat.</p><p><i>Proof.</i> They live."
    "</p><p><b>Definition 3.</b> A calf is a young cow.</p>",
    "hint only": "<h3>Exercise 1</h3><p>How many legs has a "
    "cow?</p><details><summary>Hint</summary><p>Count.</p></details>",
    "placeholder": "<h3>Exercise 1</h3><p>How many legs has a cow?</p><dl><dt>Answer</dt><dd>Add texts here. Do "
    "not delete "
    "this text first.</dd></dl>",
    "locked": "<h2>Question</h2><p>How many legs has a cow?</p><h2>Expert Answer</h2><p>Sign in to see the answer.</p>",
    "solutions of a firm": "<h2>Problem</h2><p>Mail is slow.</p><h2>Solution</h2><p>Our "
    "product.</p><h2>Results</h2><p>A "
    "happy customer.</p>",
}


@pytest.mark.parametrize("body", TRAPS.values(), ids=TRAPS)
def test_nothing_is_found_where_nothing_is_asked_and_answered(body: str) -> None:
    assert pairs_of(exercises, html_page(body)) == []


def test_buttons_that_fetch_their_answers_give_nothing() -> None:
    body = "".join(
        f"<h3>Question {k}</h3><p>How many legs has animal {k}?</p><p>Show answer</p>" for k in range(1, 6)
    )
    assert pairs_of(exercises, html_page(f"{body}<p>Come back tomorrow for more questions.</p>")) == []


def test_blanks_to_be_filled_in_are_no_answers() -> None:
    body = "".join(f"<p>{k}. How many legs has animal {k}?</p><p>Answer: ________</p>" for k in range(1, 6))
    assert pairs_of(exercises, html_page(body)) == []


def test_a_pattern_with_its_problem_and_solution_is_no_exercise() -> None:
    body = """<h1>Barn pattern</h1><h2>Problem</h2><p>Cows stray at night. How can they be kept together?</p>
    <h2>Solution</h2><p>Build a barn.</p><h2>Consequences</h2><p>Barns cost money.</p>"""
    assert pairs_of(exercises, html_page(body, "Barn pattern")) == []


def test_comments_that_speak_of_an_answer_are_no_solutions() -> None:
    body = "".join(
        f"<ol start={k}><li>I do not know. Das ist keine gute Lösung. Wir brauchen mehr Kühe.</li></ol>"
        for k in range(1, 9)
    )
    assert pairs_of(exercises, html_page(body)) == []


def test_a_class_called_answers_does_not_answer_a_heading_that_asks() -> None:
    body = """<h2>Do you own this barn? Register it with us.</h2><h3>Have you been here lately?</h3>
    <div class="questions_answers"><p>Three visitors asked something about the barn last week.</p></div>"""
    assert pairs_of(exercises, html_page(body)) == []


def test_numbered_points_of_an_essay_are_not_answered_by_its_remarks() -> None:
    body = """<p>1. People often talk to me about cows.</p><p>The answer: they moo.</p><p>2. Some do so about hens.</p>
    <h2>Solution</h2><p>Buy my book.</p>"""
    assert pairs_of(exercises, html_page(body)) == []
