"""Whole pages that hold a FAQ among other things, and where its answers end."""

from __future__ import annotations

import json
import time

import pytest

from tests.extract.seen import html_page, pairs_of
from tests.extract.structure.faq.shapes import ITEMS, SHAPES, body_of
from tests.extract.structure.faq.test_shapes import pairs_on
from webinstruct.extract.structure.faq.question_groups import question_groups

BOLD = body_of(SHAPES["bold paragraph"])
ENDS = {
    "related": "<h4>Related posts</h4><ul><li>Ten calendars</li></ul>",
    "related line": "<p><b>You may also like</b></p><p>Ten calendars of the world, ranked.</p>",
    "share": "<p>Share this:</p><p>Chirper Facepage</p>",
    "author box": '<div class="author-box"><p>Ann Lee keeps clocks in a small town.</p></div>',
    "author line": "<p>About the author</p><p>Ann Lee keeps clocks in a small town.</p>",
    "newsletter": '<div class="newsletter-form"><p>Get a letter about time every month.</p></div>',
    "comments": '<div id="comments" class="comments-area"><p>Bob says: very nice, I learned a lot.</p></div>',
    "comment line": "<p>3 comments</p><p>Bob says: very nice, I learned a lot.</p>",
    "footer": "<footer><p>The calendar society, a small house by the lake.</p></footer>",
    "posted": "<p>Posted by Ann at 8:00</p><p>The calendar society, a small house by the lake.</p>",
    "contact": "<p><b>Still have questions?</b></p><p>Write to the society, which answers on Mondays.</p>",
    "german": "<p>Weitere Artikel</p><p>Zehn Kalender der Welt, der Reihe nach.</p>",
    "french": "<p>Articles similaires</p><p>Dix calendriers du monde entier, classés.</p>",
}


@pytest.mark.parametrize("end", ENDS)
def test_the_last_answer_ends_where_the_content_does(end: str) -> None:
    assert pairs_on(html_page(BOLD + ENDS[end])) == list(ITEMS)


@pytest.mark.parametrize("end", ["related", "author box", "newsletter", "comments", "footer"])
def test_the_last_answer_below_a_heading_ends_there_too(end: str) -> None:
    items = "".join(f"<h3>{q}</h3><p>{a}</p>" for q, a in ITEMS)
    assert pairs_on(html_page(f"<h1>FAQ</h1>{items}{ENDS[end]}")) == list(ITEMS)


@pytest.mark.parametrize(
    ("entry", "item"),
    [
        ('<li><a href="#q{k}">{q}</a></li>', '<p><a name="q{k}"></a><b>{q}</b></p><p>{a}</p>'),
        ('<li><a href="#q{k}">{q}</a></li>', '<h3 id="q{k}">{q}</h3><p>{a}</p>'),
        ('<p><a href="#q{k}"><b>{q}</b></a></p>', '<p><a name="q{k}"><b>{q}</b></a></p><p>{a}</p>'),
        ('<p><b><a href="#q{k}">{q}</a></b></p>', '<div id="q{k}"><p><b>{q}</b></p><p>{a}</p></div>'),
        (
            '<a href="#q{k}">{q}</a><br>',
            '<a name="q{k}"></a><strong>{q}</strong><br>{a}<br><a href="#">Top</a><br><br>',
        ),
        (
            '<li><a href="#q{k}">{k}. {q}</a></li>',
            '<h4><a name="q{k}">{k}. {q}</a></h4><p>{a}</p><p><a href="#t">Back to top</a></p>',
        ),
        ('<dt><a href="#q{k}">{q}</a></dt>', '<dt id="q{k}">{q}</dt><dd>{a}</dd>'),
    ],
)
def test_a_list_of_questions_above_does_not_eat_the_answers(entry: str, item: str) -> None:
    numbered = list(enumerate(ITEMS, 1))
    entries = "".join(entry.format(k=k, q=q) for k, (q, _) in numbered)
    items = "".join(item.format(k=k, q=q, a=a) for k, (q, a) in numbered)
    page = html_page(
        f"<h1>FAQ</h1><p>All there is to know.</p><div>{entries}</div><p>Here we go.</p><div>{items}</div>"
    )
    assert pairs_on(page) == list(ITEMS)


