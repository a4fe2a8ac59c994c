from __future__ import annotations

from typing import Any

from webinstruct.extract.look import look_in, page_in
from webinstruct.sources.page_text import page_text, parse_html

NEWS = "<title>The bridge</title><h1>The bridge is open</h1><p>It was opened on Monday by the people who built it.</p>"
FAQ = """<title>FAQ</title><h1>Questions</h1><h3>What is a leap year?</h3><p>A year with one day more.</p>
<h3>Why do we need one?</h3><p>Because the earth is not punctual.</p>"""
DATA = """<title>FAQ</title><script type="application/ld+json">{"@type": "FAQPage", "mainEntity": {"@type": "Question",
"name": "What is a leap year?", "acceptedAnswer": {"@type": "Answer", "text": "A year with one day more."}}}</script>"""


def row_of(html: str, **other: Any) -> dict[str, Any]:
    content = page_text(parse_html(html))
    return {"url": "https://a.example/", "title": content.title, "text": content.text, "html": html} | other


def test_a_page_that_asks_nothing_is_neither_parsed_nor_walked() -> None:
    page, look, _ = look_in(row_of(NEWS), skip=())
    assert not look.pairs
    assert not {"tree", "content"} & set(vars(page))


def test_a_page_with_pairs_is_parsed_once_for_all_methods_and_its_text() -> None:
    page, look, differs = look_in(row_of(FAQ), skip=())
    assert len(look.pairs) == 2
    assert {"tree", "content"} <= set(vars(page))
    assert not differs


def test_a_page_whose_text_is_another_is_read_by_its_text_alone() -> None:
    page, look, differs = look_in(row_of(FAQ, text="Q: What is a year?\nA: Twelve months."), skip=())
    assert differs
    assert not page.html
    assert [named.found.answer.text(page.text) for named in look.pairs] == ["Twelve months."]


def test_no_pair_comes_from_the_data_of_a_page_whose_text_is_another() -> None:
    _, look, differs = look_in(row_of(DATA, text="What is a leap year? A year with one day more."), skip=())
    assert differs
    assert not look.pairs


def test_who_needs_the_whole_page_hears_at_once_that_its_text_is_another() -> None:
    assert page_in(row_of(NEWS))[1] is False
    assert page_in(row_of(NEWS, text="Something else."))[1] is True


def test_entries_that_hold_question_and_answer_each_are_no_thread() -> None:
    entry = (
        '<li class="entry-post"><div><span class="user-name">{0}</span> <time>2019-05-01</time></div>'
        '<div class="entry-question">Is the {0} heavy, does anybody know how much it weighs?</div>'
        '<div class="entry-answer">How heavy the {0} is stands on its back, right below the sign.</div></li>'
    )
    entries = "".join(map(entry.format, ("kettle", "lamp", "drill")))
    title = "Which of them is heavy?"
    body = f'<title>{title}</title><h1>{title}</h1><ul class="comments">{entries}</ul>'
    _, look, _ = look_in(row_of(body), skip=())
    assert not look.is_settled
    assert [named.method for named in look.pairs][:3] == ["structure:class_pairs"] * 3
