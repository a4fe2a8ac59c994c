"""What a page says may be as long and as odd as it likes: time stays in proportion, and nothing is raised."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from tests.extract.seen import html_page, pairs_of, text_page
from webinstruct.extract.structure import METHODS, Page
from webinstruct.extract.structure.marked.json_ld import json_ld
from webinstruct.extract.structure.marked.microdata import microdata

LONG = 100_000
QUESTION = '{"@type": "Question",'
MARKED_ANSWER = (
    "<div itemprop='suggestedAnswer' itemscope itemtype='https://schema.org/Answer'>"
    "<p itemprop='text'>So.</p></div>"
)


def linked(script: str) -> Page:
    return html_page(f"<script type='application/ld+json'>{script}</script>")


def seconds(method: Callable[[Page], object], page: Page) -> float:
    start = time.perf_counter()
    method(page)
    return time.perf_counter() - start


@pytest.mark.parametrize(
    "script",
    [QUESTION + "'\\" * LONG, QUESTION + '"\\' * LONG, QUESTION + "1} -->" + " " * LONG + "x"],
    ids=["single quotes never closed", "quotes never closed", "spaces behind a comment"],
)
def test_broken_linked_data_is_read_in_proportion_to_its_length(script: str) -> None:
    page = linked(script)
    assert seconds(json_ld, page) < 5


def test_an_answer_that_many_questions_refer_to_is_read_once() -> None:
    answer = {"@id": "#a", "@type": "Answer", "text": "<p>word word " * 5_000}
    questions = [
        {"@type": "Question", "name": f"Why {k}?", "acceptedAnswer": {"@id": "#a"}} for k in range(500)
    ]
    page = linked(json.dumps({"@graph": [answer, *questions]}))
    assert seconds(json_ld, page) < 5
    assert len(json_ld(page).pairs) == 1


def test_twenty_thousand_answers_without_an_author_are_weighed_in_seconds() -> None:
    question = "<div itemscope itemtype='https://schema.org/Question'><p itemprop='name'>Why is it?</p>"
    page = html_page(question + MARKED_ANSWER * 20_000 + "</div>")
    assert seconds(microdata, page) < 10


@pytest.mark.parametrize(
    "text",
    [
        "Why is it so?\n" + "\n" * LONG + "x\nWhy?\n",
        "# Problem 1\n\n[" + " " * LONG + "1 points\n\nSolution: 2\n",
        "Proof" + "*" * LONG + "\nTheorem 1" + "*" * LONG + "x",
        "Hint" + "*" * LONG + "x",
        "Question " + " " * LONG + "what is it?\n",
        "Compute. " + "a) " * LONG,
    ],
    ids=["blank lines", "points", "proof", "hint", "label", "parts"],
)
def test_runs_of_one_sign_are_passed_over_in_seconds(text: str) -> None:
    page = text_page(text)
    for name, method in METHODS.items():
        assert seconds(method, page) < 5, name


@pytest.mark.parametrize("sign", [" ", "- ", "Re: ", "| \n", "How "], ids=repr)
def test_a_title_of_a_million_characters_costs_no_time(sign: str) -> None:
    page = Page(
        "", "", (sign * (1_000_000 // len(sign)), "Ann, 3 May 2012\nWhy is it so?\nBob, 4 May 2012\nIt is.")
    )
    assert len(page.title) <= 1_000
    for name, method in METHODS.items():
        assert seconds(method, page) < 2, name


def test_class_names_with_halves_of_characters_are_looked_for_as_the_parser_has_them() -> None:
    body = "<div class='sol\ud83dution problem\udc00-box'>Problem 1. Add two and three.</div>" * 3
    page = html_page(body)
    assert {"solution", "problem-box"} <= page.classes
    assert [pairs_of(method, page) for method in METHODS.values()]


@pytest.mark.parametrize("value", [None, True, 5, 1e308, [[["x"]]], {"a": 1}, "", "\ud800"], ids=repr)
def test_linked_data_may_hold_any_value_where_words_are_due(value: object) -> None:
    odd = {"@type": "Answer", "text": value, "upvoteCount": value, "position": value}
    questions = [
        {
            "@type": value,
            "name": value,
            "acceptedAnswer": value,
            "suggestedAnswer": [value, odd],
            "@id": value,
        },
        {
            "@type": "Question",
            "name": value,
            "acceptedAnswer": odd,
            "eduQuestionType": value,
            "hasPart": value,
        },
        {"@type": ["Question", value], "name": "Why is it?", "acceptedAnswer": [odd, {"text": "It is."}]},
    ]
    page = linked(json.dumps({"@graph": [*questions, value], "mainEntity": value}))
    said = pairs_of(json_ld, page)
    assert [question for question, _ in said if question == "Why is it?"]


@pytest.mark.parametrize(
    "script",
    ['{"@type": "Question", "x": ' + "[" * LONG, '{"@type": "Question", "x": ' * 10_000 + "1" + "}" * 10_000],
    ids=["never closed", "closed"],
)
def test_linked_data_nested_without_end_gives_nothing(script: str) -> None:
    assert json_ld(linked(script)).pairs == ()
