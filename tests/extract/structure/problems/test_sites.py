"""Problems with solutions as course pages, wikis and hand-written exams show them."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.problems.exercises import exercises

GRAPE = "How many grapes are in three bowls of four grapes each?"
PEAR = "How many pears are left when two of nine pears are eaten?"
BOTH = [(GRAPE, "Twelve grapes."), (PEAR, "Seven pears.")]


def _pairs(body: str, title: str = "A page") -> list[tuple[str, str]]:
    return pairs_of(exercises, html_page(body, title))


@pytest.mark.parametrize(
    ("problem", "solution"),
    [
        ("Problem", "Solution"),
        ("Aufgabe", "Lösung"),
        ("Exercice", "Corrigé"),
        ("Ejercicio", "Solución"),
        ("Exercício", "Resolução"),
        ("Esercizio", "Soluzione"),
        ("Zadanie", "Rozwiązanie"),
        ("Задача", "Решение"),
        ("Opgave", "Oplossing"),
        ("例题", "解答"),
        ("تمرين", "الحل"),
        ("Alıştırma", "Çözüm"),
    ],
)
@pytest.mark.parametrize(
    "shape",
    [
        "<h3>{p} {k}</h3><p>{q}</p><h4>{s}</h4><p>{a}</p>",
        "<p><b>{p} {k}.</b> {q}</p><p><b>{s}.</b> {a}</p>",
        "<p>{p} {k}: {q}</p><p>{s}: {a}</p>",
        "<h3>{p} {k}</h3><p>{q}</p><details><summary>{s}</summary><p>{a}</p></details>",
        "<dl><dt>{p} {k}</dt><dd>{q}</dd><dt>{s}</dt><dd>{a}</dd></dl>",
        "<table><tr><td>{p} {k}</td><td>{q}</td></tr><tr><td>{s}</td><td>{a}</td></tr></table>",
    ],
    ids=["headings", "bold", "plain", "details", "definitions", "cells"],
)
def test_labels_are_read_in_ten_languages_and_more(problem: str, solution: str, shape: str) -> None:
    body = "".join(shape.format(p=problem, s=solution, k=k, q=q, a=a) for k, (q, a) in enumerate(BOTH, 1))
    assert _pairs(body) == BOTH


@pytest.mark.parametrize(
    "hidden",
    [
        '<button data-toggle="collapse" data-target="#s">Show solution</button><div id="s" '
        'class="collapse"><p>{a}</p></div>',
        '<div class="mw-collapsible mw-collapsed"><div class="mw-collapsible-toggle">Solution</div>'
        '<div class="mw-collapsible-content"><p>{a}</p></div></div>',
        '<table class="wikitable mw-collapsible mw-collapsed"><tr><th>Solution</th></tr><tr><td>{a}</td></tr></table>',
        '<div class="NavFrame"><div class="NavHead">Solution</div><div class="NavContent"><p>{a}</p></div></div>',
        '<div class="spoiler"><div class="spoiler-title">Reveal answer</div><div class="spoiler-body">{a}</div></div>',
        '<div class="su-spoiler su-spoiler-closed"><div class="su-spoiler-title"><span class="su-spoiler-icon"></span>'
        'Answer</div><div class="su-spoiler-content">{a}</div></div>',
        "<a href=\"javascript:toggle('s')\">[Answer]</a><div id='s' style='display:none'><p>{a}</p></div>",
        '<div class="accordion-item"><h2 class="accordion-header"><button class="accordion-button" '
        'data-bs-toggle="collapse">Solution 1:</button></h2><div class="accordion-collapse collapse">'
        '<div class="accordion-body">{a}</div></div></div>',
        '<div class="exercise-solution"><p>{a}</p></div>',
    ],
    ids=["collapse", "mw", "wikitable", "nav", "spoiler", "shortcode", "toggle", "accordion", "class"],
)
def test_a_solution_that_a_reader_opens_ends_where_its_element_ends(hidden: str) -> None:
    body = "".join(
        f"<h3>Problem {k}</h3><p>{q}</p>{hidden.format(a=a)}<p>Fruit grows on trees and on vines.</p>"
        for k, (q, a) in enumerate(BOTH, 1)
    )
    assert _pairs(body) == BOTH


def test_further_solutions_of_one_problem_are_other_answers() -> None:
    body = f"""<h2><span class="mw-headline" id="Problem">Problem</span></h2><p>{GRAPE}</p>
    <h2><span class="mw-headline" id="Solution_1">Solution 1</span></h2><p>Twelve grapes.</p>
    <h2><span class="mw-headline" id="Solution_2">Solution 2 (by counting)</span></h2><p>Count up to twelve.</p>
    <h2><span class="mw-headline" id="See_also">See also</span></h2><ul><li>Grapes</li></ul>"""
    page = html_page(body, "2020 Fruit Contest Problem 3")
    pairs = exercises(page).pairs
    assert pairs_of(exercises, page) == [(GRAPE, "Twelve grapes.")]
    assert [other.text(page.text) for other in pairs[0].others] == ["Count up to twelve."]


@pytest.mark.parametrize(
    "shape",
    [
        "<p><b>{k}.</b> {q}</p><p><b>Answer:</b> {a}</p><hr>",
        "<b>{k}.</b> {q}<br><font color='red'>Ans. {a}</font><br><br>",
        "<center><b>Problem {k}</b></center><p>{q}<p><i>Solution.</i> {a}<hr>",
        "<p><b>Question {k}</b> (10 points)</p><p>{q}</p><p><b>Solution:</b> {a}</p>",
        "<p>{k}. {q} Ans: {a}</p>",
        "<p>{k}) {q}<br>Sol. {a}</p>",
        "<p>Q{k}. {q}</p><p>Sol: {a}</p>",
        "<p>{k}. {q}</p><p><strong>Answer –</strong> {a}</p>",
        "<ol start={k}><li>{q}<br><b>Solution:</b> {a}</li></ol>",
    ],
)
def test_hand_written_exams_are_read(shape: str) -> None:
    assert _pairs("".join(shape.format(k=k, q=q, a=a) for k, (q, a) in enumerate(BOTH, 1))) == BOTH


def test_a_translated_latex_exam_is_read() -> None:
    body = f"""<DIV><STRONG>Exercise 1</STRONG> &nbsp; <I>{GRAPE}</I></DIV><P></P>
    <DIV><I>Solution</I>. &nbsp; Twelve grapes.</DIV><P></P>
    <DIV><STRONG>Exercise 2</STRONG> &nbsp; <I>{PEAR}</I></DIV><P></P><DIV><I>Solution</I>. &nbsp; Seven pears.</DIV>"""
    assert _pairs(body) == BOTH


@pytest.mark.parametrize(
    "label",
    [
        "Answer",
        "Expert Answer",
        "Answer and Explanation:",
        "Answer &amp; Explanation",
        "Verified Answer",
        "Text Solution",
        "Step-by-step solution",
        "Expert-verified answer",
        "Solved by verified expert",
    ],
)
def test_the_one_question_of_a_homework_page_is_answered(label: str) -> None:
    body = f"<h1>Question:</h1><p>{GRAPE}</p><h2>{label}</h2><p>Twelve grapes.</p><h2>Related questions</h2><p>No.</p>"
    assert _pairs(body) == [(GRAPE, "Twelve grapes.")]


def test_points_and_difficulty_are_no_part_of_the_question() -> None:
    body = f"<h3>Problem 1 (5 points)</h3><p>Difficulty: easy</p><p>{GRAPE}</p><h4>Solution</h4><p>Twelve grapes.</p>"
    assert _pairs(body) == [(GRAPE, "Twelve grapes.")]


def test_the_review_of_a_quiz_says_the_right_answer() -> None:
    body = "".join(
        f"""<div id="question-1-{k}" class="que multichoice deferredfeedback correct"><div class="info"><h3 class="no">
        Question <span class="qno">{k}</span></h3><div class="state">Correct</div><div class="grade">Mark 1.00 out of
        1.00</div></div><div class="content"><div class="formulation clearfix"><h4 class="accesshide">Question text</h4>
        <div class="qtext"><p>{q}</p></div><div class="ablock"><div class="prompt">Select one:</div><div class="answer">
        <div class="r0"><input type="radio"><div class="d-flex"><span class="answernumber">a. </span><div
        class="flex-fill">Nine</div></div></div><div class="r1 correct"><input type="radio" checked><div class="d-flex">
        <span class="answernumber">b. </span><div class="flex-fill">{a}</div></div></div></div></div></div>
        <div class="outcome clearfix"><h4 class="accesshide">Feedback</h4><div class="feedback">
        <div class="specificfeedback">Your answer is correct.</div>
        <div class="generalfeedback">Count them again.</div>
        <div class="rightanswer">The correct answer is: {a}</div></div></div></div></div>"""
        for k, (q, a) in enumerate(BOTH, 1)
    )
    assert _pairs(body) == [
        (f"{q} Select one: a. Nine b. {a}", f"Count them again. The correct answer is: {a}") for q, a in BOTH
    ]


def test_a_label_that_stands_alone_with_a_button_to_edit_it_is_one() -> None:
    body = f"""<h2>Problem[edit]</h2><p>{GRAPE}</p><h2>Solution[edit]</h2><p>Twelve grapes.</p><h2>See
    also[edit]</h2>"""
    assert _pairs(body, "Grape contest problem 4") == [(GRAPE, "Twelve grapes.")]


def test_east_asian_brackets_and_wide_stops_are_read() -> None:
    body = "".join(
        f"<p>{k}．下列动物中有四条腿的是（ ）</p><p>A．鸡</p><p>B．牛</p><p>【答案】B</p><p>【解析】牛有四条腿。</p>"
        for k in (1, 2)
    )
    asked = "下列动物中有四条腿的是（ ） A．鸡 B．牛"
    assert _pairs(body) == [(asked, "B 【解析】牛有四条腿。")] * 2


def test_the_button_above_a_solution_is_no_part_of_the_question() -> None:
    body = "".join(
        f"""<p>{k}) {q}</p><a onclick="show('x')">Show Answer</a> <a>Workspace</a><div class="testanswer"
    style="display:none">
        <p><strong>Answer:</strong> {a}</p></div>"""
        for k, (q, a) in enumerate(BOTH, 1)
    )
    assert _pairs(body) == BOTH


def test_headings_inside_a_problem_belong_to_it() -> None:
    body = f"""<h2>Problem 1</h2><p>Read the text.</p><h3>Text</h3><p>{GRAPE}</p><h3>Solution</h3><p>Twelve grapes.</p>
    <h2>Problem 2</h2>"""
    assert _pairs(body) == [(f"Read the text. ### Text {GRAPE}", "Twelve grapes.")]


def test_a_bold_word_for_a_solution_needs_no_colon() -> None:
    body = "".join(
        f"<h3>Problem {k}</h3><p>{q}</p><p><b>Solution</b> {a}</p>" for k, (q, a) in enumerate(BOTH, 1)
    )
    assert _pairs(body) == BOTH


def test_a_word_for_a_solution_that_is_not_set_off_is_prose() -> None:
    assert _pairs(f"<h3>Problem 1</h3><p>{GRAPE}</p><p>Solution of salt is heavy.</p>") == []


def test_an_answer_beside_hints_is_no_option() -> None:
    body = "".join(
        f'<h3>Exercise {k}</h3><p>{q}</p><div class="hints"><p>Count them.</p></div>'
        f'<div class="answer"><p>{a}</p></div>'
        for k, (q, a) in enumerate(BOTH, 1)
    )
    assert _pairs(body) == BOTH


def test_an_environment_for_proofs_may_hold_a_solution() -> None:
    body = f"""<div class="ltx_theorem ltx_theorem_exercise"><h6 class="ltx_title">Exercise 1.</h6><p>{GRAPE}</p></div>
    <div class="ltx_proof"><h6 class="ltx_title">Solution.</h6><p>Twelve grapes.</p></div><p>We go on with pears.</p>"""
    assert _pairs(body) == [(GRAPE, "Twelve grapes.")]


def test_an_exam_typed_into_one_block_is_read_line_by_line() -> None:
    typed = "\n\n".join(f"Problem {k}. {q}\n\nSolution: {a}" for k, (q, a) in enumerate(BOTH, 1))
    assert _pairs(f"<pre>\nExam of the spring term\n\n{typed}\n</pre>") == BOTH


def test_a_numbered_heading_that_opens_a_problem_is_its_label() -> None:
    part = "<li><p>{q}</p><div class='sol'><p><b>Solution:</b></p><p>{a}</p></div></li>"
    both = (("How many sides has it?", "It has four."), ("Is it flat?", "Yes, it is."))
    parts = "".join(part.format(q=question, a=answer) for question, answer in both)
    body = f"<div class='problem'><h2>1. [20 points]</h2><p>Take a square.</p><ol>{parts}</ol></div>"
    assert [question for question, _ in pairs_of(exercises, html_page(body))] == [
        "Take a square. How many sides has it?",
        "Take a square. Is it flat?",
    ]


@pytest.mark.parametrize("label", ["Ver solución", "Voir la solution", "Mostra soluzione", "查看答案"])
def test_a_button_that_shows_the_solution_is_a_label_in_other_languages(label: str) -> None:
    page = html_page(
        f"<h3>Problema 1</h3><p>How much is two and five?</p><p>{label}</p><p>They make seven.</p>"
    )
    assert pairs_of(exercises, page) == [("How much is two and five?", "They make seven.")]


def test_the_farewell_of_a_site_is_no_part_of_the_last_solution() -> None:
    asked = "<p>Question {k}.<br>{q}<br>Answer:<br>{a}</p>"
    both = asked.format(k=1, q=GRAPE, a="Twelve grapes.") + asked.format(k=2, q=PEAR, a="Seven pears.")
    assert _pairs(f"<div>{both}<p>We hope that these solutions help you. Drop us a line.</p></div>") == BOTH
