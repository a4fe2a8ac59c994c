"""Problems in parts: the stem belongs to each part, and each part to its solution."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.problems.exercises import exercises

STEM = "A farmer has nine cows and two dogs."


def _pairs(body: str) -> list[tuple[str, str]]:
    return pairs_of(exercises, html_page(body))


PARTS = [
    (f"{STEM} How many animals are there?", "Eleven animals."),
    (f"{STEM} How many legs do they have?", "Forty-four legs."),
]


@pytest.mark.parametrize(("a", "b"), [("(a)", "(b)"), ("a)", "b)"), ("a.", "b."), ("(i)", "(ii)")])
def test_parts_with_a_solution_each_share_their_stem(a: str, b: str) -> None:
    body = f"""<h3>Problem 1</h3><p>{STEM}</p><p>{a} How many animals are there?</p><p>Solution: Eleven animals.</p>
    <p>{b} How many legs do they have?</p><p>Solution: Forty-four legs.</p><h3>Problem 2</h3><p>Stop.</p>"""
    assert _pairs(body) == PARTS


def test_parts_with_a_solution_element_each_share_their_stem() -> None:
    body = f"""<h3>Problem 1</h3><p>{STEM}</p><p>(a) How many animals are there?</p><div class="solution"><p>Eleven
    animals.</p></div><p>(b) How many legs do they have?</p><div class="solution"><p>Forty-four legs.</p></div>
    <h3>Problem 2</h3><p>Stop.</p>"""
    assert _pairs(body) == PARTS


@pytest.mark.parametrize(("a", "b"), [("(a)", "(b)"), ("a)", "b)"), ("a.", "b."), ("(i)", "(ii)")])
def test_one_solution_in_parts_is_shared_out_part_by_part(a: str, b: str) -> None:
    body = f"""<h3>Problem 1</h3><p>{STEM}</p><p>{a} How many animals are there?</p><p>{b} How many legs do they
    have?</p>
    <h4>Solution</h4><p>{a} Eleven animals.</p><p>{b} Forty-four legs.</p><h3>Problem 2</h3><p>Stop.</p>"""
    assert _pairs(body) == PARTS


def test_a_solution_that_does_not_speak_of_parts_answers_the_whole() -> None:
    body = f"""<h3>Problem 1</h3><p>{STEM}</p><p>(a) How many animals are there?</p><p>(b) How many legs do they
    have?</p>
    <h4>Solution</h4><p>Eleven animals with four legs each.</p><h3>Problem 2</h3><p>Stop.</p>"""
    assert _pairs(body) == [
        (
            f"{STEM} (a) How many animals are there? (b) How many legs do they have?",
            "Eleven animals with four legs each.",
        )
    ]


def test_lists_of_parts_are_shared_out_too() -> None:
    body = f"""<h3>Problem 1</h3><p>{STEM}</p><ol type="a"><li>How many animals are there?</li><li>How many legs do they
    have?</li></ol><div class="solution"><ol type="a"><li>Eleven animals.</li><li>Forty-four legs.</li></ol></div>
    <h3>Problem 2</h3><p>Stop.</p>"""
    assert _pairs(body) == PARTS


def test_points_of_parts_are_left_out() -> None:
    body = f"""<h3>Problem 1</h3><p>{STEM}</p><p>(a) (2 points) How many animals are there?</p><p>Solution:
    Eleven animals.
    </p><p>(b) [3 pts] How many legs do they have?</p><p>Solution: Forty-four legs.</p><h3>Problem 2</h3><p>Stop.</p>"""
    assert _pairs(body) == PARTS


def test_steps_of_a_solution_do_not_answer_the_options_of_a_choice() -> None:
    body = """<h3>Question 1</h3><p>Which number is a prime?</p><p>(a) 6<br>(b) 7</p><h4>Solution</h4><p>(b) Nothing
    divides seven.</p><h3>Question 2</h3><p>Stop.</p>"""
    assert _pairs(body) == [("Which number is a prime? (a) 6 (b) 7", "(b) Nothing divides seven.")]


def test_numbered_headings_are_problems_where_labelled_solutions_follow_them() -> None:
    body = f"""<h3>1. Cows</h3><p>{STEM}</p><h4>(a) (4 points)</h4><p>How many animals are there?</p><p><b>Solution:</b>
    Eleven animals.</p><h4>(b) (8 points)</h4><p>How many legs do they have?</p><p><b>Solution:</b> Forty-four legs.</p>
    <h3>2. Hens</h3><p>How many legs have two hens?</p><p><b>Solution:</b> Four legs.</p>"""
    assert _pairs(body) == [
        *((f"Cows {asked}", said) for asked, said in PARTS),
        ("Hens How many legs have two hens?", "Four legs."),
    ]
