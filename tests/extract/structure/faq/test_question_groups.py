from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of, text_page
from webinstruct.extract.structure.faq.question_groups import question_groups

ITEMS = (
    ("What is a leap year?", "A year with one day more than the others."),
    ("Why do we need one?", "Because the earth takes a little longer than 365 days."),
    ("When is the next?", "Look for the next number that four divides."),
)


def body_of(template: str) -> str:
    return "".join(template.format(q=question, a=answer) for question, answer in ITEMS)


@pytest.mark.parametrize(
    "template",
    [
        "<h3>{q}</h3><p>{a}</p>",
        "<details><summary>{q}</summary><p>{a}</p></details>",
        "<dl><dt>{q}</dt><dd>{a}</dd></dl>",
        '<div class="item"><div class="faq-question">{q}</div><div>{a}</div></div>',
        '<div class="accordion-item"><h2 class="accordion-header"><button>{q}</button></h2><div>{a}</div></div>',
        "<p><strong>{q}</strong></p><p>{a}</p>",
        "<p><b>{q}</b><br>{a}</p>",
    ],
)
def test_every_shape_of_a_faq_gives_its_pairs(template: str) -> None:
    page = html_page(f"<h1>Frequently asked questions</h1>{body_of(template)}")
    assert pairs_of(question_groups, page) == list(ITEMS)


def test_numbered_questions_in_plain_paragraphs_give_pairs_without_their_numbers() -> None:
    lines = "".join(f"<p>{k}. {q}<br>{a}</p>" for k, (q, a) in enumerate(ITEMS, 1))
    assert [q for q, _ in pairs_of(question_groups, html_page(lines))] == [q for q, _ in ITEMS]


def test_a_page_of_text_alone_is_read_by_its_headings() -> None:
    text = "# FAQ\n\n" + "\n\n".join(f"## {q}\n\n{a}" for q, a in ITEMS)
    assert pairs_of(question_groups, text_page(text)) == list(ITEMS)


def test_a_list_of_linked_questions_gives_nothing() -> None:
    links = "".join(f'<li><h3><a href="/{k}">{q}</a></h3><p>{a}</p></li>' for k, (q, a) in enumerate(ITEMS))
    assert pairs_of(question_groups, html_page(f"<h1>FAQ</h1><ul>{links}</ul>")) == []


def test_questions_without_text_below_them_give_nothing() -> None:
    headings = "".join(f"<h3>{q}</h3>" for q, _ in ITEMS)
    assert pairs_of(question_groups, html_page(f"<h1>FAQ</h1>{headings}")) == []


def test_one_rhetorical_heading_in_an_article_gives_nothing() -> None:
    months = "<h1>The calendar</h1><h2>Months</h2><p>Twelve of them.</p>"
    article = f"{months}<h2>Who needs weeks?</h2><p>Everybody does, it seems.</p>"
    assert pairs_of(question_groups, html_page(article)) == []


def test_an_interview_gives_nothing() -> None:
    talk = "".join(
        f"<p><strong>{q}</strong></p><p>{a}</p>"
        for q, a in (
            ("How did you begin?", "I was twelve when my aunt gave me her old camera."),
            ("What do you look for?", "I look for light, and I wait until it finds me."),
            ("And now?", "I am going home to my children and my garden."),
        )
    )
    assert pairs_of(question_groups, html_page(talk)) == []


def test_a_form_with_the_same_options_below_each_question_gives_nothing() -> None:
    form = "".join(f"<h3>{q}</h3><p>Yes, no, or not sure</p>" for q, _ in ITEMS)
    assert pairs_of(question_groups, html_page(f"<h1>FAQ</h1>{form}")) == []


def test_an_answer_keeps_its_paragraphs_and_lists() -> None:
    first = (
        "<h3>What is a leap year?</h3><p>A year with</p><ul><li>366 days</li><li>a long February</li></ul>"
    )
    rest = "".join(f"<h3>{q}</h3><p>{a}</p>" for q, a in ITEMS[1:])
    answer = pairs_of(question_groups, html_page(f"<h1>FAQ</h1>{first}{rest}"))[0][1]
    assert answer == "A year with - 366 days - a long February"


