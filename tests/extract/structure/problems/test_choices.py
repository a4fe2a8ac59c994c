"""Multiple choice: the options stay in the question, the key or the explanation is the answer."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of, text_page
from webinstruct.extract.structure.problems.exercises import exercises

PRIME = "Which of these numbers is a prime?"
EVEN = "Which of these numbers is even?"


def _pairs(body: str, title: str = "A page") -> list[tuple[str, str]]:
    return pairs_of(exercises, html_page(body, title))


@pytest.mark.parametrize(
    "key",
    [
        "Answer: b",
        "Answer : B",
        "Ans. (b)",
        "Ans: b)",
        "Answer - b",
        "Answer (b)",
        "Correct answer: B",
        "Correct Answer - Option B",
        "Answer: Option B",
        "The correct answer is B.",
        "Right answer: b",
        "Correct option: b",
        "Key: b",
        "Respuesta correcta: b",
        "Richtige Antwort: b",
        "Bonne réponse : b",
        "Resposta correta: b",
        "Правильный ответ: b",
        "答案：B",
    ],
)
def test_a_key_below_the_options_is_the_answer(key: str) -> None:
    body = "".join(
        f"<p>{k}. {asked}<br>a) 6<br>b) 7<br>c) 9<br>{key}</p>" for k, asked in ((1, PRIME), (2, EVEN))
    )
    pairs = _pairs(body)
    assert [question for question, _ in pairs] == [f"{asked} a) 6 b) 7 c) 9" for asked in (PRIME, EVEN)]
    assert {answer.lower().strip(" .()").removeprefix("option ") for _, answer in pairs} == {"b"}


@pytest.mark.parametrize(
    "options",
    [
        "<ul><li>6</li><li>7</li></ul>",
        '<ol type="a"><li>6</li><li>7</li></ol>',
        "<p>(a) 6 (b) 7</p>",
        "<p>A. 6<br>B. 7</p>",
        "<p>[A] 6<br>[B] 7</p>",
        '<p><input type="radio" name="q" id="x"><label for="x">6</label></p><p><input type="radio" name="q" id="y">'
        '<label for="y">7</label></p>',
        "<table><tr><td>A.</td><td>6</td></tr><tr><td>B.</td><td>7</td></tr></table>",
    ],
    ids=["bullets", "letters", "one line", "lines", "brackets", "radio", "cells"],
)
def test_options_in_any_shape_stay_with_the_question(options: str) -> None:
    body = "".join(
        f"<p><b>{k}. {asked}</b></p>{options}<p><b>Answer:</b> B</p>" for k, asked in ((1, PRIME), (2, EVEN))
    )
    pairs = _pairs(body)
    assert [answer for _, answer in pairs] == ["B", "B"]
    for asked, (question, _) in zip((PRIME, EVEN), pairs, strict=True):
        assert question.startswith(asked)
        assert "6" in question
        assert "7" in question


def test_an_answer_that_opens_on_click_comes_with_its_explanation() -> None:
    body = "".join(
        f"""<p>{k}. {asked}<br>a) 6<br>b) 7<br><span class="collapseomatic" id="id{k}" title="View Answer">View Answer
        </span></p><div id="target-id{k}" class="collapseomatic_content">Answer: b<br>Explanation: Nothing divides
        seven.</div>"""
        for k, asked in ((1, PRIME), (2, EVEN))
    )
    assert _pairs(body) == [
        (f"{asked} a) 6 b) 7", "b Explanation: Nothing divides seven.") for asked in (PRIME, EVEN)
    ]


def test_a_question_laid_out_in_cells_is_answered_below() -> None:
    body = "".join(
        f"""<div class="bix-div-container"><div class="d-flex flex-row"><div class="bix-td-qno">{k}.</div>
        <div class="bix-td-qtxt w-100"><p>{asked}</p></div></div><div class="bix-tbl-options"><div class="bix-opt-row">
        <div class="bix-td-option">A.</div><div class="bix-td-option-val">6</div></div><div class="bix-opt-row"><div
        class="bix-td-option">B.</div><div class="bix-td-option-val">7</div></div></div>
        <div class="bix-div-answer collapse"><div class="bix-ans-option"><p><b>Answer:</b> Option <b>B</b></p></div>
        <div class="bix-ans-description"><p><b>Explanation:</b></p><p>Nothing divides seven.</p></div></div>
        <div class="bix-div-toolbar"><a href="/discuss/{k}">Discuss</a></div></div>"""
        for k, asked in ((1, PRIME), (2, EVEN))
    )
    assert _pairs(body) == [
        (f"{asked} A. 6 B. 7", "Option B Explanation: Nothing divides seven.") for asked in (PRIME, EVEN)
    ]


def test_a_quiz_that_numbers_its_elements_is_answered_by_the_one_below() -> None:
    body = "".join(
        f"""<div class="wp_quiz_question"><span class="quesno">{k}. </span>{asked}</div><div
        class="wp_quiz_question_options">[A] 6<br>[B] 7</div><a class="show_answer">Show Answer</a>
        <div class="wp_basic_quiz_answer"><div class="ques_answer"><b>Correct Answer:</b> B [7]</div>
        <div class="answer_hint"><b>Notes:</b><br>Nothing divides seven.</div></div>"""
        for k, asked in ((1, PRIME), (2, EVEN))
    )
    assert [(q, a) for q, a in _pairs(body)] == [
        (f"{asked} [A] 6 [B] 7", "B [7] Notes: Nothing divides seven.") for asked in (PRIME, EVEN)
    ]


def test_the_option_marked_as_correct_is_the_answer() -> None:
    body = "".join(
        f'<h3>Question {k}</h3><p>{asked}</p><ul><li>6</li><li class="correct">7</li><li>9</li></ul>'
        for k, asked in ((1, PRIME), (2, EVEN))
    )
    assert _pairs(body) == [(f"{asked} - 6 - 7 - 9", "7") for asked in (PRIME, EVEN)]


@pytest.mark.parametrize(
    "key",
    [
        "<p>1. b 2. c 3. a</p>",
        "<p>1-b, 2-c, 3-a</p>",
        "<p>1) B; 2) C; 3) A</p>",
        "<ol><li>b</li><li>c</li><li>a</li></ol>",
        "<table><tr><td>1</td><td>b</td></tr><tr><td>2</td><td>c</td></tr><tr><td>3</td><td>a</td></tr></table>",
        "<table><tr><td>1</td><td>2</td><td>3</td></tr><tr><td>b</td><td>c</td><td>a</td></tr></table>",
        "<p>1. (b)<br>2. (c)<br>3. (a)</p>",
    ],
    ids=["line", "dashes", "brackets", "list", "rows", "columns", "lines"],
)
@pytest.mark.parametrize("head", ["<h3>Answer Key</h3>", "<p><b>Answers</b></p>", "<p>Answers:</p>"])
def test_a_table_of_keys_answers_the_questions_above_it(key: str, head: str) -> None:
    asked = [PRIME, EVEN, "Which of these numbers is a square?"]
    body = "".join(f"<p>{k}. {question}<br>a) 4<br>b) 7<br>c) 9</p>" for k, question in enumerate(asked, 1))
    pairs = _pairs(body + head + key)
    assert [question for question, _ in pairs] == [f"{question} a) 4 b) 7 c) 9" for question in asked]
    assert [answer.lower().strip("() ") for _, answer in pairs] == ["b", "c", "a"]


def test_a_quiz_without_a_key_gives_nothing() -> None:
    text = "\n".join(f"{k}. {PRIME}\nA. 4\nB. 7\nC. 9" for k in range(1, 9))
    assert pairs_of(exercises, text_page(text)) == []


def test_radio_buttons_without_a_key_give_nothing() -> None:
    body = "".join(
        f"""<div class="question"><div class="qtext">{k}. {PRIME}</div><div class="answer"><div class="r0"><input
        type="radio"><label>4</label></div><div class="r1"><input type="radio"><label>7</label></div></div></div>"""
        for k in range(1, 5)
    )
    assert _pairs(body) == []


def test_the_first_option_may_be_the_one_marked_as_right() -> None:
    body = "".join(
        f'<p>Question {k} of 2</p><h2>{asked}</h2><ul><li class="right-answer">7</li><li>6</li></ul>'
        for k, asked in ((1, PRIME), (2, EVEN))
    )
    assert _pairs(body) == [(f"{asked} - 7 - 6", "7") for asked in (PRIME, EVEN)]
