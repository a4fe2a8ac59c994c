from __future__ import annotations

from tests.extract.llm.pages import faq, forum, stack, text_page
from tests.extract.seen import html_page
from webinstruct.extract.structure.threads.posts import posts_of

COMMENTS = "".join(
    f'<div class="post"><span class="author">{name}</span><time>May 1</time><div class="text">{said}</div></div>'
    for name, said in (("ann", "I like it a lot."), ("bob", "Who painted the wall?"))
)


def test_the_first_post_of_a_thread_asks() -> None:
    assert [post.asks for post in posts_of(forum())] == [True, False, False]


def test_the_place_of_a_post_holds_the_quotes_that_its_body_leaves_out() -> None:
    page = forum()
    post = posts_of(page)[1]
    assert post.place is not None
    assert "Originally" in page.text[slice(*post.place)]
    assert "Originally" not in post.body.text(page.text)


def test_posts_of_a_known_engine_carry_score_and_accepted_mark() -> None:
    assert [(post.votes, post.accepted) for post in posts_of(stack())] == [(4, False), (9, False), (2, True)]


def test_marked_questions_and_answers_come_in_reading_order() -> None:
    assert [post.asks for post in posts_of(faq())] == [True, False, True, False]


def test_comments_below_an_article_are_posts_that_nobody_asked() -> None:
    page = html_page(f"<h1>A very long wall</h1><p>{'It is a long wall. ' * 40}</p>{COMMENTS}")
    assert [(post.author, post.asks) for post in posts_of(page)] == [("ann", False), ("bob", False)]


def test_a_page_of_text_has_no_posts() -> None:
    assert posts_of(text_page("Why?\nSo.")) == []
