"""Pages that ask and give no pair: talks, lists, polls, quizzes, teasers, articles that ask in passing."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from tests.extract.structure.faq.test_shapes import pairs_on
from webinstruct.extract.structure.faq.question_groups import question_groups

LONG = "The harbor was built in three years by people of the town, and ships came soon after that."
PAGES = {
    "interview": (
        "Q&A with Ann Lee, harbor master",
        "".join(
            f"<p><b>{q}</b></p><p>{a}</p>"
            for q, a in (
                ("How did you come to the harbor?", "I grew up beside it, and my father mended nets."),
                ("What do you do all day?", "I watch the ships and write down what I see."),
                ("Will you stay?", "I think so, my garden is here and my boat too."),
                ("Who comes after you?", "My niece, I hope, who knows every rope."),
            )
        ),
    ),
    "interview under headings": (
        "In conversation: the harbor master",
        "".join(
            f"<h3>{q}</h3><p>{LONG}</p><p>{q[::-1]}</p>" for q in ("Why here?", "Why now?", "Why you of all?")
        ),
    ),
    "article with two rhetorical headings": (
        "The harbor at night",
        f"<h1>The harbor at night</h1><h2>The town</h2><p>{LONG}</p><h2>Who pays for it?</h2><p>{LONG} A bit.</p>"
        f"<h2>The ships</h2><p>{LONG} More.</p><h2>What comes next?</h2><p>{LONG} No one knows.</p>"
        f"<h2>The light</h2><p>{LONG} And more.</p>",
    ),
    "article that asks in its paragraphs": (
        "The harbor at night",
        "<h1>The harbor</h1>"
        + "".join(
            f"<p>Who would have thought of {k}?</p><p>{LONG} {k}</p><p>{LONG} {k}.</p><p>So it is?</p>"
            for k in range(2)
        ),
    ),
    "listicle": (
        "Seven harbors to see",
        "".join(f"<h2>{k}. Harbor number {k}</h2><p>{LONG} {k}. Ready for more?</p>" for k in range(1, 8)),
    ),
    "quiz without a key": (
        "The harbor quiz",
        "".join(
            f"<h3>{k}. Which ship is number {k}?</h3>"
            f"<ul><li>a) the red one</li><li>b) the blue {k}</li><li>c) none</li></ul>"
            for k in range(1, 6)
        ),
    ),
    "quiz with buttons": (
        "The harbor quiz",
        "".join(
            f'<div class="ask">Which ship is number {k}?</div><label><input type="radio">Ann {k}</label>'
            f'<label><input type="radio">Bob {k}</label>'
            for k in range(1, 6)
        ),
    ),
    "poll": (
        "A poll",
        "".join(f"<h3>Do you like harbor {k}?</h3><p>Yes</p><p>No</p><p>Not sure</p>" for k in range(1, 5)),
    ),
    "people also ask": (
        "Harbors",
        f"<h1>Harbors</h1><p>{LONG}</p><h2>People also ask</h2>"
        + "".join(
            f'<div class="related-question"><a href="/q/{k}">Why is harbor {k} deep?</a></div>'
            for k in range(6)
        ),
    ),
    "search results": (
        "Results for harbor",
        "".join(
            f'<div class="r"><h3><a href="/t/{k}">How deep is harbor {k}?</a></h3><p>{LONG} {k}</p></div>'
            for k in range(6)
        ),
    ),
    "teasers": (
        "News of the harbor",
        "".join(
            f'<div class="card"><h3>How deep is harbor {k}?</h3><p>{LONG[:60]} {k}...</p>'
            f'<a href="/n/{k}">Read more</a></div>'
            for k in range(6)
        ),
    ),
    "list of posts": (
        "Recent questions",
        "".join(
            f'<div class="item-content">Why is harbor {k} so deep at night?</div>'
            f"<div>asked {k} hours ago in Harbors by ann{k}</div>"
            for k in range(2, 8)
        ),
    ),
    "list of questions": (
        "FAQ",
        "<h1>FAQ</h1><ul>" + "".join(f"<li>How deep is harbor {k}?</li>" for k in range(9)) + "</ul>",
    ),
    "index of linked questions": (
        "FAQ",
        "<h1>FAQ</h1>"
        + "".join(
            f'<p class="faq-question"><a href="/faq/{k}">How deep is harbor {k}?</a></p>' for k in range(9)
        ),
    ),
    "form": (
        "Apply",
        "<form>"
        + "".join(f"<p><b>What is your name, number {k}?</b></p><p><input></p>" for k in range(5))
        + "</form>",
    ),
    "comments": (
        "The harbor at night",
        f"<h1>The harbor</h1><p>{LONG}</p><h3>4 comments</h3>"
        + "".join(
            f'<div class="comment"><b>Bob {k}</b><p class="text">Is that so? I was there in May.</p></div>'
            for k in range(4)
        ),
    ),
    "login": (
        "Log in",
        "<h2>Not a member?</h2><p>Sign up here, it is free of charge.</p>"
        "<h2>Forgot your password?</h2><p>We send a new one to you.</p>",
    ),
    "calls to action": (
        "Harbor tours",
        "<h2>Ready to get started?</h2><p>Book a tour of the harbor with us today.</p>"
        "<h2>Have questions about tours?</h2><p>Call the office, which is open all day.</p>"
        "<h2>Want to learn more?</h2><p>Read the book of the harbor.</p>"
        "<h2>Need help?</h2><p>The office is behind the light.</p>",
    ),
    "product pages": (
        "Which rope?",
        "".join(
            f'<div class="product"><h3>Looking for rope {k}?</h3><p>Only {k} coins. Add to cart</p></div>'
            for k in range(5)
        ),
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_no_faq_gives_nothing(page: str) -> None:
    title, body = PAGES[page]
    assert pairs_on(html_page(body, title)) == []


def test_headings_of_a_report_that_mostly_do_not_begin_like_questions_are_rhetorical() -> None:
    asked = ("The end of jams?", "And the old trees?", "Who pays for all this?")
    told = ("The council met on Thursday.", "Sixty of them are to be cut.", "The town has asked for money.")
    report = "".join(f"<h2>{q}</h2><p>{a} {LONG}</p>" for q, a in zip(asked, told, strict=True))
    assert pairs_on(html_page(report)) == []


def test_a_button_below_an_unanswered_question_is_no_answer() -> None:
    items = (("Is it soft?", "Yes, very soft."), ("Is it warm?", "It is rather cool."))
    asked = (*items, ("Is there a red one?", "Frage beantworten"))
    page = html_page("<h1>FAQ</h1>" + "".join(f"<p><strong>{q}</strong></p><p>{a}</p>" for q, a in asked))
    assert pairs_on(page) == list(items)


@pytest.mark.parametrize(
    "headings",
    [
        ("Who pays?", "What now?", "Is this a way to keep a bridge?"),
        ("هل انتهى السوق؟", "من المسؤول إذن؟", "وماذا بعد؟"),
        ("Wem gehört die Brücke?", "Und jetzt?", "Was sagt die Stadt dann?"),
    ],
)
def test_headings_that_only_lead_a_story_on_give_nothing(headings: tuple[str, ...]) -> None:
    told = (
        "<p>The bridge by the mill was closed on a wet morning, and nobody said when it would open again.</p>"
    )
    story = "".join(
        f"<h2>{heading}</h2>{told.replace('morning', f'day {k}')}" for k, heading in enumerate(headings)
    )
    assert pairs_of(question_groups, html_page(f"<h1>The bridge</h1>{told}{story}")) == []