def test_answers_that_a_list_of_questions_leads_to_are_found_where_they_stand() -> None:
    entries = "".join(f'<li><a href="#a{k}">{q}</a></li>' for k, (q, _) in enumerate(ITEMS))
    answers = "".join(f'<div id="a{k}"><p>{a}</p></div>' for k, (_, a) in reversed(list(enumerate(ITEMS))))
    page = html_page(f'<h1>FAQ</h1><ul class="faq-list">{entries}</ul>{answers}')
    assert pairs_on(page) == list(ITEMS)


def test_a_control_opens_the_panel_that_it_names() -> None:
    buttons = "".join(
        f'<button aria-expanded="false" aria-controls="p{k}">{q}</button>' for k, (q, _) in enumerate(ITEMS)
    )
    panels = "".join(f'<div id="p{k}" role="region"><p>{a}</p></div>' for k, (_, a) in enumerate(ITEMS))
    assert pairs_on(html_page(f"<h1>Help</h1><div>{buttons}</div><div>{panels}</div>")) == list(ITEMS)


def test_sections_of_a_faq_are_no_questions_and_end_the_answers_above() -> None:
    first, second = (("".join(f"<h3>{q}</h3><p>{a}</p>" for q, a in part)) for part in (ITEMS[:2], ITEMS[2:]))
    page = html_page(f"<h1>FAQ</h1><h2>Years</h2>{first}<h2>Days</h2><p>Of days.</p>{second}")
    assert pairs_on(page) == list(ITEMS)


def test_bold_sections_between_bold_questions_end_the_answers_above() -> None:
    lines = [f"<p><b>{q}</b></p><p>{a}</p>" for q, a in ITEMS]
    page = html_page(
        f"<h1>FAQ</h1><p><b>YEARS</b></p>{lines[0]}{lines[1]}<p><b>DAYS</b></p>{lines[2]}{lines[3]}"
    )
    assert pairs_on(page) == list(ITEMS)


@pytest.mark.parametrize("shape", ["bootstrap 4", "details", "divi", "elementor"])
def test_an_item_of_a_faq_that_states_is_a_question_where_most_ask(shape: str) -> None:
    items = [*ITEMS, ("Opening hours", "From nine to five on all days but one.")]
    body = "".join(SHAPES[shape].format(k=k, q=q, a=a) for k, (q, a) in enumerate(items))
    assert pairs_on(html_page(f"<h1>FAQ</h1>{body}")) == items


def test_items_that_only_state_are_no_questions() -> None:
    items = (("Opening hours", "From nine to five on all days."), ("Prices", "Two coins for each of you."))
    body = "".join(SHAPES["bootstrap 4"].format(k=k, q=q, a=a) for k, (q, a) in enumerate(items))
    assert pairs_on(html_page(f"<h1>FAQ</h1>{body}")) == []


@pytest.mark.parametrize("shape", ["heading", "terms", "bootstrap 5", "bold paragraph"])
def test_questions_of_a_faq_may_lack_their_mark(shape: str) -> None:
    items = [
        ("How to wind the clock", "Turn the key until it stops, then wait a day."),
        ("How do I set the date", "Pull the crown and turn it to the right."),
        ("What is the warranty", "Two years from the day of the purchase."),
    ]
    body = "".join(SHAPES[shape].format(k=k, q=q, a=a) for k, (q, a) in enumerate(items))
    assert pairs_on(html_page(f"<h1>Frequently asked questions</h1>{body}")) == items


def test_two_questions_of_a_faq_may_share_an_answer() -> None:
    items = [*ITEMS, ("Must I wind it?", "You may, but the seasons will drift away from your calendar.")]
    body = "".join(f"<h3>{q}</h3><p>{a}</p>" for q, a in items)
    assert pairs_on(html_page(f"<h1>FAQ</h1>{body}")) == items


def test_what_the_data_leaves_out_is_found_in_the_page() -> None:
    asked = [
        {"@type": "Question", "name": q, "acceptedAnswer": {"@type": "Answer", "text": a}}
        for q, a in ITEMS[:2]
    ]
    script = (
        f'<script type="application/ld+json">{json.dumps({"@type": "FAQPage", "mainEntity": asked})}</script>'
    )
    assert pairs_on(html_page(script + body_of(SHAPES["heading"]))) == list(ITEMS)


