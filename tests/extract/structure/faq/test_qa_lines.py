from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of, text_page
from webinstruct.extract.structure.faq.qa_lines import qa_lines


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Q:", "A:"),
        ("Q1.", "A1."),
        ("Question 1:", "Answer:"),
        ("Frage:", "Antwort:"),
        ("Question :", "Réponse :"),
        ("Pregunta:", "Respuesta:"),
        ("Pergunta:", "Resposta:"),
        ("Domanda:", "Risposta:"),
        ("Вопрос:", "Ответ:"),
        ("问：", "答："),
        ("質問：", "回答："),
        ("سؤال:", "جواب:"),
        ("Vraag:", "Antwoord:"),
        ("Pytanie:", "Odpowiedź:"),
    ],
)
def test_labelled_lines_of_many_languages_give_pairs(asks: str, answers: str) -> None:
    page = html_page(f"<p>{asks} How deep is the lake?</p><p>{answers} Some forty meters.</p>")
    assert pairs_of(qa_lines, page) == [("How deep is the lake?", "Some forty meters.")]


def test_labelled_lines_are_found_in_text_alone() -> None:
    page = text_page("Q: How deep is the lake?\nA: Some forty meters.\nQ: How wide?\nA: Two miles.")
    assert pairs_of(qa_lines, page) == [
        ("How deep is the lake?", "Some forty meters."),
        ("How wide?", "Two miles."),
    ]


def test_a_labelled_question_without_an_answer_gives_nothing() -> None:
    page = text_page("Q: How deep is the lake?\nQ: How wide?\nA: Two miles.")
    assert pairs_of(qa_lines, page) == [("How wide?", "Two miles.")]


def test_initials_in_a_list_of_names_are_no_labels() -> None:
    assert (
        pairs_of(qa_lines, text_page("Q. Lee and others\nB. Moor\nA. Smith, Lakes of the north, 2001")) == []
    )


def test_an_answer_ends_at_the_next_heading() -> None:
    page = text_page("Q: How deep?\nA: Forty meters.\n## About us\nWe measure lakes.")
    assert pairs_of(qa_lines, page) == [("How deep?", "Forty meters.")]


def test_a_conversation_gives_nothing() -> None:
    talk = (
        "Q: How did you begin?\nA: I was young and my father had a boat.\nQ: And then?\nA: I bought my own."
    )
    assert pairs_of(qa_lines, text_page(talk)) == []


def test_the_last_answer_ends_with_the_element_that_holds_all_lines() -> None:
    page = html_page(
        """<div><p>Q: How wide is the gate?<br>A: Two meters and a half.<br><br>
        Q: Who closes it?<br>A: The last one to leave.</p></div>
        <address>Gate Society. Letters to the office.<br>Last changed 2021-05-04.</address>"""
    )
    assert pairs_of(qa_lines, page)[-1] == ("Who closes it?", "The last one to leave.")


def test_lines_about_the_page_below_the_last_answer_are_left_out() -> None:
    page = text_page(
        "Q: How wide is the gate?\nA: Two meters.\nQ: Who closes it?\nA: The last one.\n\n"
        "Last updated on May 4, 2021\n\n© 2021 Gate Society"
    )
    assert pairs_of(qa_lines, page)[-1] == ("Who closes it?", "The last one.")