def test_a_question_is_a_slice_of_the_text() -> None:
    page = html_page(f"<h1>FAQ</h1>{body_of('<h3>{q}</h3><p>{a}</p>')}")
    for found in question_groups(page).pairs:
        start, end = found.question.spans[0]
        assert page.text[start:end] == found.question.text(page.text)


def test_a_heading_and_the_asking_paragraph_below_it_are_one_question() -> None:
    sections = "".join(
        f"<h2>Rule {k}</h2><p>Shops {what}. Why?</p><p>Because it is cheaper than to argue about number {k}.</p>"
        for k, what in enumerate(("take things back", "print coupons", "round prices down"), 1)
    )
    pairs = pairs_of(question_groups, html_page(f"<h1>Shops</h1>{sections}"))
    assert pairs[0] == (
        "Rule 1 Shops take things back. Why?",
        "Because it is cheaper than to argue about number 1.",
    )
    assert len(pairs) == 3


@pytest.mark.parametrize("template", ["<h3>{}</h3>", "<p><b>{}</b></p>", "<p><em>{}</em></p>"])
@pytest.mark.parametrize(
    "asked",
    [
        "Is the pier open in winter",
        "Яку рибу тут ловлять",
        "码头什么时候开放",
        "Con cuanta antelacion se paga",
    ],
)
def test_a_line_with_the_word_of_a_question_asks_among_others_of_its_look(template: str, asked: str) -> None:
    items = [*ITEMS, (asked, "Ask the keeper of the harbor for it.")]
    body = "".join(f"{template.format(q)}<p>{a}</p>" for q, a in items)
    assert pairs_of(question_groups, html_page(f"<h1>The harbor</h1>{body}")) == items


def test_a_heading_without_the_word_of_a_question_does_not_ask_among_others() -> None:
    body = (
        body_of("<h3>{q}</h3><p>{a}</p>") + "<h3>Opening hours</h3><p>From nine in the morning to noon.</p>"
    )
    assert pairs_of(question_groups, html_page(f"<h1>The calendar</h1>{body}")) == list(ITEMS)


def test_headings_without_marks_do_not_ask_where_few_others_do() -> None:
    told = "The harbor was built in three years by people of the town."
    heads = ("How to moor", "What to bring", "Why here?", "Where to sleep", "When to sail")
    body = "".join(f"<h3>{head}</h3><p>{told} {k}</p>" for k, head in enumerate(heads))
    assert pairs_of(question_groups, html_page(f"<h1>The harbor</h1>{body}")) == []


def test_questions_that_a_page_holds_twice_count_once() -> None:
    titles = ("Can I moor at night?", "What does a berth cost?", "Prices for members", "Prices for guests")
    answers = (
        "Yes, at the outer pier.",
        "Ten for every meter.",
        "Half of it for a year.",
        "All of it for a day.",
    )
    items = "".join(
        f'<h5 class="toggle_title">{title}</h5><div class="toggle_content"><p>{told}</p></div>'
        for title, told in zip(titles, answers, strict=True)
    )
    body = f'<div class="wide"><div>{items}</div></div><div class="narrow"><div>{items}</div></div>'
    found = pairs_of(question_groups, html_page(f"<h1>The harbor</h1>{body}"))
    assert found == list(zip(titles, answers, strict=True))[:2]


def _listed(linked: bool) -> str:
    places = enumerate(ITEMS)
    listed = "".join(f'<li><a href="#{k}">{q}</a>' if linked else f"<li>{q}" for k, (q, _) in places)
    (one, told), *rest = ITEMS
    return f"<ul>{listed}</ul><h3>{one}</h3>{told}<br><br>" + "".join(
        f"<b>{q}</b><br>{a}<br><br>" for q, a in rest
    )


def test_questions_of_different_looks_are_one_faq_where_links_on_top_list_them() -> None:
    assert pairs_of(question_groups, html_page(_listed(linked=True))) == list(ITEMS)
    assert pairs_of(question_groups, html_page(_listed(linked=False))) == []