def test_a_short_line_on_its_own_ends_the_answer_of_a_plain_question() -> None:
    plain = "<br><br>".join(f"{q}<br>{a} Ask the keeper of the calendar." for q, a in ITEMS)
    rest = "<br><br>Rules of the Society<br><br>The society meets once a year, in the fall."
    pairs = pairs_on(html_page(f"<div>{plain}{rest}</div>"))
    assert pairs[-1] == (ITEMS[-1][0], f"{ITEMS[-1][1]} Ask the keeper of the calendar.")


def test_a_faq_that_is_one_preformatted_document_is_read_like_prose() -> None:
    contents = "".join(f"   1.{k}) {q}\n" for k, (q, _) in enumerate(ITEMS, 1))
    sections = "".join(f"\n1.{k}) {q}\n\n    {a}\n" for k, (q, a) in enumerate(ITEMS, 1))
    rule = "-" * 60
    document = (
        f"Version: 3.4\n\nContents\n{contents}\n{rule}\n{sections}\n{rule}\nMay be reposted unchanged.\n"
    )
    page = html_page(f"<h1>The calendar FAQ</h1><pre>{document}</pre>")
    assert pairs_of(question_groups, page) == list(ITEMS)


def test_japanese_asks_without_a_mark() -> None:
    items = [
        ("何時からですか。", "午後三時から七時までです。お電話ください。"),
        ("入浴できますか", "はい、午前十一時から午後二時までです。"),
    ]
    body = "".join(f"<p>Q{k}.{q}</p><p>A{k}.{a}</p>" for k, (q, a) in enumerate(items))
    headings = "".join(f"<h3>{q}</h3><p>{a}</p>" for q, a in items)
    assert pairs_on(html_page(body)) == items
    assert pairs_on(html_page(f"<h1>よくある質問</h1>{headings}")) == items


def test_a_faq_in_boxes_of_some_class_need_not_begin_with_a_word_that_asks() -> None:
    items = [
        (f"The price is {k} coins, isn't it?", f"Yes, all {k} of them, since the year before.")
        for k in range(3)
    ]
    box = (
        '<div class="tab"><input type="checkbox" id="c{k}"><label class="tab-label" for="c{k}">{q}</label>'
        "<div>{a}</div></div>"
    )
    body = "".join(box.format(k=k, q=q, a=a) for k, (q, a) in enumerate(items))
    assert pairs_on(html_page(f"<h1>FAQ</h1>{body}")) == items
    assert pairs_on(html_page(f"<h1>Prices</h1>{body}")) == []


def test_a_question_broken_into_lines_is_one() -> None:
    items = "".join(f"<h3>{q.replace(' a ', '<br>a ')}</h3><p>{a}</p>" for q, a in ITEMS)
    assert pairs_on(html_page(f"<h1>FAQ</h1>{items}")) == list(ITEMS)


def test_headings_of_several_levels_are_one_faq() -> None:
    levels = ("h2", "h2", "h2", "h3")
    items = "".join(f"<{t}>{q}</{t}><p>{a}</p>" for t, (q, a) in zip(levels, ITEMS, strict=True))
    assert pairs_on(html_page(f"<h1>The calendar</h1>{items}")) == list(ITEMS)


def test_the_icons_of_an_accordion_belong_to_neither_side() -> None:
    items = "".join(
        f'<div class="accordion-title">{q} <i class="material-icons">expand_more</i></div><div>{a}</div>'
        for q, a in ITEMS
    )
    assert pairs_on(html_page(f"<h1>FAQ</h1>{items}")) == list(ITEMS)


@pytest.mark.parametrize(
    "template",
    [
        "<h3>Why {k}?</h3><p>Because of {k}.</p>",
        "<p>Is it {k}, or is it not?</p><p>It is {k}, as I said, and as all of us have known for a long time.</p>",
    ],
)
def test_fifty_thousand_items_take_seconds(template: str) -> None:
    page = html_page("<h1>FAQ</h1>" + "".join(template.format(k=k) for k in range(50_000)))
    start = time.perf_counter()
    assert len(question_groups(page).pairs) == 50_000
    assert time.perf_counter() - start < 20
