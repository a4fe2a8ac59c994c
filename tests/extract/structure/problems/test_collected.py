"""Solutions that stand apart from their problems: at the end of the page or of each chapter."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.problems.exercises import exercises

ASKED = [
    "How many legs has an ant?",
    "How many legs has a spider?",
    "How many legs has a crab?",
    "How many has a cow?",
]
SAID = ["Six legs.", "Eight legs.", "Ten legs.", "Four legs."]


def _pairs(body: str) -> list[tuple[str, str]]:
    return pairs_of(exercises, html_page(body))


def _listed(lines: list[str]) -> str:
    return "<ol>" + "".join(f"<li>{line}</li>" for line in lines) + "</ol>"


def test_numbers_that_restart_belong_to_the_solutions_of_their_own_chapter() -> None:
    body = f"""<h2>Chapter 1</h2><h3>Exercises</h3>{_listed(ASKED[:2])}<h3>Solutions</h3>{_listed(SAID[:2])}
    <h2>Chapter 2</h2><h3>Exercises</h3>{_listed(ASKED[2:])}<h3>Solutions</h3>{_listed(SAID[2:])}"""
    assert _pairs(body) == list(zip(ASKED, SAID, strict=True))


def test_answers_to_odd_numbered_problems_answer_those_only() -> None:
    said = "".join(f"<p>{k}. {SAID[k - 1]}</p>" for k in (1, 3))
    body = f"<h2>Exercises</h2>{_listed(ASKED)}<h2>Answers to Odd-Numbered Exercises</h2>{said}"
    assert _pairs(body) == [(ASKED[0], SAID[0]), (ASKED[2], SAID[2])]


def test_hints_are_no_solutions() -> None:
    assert _pairs(f"<h2>Exercises</h2>{_listed(ASKED)}<h2>Hints</h2>{_listed(SAID)}") == []


def test_hints_between_problems_and_solutions_are_passed_over() -> None:
    hints = _listed(["Count one side."] * 4)
    body = f"<h2>Exercises</h2>{_listed(ASKED)}<h2>Hints</h2>{hints}<h2>Solutions</h2>{_listed(SAID)}"
    assert _pairs(body) == list(zip(ASKED, SAID, strict=True))


def test_solutions_that_name_their_problem_are_matched_by_it() -> None:
    problems = "".join(f"<h3>Problem {k}</h3><p>{asked}</p>" for k, asked in enumerate(ASKED, 1))
    solutions = "".join(f"<h3>Solution to Problem {k}</h3><p>{said}</p>" for k, said in enumerate(SAID, 1))
    assert _pairs(f"<h2>Problems</h2>{problems}<h2>Solutions</h2>{solutions}") == list(
        zip(ASKED, SAID, strict=True)
    )


def test_one_solution_block_for_several_exercises_is_shared_out_by_number() -> None:
    problems = "".join(f"<p><b>Exercise 4.{k}</b> {asked}</p>" for k, asked in enumerate(ASKED[:3], 1))
    solutions = "".join(f"<p><b>4.{k}.</b> {said}</p>" for k, said in enumerate(SAID[:3], 1))
    body = f"{problems}<details><summary>Solutions</summary>{solutions}</details><p>Now to birds.</p>"
    assert _pairs(body) == list(zip(ASKED[:3], SAID[:3], strict=True))


def test_exercises_in_german_are_answered_at_the_end() -> None:
    body = (
        f"<h2>Aufgaben</h2>{_listed(ASKED)}<h2>Lösungen</h2>{_listed(SAID)}<h2>Impressum</h2><p>1. Recht</p>"
    )
    assert _pairs(body) == list(zip(ASKED, SAID, strict=True))


def test_listed_solutions_by_data_type_keep_their_numbers() -> None:
    problems = "".join(
        f'<div data-type="exercise"><div data-type="problem"><a class="os-number">{k}</a><span>. '
        f"</span><div><p>{asked}</p>"
        "</div></div></div>"
        for k, asked in enumerate(ASKED, 1)
    )
    solutions = "".join(
        f'<div data-type="solution"><a class="os-number">{k}</a><span>. </span><div><p>{said}</p></div></div>'
        for k, said in enumerate(SAID, 1)
    )
    body = f"<h2>Problems</h2>{problems}<h2>Answer Key</h2>{solutions}"
    assert _pairs(body) == list(zip(ASKED, SAID, strict=True))


def test_options_that_are_numbered_again_stay_with_their_question() -> None:
    options = "<ol><li>none</li><li>four</li><li>six</li></ol>"
    asked = "".join(f"<li>{question}{options}</li>" for question in ASKED)
    body = f"<ol>{asked}</ol><h3>Answers</h3><p>1. C 2. C 3. A 4. B</p>"
    pairs = _pairs(body)
    assert [answer for _, answer in pairs] == ["C", "C", "A", "B"]
    assert [question for question, _ in pairs] == [f"{asked} 1. none 2. four 3. six" for asked in ASKED]


def test_answers_on_one_line_are_told_apart_by_their_numbers() -> None:
    problems = "".join(f"<p>{k}) {asked}</p>" for k, asked in enumerate(ASKED[:3], 1))
    body = f"<h2>Practice</h2>{problems}<p><strong>Answers:</strong> 1) six; 2) eight; 3) ten</p>"
    assert _pairs(body) == list(zip(ASKED[:3], ["six", "eight", "ten"], strict=True))


def test_a_key_in_a_table_answers_the_problems_of_a_page_whose_own_heading_promises_answers() -> None:
    options = "<p>A. two</p><p>B. six</p><p>C. eight</p>"
    asked = "".join(f"<p>{k}. {question}</p>{options}" for k, question in enumerate(ASKED[:3], 1))
    key = "<p><b>Answer key</b></p><table><tr><td>No.</td><td>1</td><td>2</td><td>3</td></tr>"
    body = (
        f"<h1>Quiz (with answers)</h1>{asked}{key}<tr><td>Key</td><td>B</td><td>C</td><td>A</td></tr></table>"
    )
    assert [answer for _, answer in _pairs(body)] == ["B", "C", "A"]


def test_a_section_called_solutions_holds_those_of_all_numbers_above() -> None:
    page = html_page(
        "<h3>Exercises</h3><ol><li>How many grams are a pound?</li><li>Name two noble gases.</li></ol>"
        '<section class="solutions"><h3>Solutions</h3><ol><li>About 454 of them.</li><li>Helium and neon.</li></ol>'
        "</section>"
    )
    assert pairs_of(exercises, page) == [
        ("How many grams are a pound?", "About 454 of them."),
        ("Name two noble gases.", "Helium and neon."),
    ]


@pytest.mark.parametrize("heading", ["Odpowiedzi", "Respuestas", "Oplossingen", "Ответы", "Risposte"])
def test_answers_are_collected_below_a_heading_in_any_language(heading: str) -> None:
    asked = "".join(f"<p>Zadanie {k}. Ile to jest {k} + {k}?</p>" for k in (1, 2, 3))
    said = "".join(f"<p>{k}. To jest {2 * k}.</p>" for k in (1, 2, 3))
    pairs = _pairs(f"{asked}<h2>{heading}</h2>{said}")
    assert pairs == [(f"Ile to jest {k} + {k}?", f"To jest {2 * k}.") for k in (1, 2, 3)]
