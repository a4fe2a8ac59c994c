from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.faq.question_groups import question_groups

BODY = (
    "<p>Open the box and turn the key to the left.</p><ol><li>Wait for a day.</li><li>Turn it back.</li></ol>"
)
ANSWER = "Open the box and turn the key to the left. 1. Wait for a day. 2. Turn it back."
ENGINES = {
    "zendesk": """<article class="article"><header class="article-header"><h1 class="article-title">{q}</h1>
        <div class="article-meta">Ann Lee, updated May 3</div></header><div class="article-body">{a}</div>
        <div class="article-votes"><span>Was this article helpful?</span> 3 of 4 found this helpful</div></article>""",
    "help scout": """<article id="fullArticle"><h1 class="title">{q}</h1>{a}</article>
        <section class="articleFoot"><p>Did this answer your question?</p></section>""",
    "intercom": """<div class="article intercom-force-break"><h1 class="t__h1">{q}</h1><article>{a}</article></div>
        <div class="article_reactions">Did this answer your question?</div>""",
    "freshdesk": """<h1 class="article-title">{q}</h1><article class="article-body">{a}</article>
        <p class="article-vote">War dieser Artikel hilfreich?</p>""",
    "any": "<main><h1>{q}</h1>{a}<p>Was this page helpful?</p></main>",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("asked", ["How do I wind the clock?", "How to wind the clock"])
def test_the_title_of_a_help_article_is_answered_by_its_body(engine: str, asked: str) -> None:
    page = html_page(ENGINES[engine].format(q=asked, a=BODY), f"{asked} – Clock help")
    assert pairs_of(question_groups, page) == [(asked, ANSWER)]


def test_an_article_that_does_not_ask_whether_it_helped_gives_nothing() -> None:
    page = html_page(f"<main><h1>Who winds the clock?</h1>{BODY}</main>", "Who winds the clock?")
    assert pairs_of(question_groups, page) == []


def test_a_help_article_whose_title_does_not_ask_gives_nothing() -> None:
    page = html_page(ENGINES["any"].format(q="The clock", a=BODY), "The clock")
    assert pairs_of(question_groups, page) == []
