from __future__ import annotations

import time

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.faq.qa_lines import qa_lines

PAIRS = [("How deep is the lake?", "Some forty meters."), ("Who measured it?", "A man in a boat.")]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        *(
            ("Q:", "A:"),
            ("Q1.", "A1."),
            ("Q.", "A."),
            ("Q -", "A -"),
            ("Q)", "A)"),
            ("Q1:", "A:"),
            ("问：", "答："),
        ),
        *(("В:", "О:"), ("F:", "A:"), ("P:", "R:"), ("D:", "R:"), ("V:", "A:"), ("S:", "C:"), ("F:", "S:")),
        *(("Q :", "R :"), ("T:", "J:"), ("K:", "V:"), ("Ε:", "Α:"), ("س:", "ج:"), ("Î:", "R:"), ("З:", "В:")),
        ("Q#1:", "A#1:"),
    ],
)
@pytest.mark.parametrize(
    "template",
    [
        "<p>{q} {question}</p><p>{a} {answer}</p>",
        "<p><b>{q}</b> {question}<br><b>{a}</b> {answer}</p>",
        "<div><div>{q}</div><div>{question}</div></div><div><div>{a}</div><div>{answer}</div></div>",
        "<table><tr><td>{q}</td><td>{question}</td></tr><tr><td>{a}</td><td>{answer}</td></tr></table>",
        "<dl><dt>{q} {question}</dt><dd>{a} {answer}</dd></dl>",
        "<h3>{q} {question}</h3><p>{a} {answer}</p>",
    ],
)
def test_questions_and_answers_are_told_apart_by_their_labels(template: str, asks: str, answers: str) -> None:
    body = "".join(
        template.format(q=asks, a=answers, question=question, answer=answer) for question, answer in PAIRS
    )
    assert pairs_of(qa_lines, html_page(f"<h1>The lake</h1>{body}")) == PAIRS


@pytest.mark.parametrize(
    ("asks", "answers"), [("Question:", "Answer:"), ("Frage:", "Antwort:"), ("Domanda:", "Risposta:")]
)
def test_labels_may_have_a_cell_of_their_own(asks: str, answers: str) -> None:
    rows = "".join(
        f"<tr><td>{asks}</td><td>{question}</td></tr><tr><td>{answers}</td><td>{answer}</td></tr>"
        for question, answer in PAIRS
    )
    assert pairs_of(qa_lines, html_page(f"<h1>The lake</h1><table>{rows}</table>")) == PAIRS


@pytest.mark.parametrize(
    "body",
    [
        "<p>A. Red</p><p>C. Blue</p><p>A. One</p><p>C. Two</p>",
        "<p>P. Lee</p><p>R. Moor</p><p>P. Hill</p><p>R. Wood</p>",
        "<p>V: 12</p><p>A: 3</p><p>V: 24</p><p>A: 6</p>",
    ],
)
def test_letters_before_lines_that_do_not_ask_are_no_labels(body: str) -> None:
    assert pairs_of(qa_lines, html_page(body)) == []


def test_fifty_thousand_labelled_lines_take_seconds() -> None:
    for asks, answers in (("Q:", "A:"), ("P:", "R:")):
        page = html_page(
            "".join(f"<p>{asks} Is it {k}?</p><p>{answers} It is {k}.</p>" for k in range(25_000))
        )
        start = time.perf_counter()
        assert len(qa_lines(page).pairs) == 25_000
        assert time.perf_counter() - start < 15
