from __future__ import annotations

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.threads.shaped import thread_shape


def posts(*bodies: tuple[str, str]) -> str:
    return "".join(
        f'<div class="fpost"><span class="fauthor">{author}</span> <span class="fdate">3 May 2015</span>'
        f'<div class="fpost-text"><p>{body}</p></div></div>'
        for author, body in bodies
    )


ASKED = ("ann", "My kettle stays cold although the lamp is on. What can I check?")
ANSWERED = ("bob", "Measure the heating coil; if it does not conduct, it is broken.")


def test_alike_posts_below_a_title_are_a_thread() -> None:
    page = html_page(f"<h1>Cold kettle</h1>{posts(ASKED, ANSWERED)}")
    assert pairs_of(thread_shape, page) == [(f"Cold kettle {ASKED[1]}", ANSWERED[1])]


def test_comments_below_an_article_give_nothing() -> None:
    article = "<p>" + "Kettles were invented a long time ago and have changed little since. " * 12 + "</p>"
    page = html_page(f"<h1>Kettles</h1>{article}{posts(ASKED, ANSWERED)}")
    assert pairs_of(thread_shape, page) == []


def test_posts_without_dates_are_no_thread() -> None:
    body = posts(ASKED, ANSWERED).replace('<span class="fdate">3 May 2015</span>', "")
    assert pairs_of(thread_shape, html_page(f"<h1>Cold kettle</h1>{body}")) == []


def test_the_name_of_who_wrote_is_no_line_of_the_answer() -> None:
    body = "".join(
        f'<div class="fpost"><span class="fdate">3 May 2015</span><span class="fauthor">{name}</span>'
        f'<div class="fpost-text"><b class="username">{name}</b><p>{said}</p></div></div>'
        for name, said in (ASKED, ANSWERED)
    )
    page = html_page(f"<h1>Cold kettle</h1>{body}")
    assert pairs_of(thread_shape, page) == [(f"Cold kettle {ASKED[1]}", ANSWERED[1])]


def test_the_quote_of_an_earlier_post_is_left_out_with_its_name() -> None:
    quote = '<div class="myquoteauthor">ann</div><div class="myquotetext">stays cold</div>'
    page = html_page(f"<h1>Cold kettle</h1>{posts(ASKED, ('bob', quote + ANSWERED[1]))}")
    assert pairs_of(thread_shape, page) == [(f"Cold kettle {ASKED[1]}", ANSWERED[1])]


def says(sign: str, classes: str = "") -> bool:
    """Whether a page that has the shape of a thread is one although its source holds `sign`."""
    body = f'{sign}<div class="{classes}"><h1>Cold kettle</h1>{posts(ASKED, ANSWERED)}</div>'
    return bool(pairs_of(thread_shape, html_page(body)))


def test_news_and_blog_posts_that_say_so_are_no_threads() -> None:
    assert not says('<script type="application/ld+json">{"@type": "NewsArticle"}</script>')
    assert not says('<div itemtype="https://schema.org/BlogPosting"></div>')
    assert not says("", classes="single post-template-default")


def test_a_page_that_says_it_is_a_discussion_is_one_whatever_else_it_says() -> None:
    both = '{"@graph": [{"@type": "BlogPosting"}, {"@type": "DiscussionForumPosting"}]}'
    assert says(f'<script type="application/ld+json">{both}</script>')


def test_an_article_by_its_type_alone_is_one_where_its_classes_agree() -> None:
    article = '<meta property="og:type" content="article">'
    assert not says(article, classes="entry-header")
    assert says(article, classes="entry-header forum-page")
    assert says(article, classes="sc-a1b2")
