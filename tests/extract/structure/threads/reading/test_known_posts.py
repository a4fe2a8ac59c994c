from __future__ import annotations

from dataclasses import replace

from tests.extract.seen import html_page, pairs_of
from tests.extract.structure.threads.engines.small_threads import ANSWER, LATE, QUESTION, TITLE
from webinstruct.extract.structure.threads.engines import ENGINES
from webinstruct.extract.structure.threads.known import engine_posts, threads
from webinstruct.extract.structure.threads.reading.known_posts import holds_more, posts_read

PHPBB3 = next(engine for engine in ENGINES if engine.name == "phpbb3")


def phpbb3(*posts: tuple[str, str], kind: str = "post") -> str:
    items = "".join(
        f'<div id="p{k}" class="{kind}"><dl class="postprofile"><dt>{who}</dt></dl><div class="postbody">'
        f'<div class="content">{text}</div></div></div>'
        for k, (who, text) in enumerate(posts, 11)
    )
    return f'<h2 class="topic-title"><a>{TITLE}</a></h2>{items}<b class="post"></b>'


def named(name: str) -> str:
    return f'<a class="username">{name}</a>'


def test_a_name_in_another_place_than_the_template_says_is_found_all_the_same() -> None:
    link = '<a href="./memberlist.php?mode=viewprofile&u=3">{}</a>'
    page = html_page(
        phpbb3(*((f"<b></b>{link.format(who)}", text) for who, text in (("ann", QUESTION), ("bob", ANSWER))))
    )
    assert [post.author for post in posts_read(page, replace(PHPBB3, author=()))] == ["ann", "bob"]


def test_guests_have_no_name_in_common() -> None:
    page = html_page(phpbb3((named("Guest"), QUESTION), (named("Guest"), ANSWER)))
    assert pairs_of(threads, page) == [(f"{TITLE} {QUESTION}", ANSWER)]


def test_a_thread_without_any_name_is_left_to_other_methods() -> None:
    sighting = threads(html_page(phpbb3(("", QUESTION), ("", ANSWER))))
    assert not sighting.pairs
    assert not sighting.settles


def test_a_name_in_an_attribute_of_the_post_counts() -> None:
    posts = phpbb3(("", QUESTION), ("", ANSWER)).replace('id="p11"', 'id="p11" data-author="ann"')
    read = posts_read(html_page(posts.replace('id="p12"', 'id="p12" data-author="bob"')), PHPBB3)
    assert [post.author for post in read] == ["ann", "bob"]


def test_a_single_post_settles_the_page_where_there_is_no_other() -> None:
    assert threads(html_page(phpbb3((named("ann"), QUESTION)))).settles


def test_a_single_post_does_not_settle_a_page_that_holds_more_of_them() -> None:
    strange = phpbb3((named("bob"), ANSWER), (named("cid"), LATE), kind="entry")
    page = html_page(phpbb3((named("ann"), QUESTION)) + strange)
    engine, posts = engine_posts(page)
    assert engine is PHPBB3
    assert holds_more(page, PHPBB3, posts)
    assert not threads(page).settles


def test_a_single_post_does_not_settle_a_page_with_the_numbers_of_many() -> None:
    others = "".join(f'<div id="post-{k}">Odd and odd is even.</div>' for k in (501, 502, 503, 504))
    assert not threads(html_page(phpbb3((named("ann"), QUESTION)) + others)).settles


def test_what_a_first_post_quotes_is_kept_where_it_says_nothing_else() -> None:
    quoted = f"<blockquote class='uncited'><div>{QUESTION}</div></blockquote>"
    page = html_page(phpbb3((named("ann"), quoted), (named("bob"), ANSWER)))
    assert pairs_of(threads, page) == [(f"{TITLE} {QUESTION}", ANSWER)]


def test_a_post_inside_another_is_not_read_twice() -> None:
    inner = f'{QUESTION}<div class="post"><div class="postbody"><div class="content">{LATE}</div></div></div>'
    page = html_page(phpbb3((named("ann"), inner), (named("bob"), ANSWER)))
    assert [post.author for post in posts_read(page, PHPBB3)] == ["ann", "bob"]


def test_ten_thousand_posts_are_read_in_seconds() -> None:
    posts = [(named("ann"), QUESTION), *((named(f"bob{k}"), f"{ANSWER} And {k}.") for k in range(10_000))]
    assert len(engine_posts(html_page(phpbb3(*posts)))[1]) == 10_001


def test_an_advertisement_between_posts_is_no_reply() -> None:
    sold = (
        "Numbers of the best make, odd and even, for the lowest price in town, and by tomorrow at your door."
    )
    posts = (named("ann"), QUESTION), (named("Advertisement"), sold), (named("bob"), ANSWER)
    assert pairs_of(threads, html_page(phpbb3(*posts))) == [(f"{TITLE} {QUESTION}", ANSWER)]


def test_a_thread_that_shows_its_newest_post_first_is_read_from_its_end() -> None:
    newest_first = [(named("cid"), LATE), (named("bob"), ANSWER), (named("ann"), QUESTION)]
    page = phpbb3(*newest_first)
    for shown, number in ((11, 30), (12, 20), (13, 10)):
        page = page.replace(f'id="p{shown}"', f'id="p{number}"')
    assert pairs_of(threads, html_page(page)) == [(f"{TITLE} {QUESTION}", ANSWER)]


def test_posts_that_a_search_found_are_no_thread() -> None:
    body = phpbb3((named("ann"), QUESTION), (named("bob"), ANSWER))
    assert not threads(html_page(body, url="https://forum.example/search.php?author_id=3")).pairs


def test_a_reply_to_a_picture_does_not_stand_in_for_the_question() -> None:
    drawn = phpbb3(
        (named("ann"), '<img src="sum.png">'), (named("bob"), "Why is it odd?"), (named("cid"), ANSWER)
    )
    sighting = threads(html_page(drawn))
    assert not sighting.pairs
    assert sighting.settles


def test_a_first_line_that_repeats_the_title_is_left_out() -> None:
    page = html_page(phpbb3((named("ann"), f"<b>{TITLE}</b><p>{QUESTION}</p>"), (named("bob"), ANSWER)))
    assert pairs_of(threads, page) == [(f"{TITLE} {QUESTION}", ANSWER)]


def test_an_accepted_answer_far_down_wins_all_the_same() -> None:
    talk = [(named(f"cid{k}"), f"{LATE} Not even in shop {k}.") for k in range(30)]
    solved = (named("bob"), f'{ANSWER}<i class="solved-icon"></i>')
    page = html_page(phpbb3((named("ann"), QUESTION), *talk, solved))
    assert pairs_of(threads, page) == [(f"{TITLE} {QUESTION}", ANSWER)]
