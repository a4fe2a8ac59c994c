"""Pages that show no shape of question and answer are left before they are parsed or walked."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page
from webinstruct.extract.structure import METHODS, Page, page_of_html

OWN = ("microdata", "json_ld", "class_pairs", "exercises", "qa_lines", "table_rows", "question_groups")
PARSED = {
    "a story": "<h1>The harbor</h1><p>It was built in three years.</p>",
    "numbers": "<h2>1. Nets</h2><p>12. May 1901</p><ol><li>One</li><li>Two</li></ol>",
    "a question in passing": "<p>Who would have thought of it? Nobody, it seems.</p>",
    "the right column": '<div class="right">News</div><h2>What is new?</h2><p>Very little, we are sorry to say.</p>',
    "options that may be incorrect": '<p class="incorrect-date">12 May</p><h2>3. Ropes</h2>',
    "a class for an answer": '<div class="answer">Yes, the harbor is open today.</div>',
    "linked data of a shop": '<script type="application/ld+json">{"@type": "Product"}</script><p>Question of taste</p>',
    "two questions without a shape": "<h2>What is new?</h2><p>Little.</p><h2>Who says so?</h2><p>We do.</p>",
}


def _told(body: str) -> Page:
    """The page with its text known, as the stage hands it on."""
    page = html_page(body)
    return page_of_html(page.url, page.html, (page.title, page.text))


@pytest.mark.parametrize("method", OWN)
@pytest.mark.parametrize("body", PARSED.values(), ids=PARSED)
def test_a_page_without_the_shape_is_not_parsed(body: str, method: str) -> None:
    page = _told(body)
    METHODS[method](page)
    assert "tree" not in vars(page)


def test_two_questions_are_looked_at_where_the_source_says_that_they_open_something() -> None:
    asked = (("What is new?", "Very little, sadly."), ("Who says so?", "We do, the keepers."))
    page = _told("".join(f"<details><summary>{q}</summary><p>{a}</p></details>" for q, a in asked))
    assert len(METHODS["question_groups"](page).pairs) == 2


def test_a_heading_above_a_hidden_solution_is_looked_at_without_any_label_of_a_problem() -> None:
    part = "<h3>{t}</h3><p>Compute the sum of {n} and two.</p><div class='solution'>It is {m}.</div>"
    page = _told(part.format(t="Apples", n=3, m=5) + part.format(t="Pears", n=4, m=6))
    assert len(METHODS["exercises"](page).pairs) == 2
