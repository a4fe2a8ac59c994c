"""The same thread in the mark-up of sites that nobody knows, and pages that only look like one."""

from __future__ import annotations

import time

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.page import page_of_html
from webinstruct.extract.structure.threads.shaped import thread_shape

TITLE = "Why does my bread not rise?"
ASK = "I knead the dough for ten minutes and let it rest in a warm room. What am I missing?"
TELL = "Your yeast is too old: put a spoon of it into warm water with sugar and see whether it foams."
LATE = "A pinch of salt too many slows the yeast down, so weigh it instead of guessing."


def thread(post: str, around: str = "{}", names: tuple[str, ...] = ("Ann", "Bob", "Cid Marl")) -> str:
    whens = ("vor 3 Tagen", "vor 2 Tagen", "gestern")
    posts = "".join(
        post.format(who=who, when=when, text=text, n=n)
        for n, (who, when, text) in enumerate(zip(names, whens, (ASK, TELL, LATE), strict=True))
    )
    return f"<h1>{TITLE}</h1>{around.format(posts)}"


POSTS = {
    "generated names and plain words": (
        '<div class="css-1x2y3z"><div class="css-9ab"><span class="css-77">{who}</span>'
        '<span class="css-8">{when}</span></div><div class="css-5f"><p>{text}</p></div><i>Reply</i></div>'
    ),
    "no names at all": "<div><p><b>{who}</b> <i>{when}</i></p><p>{text}</p><p><a href='#r'>Antworten</a></p></div>",
    "list with profile links": (
        '<li><a href="/user/{n}">{who}</a> <small>{when}</small><div>{text}</div><a href="#q">Quote</a></li>'
    ),
    "byline below the text": "<section><p>{text}</p><p>Posted by {who}, {when}</p><a href='#x'>Reply</a></section>",
    "table row of two cells": (
        "<tr><td><a href='member.asp?id={n}'>{who}</a><br>{when}<br>Posts: 12</td><td><p>{text}</p></td></tr>"
    ),
    "article with time": (
        '<article><header><a href="/u/{who}">{who}</a><time datetime="2020-01-0{n}">{when}</time></header>'
        "<p>{text}</p></article>"
    ),
    "numbered classes": (
        '<div class="msg msg-{n}"><p class="h">{who} · {when}</p><div class="t">{text}</div></div>'
    ),
}


@pytest.mark.parametrize("name", POSTS)
def test_a_thread_is_read_whatever_its_elements_are_called(name: str) -> None:
    around = "<table>{}</table>" if POSTS[name].startswith("<tr") else "<div>{}</div>"
    assert pairs_of(thread_shape, html_page(thread(POSTS[name], around), TITLE)) == [(f"{TITLE} {ASK}", TELL)]


def test_a_head_and_its_text_may_be_two_rows_of_one_table() -> None:
    rows = "<tr><td>{who}</td><td>{when}</td></tr><tr><td colspan=2><div>{text}</div></td></tr>"
    page = html_page(thread(rows, "<table>{}</table>"), TITLE)
    assert pairs_of(thread_shape, page) == [(f"{TITLE} {ASK}", TELL)]


def answers(heading: str, *posts: str, asked: str = f"<p>{ASK}</p>") -> str:
    below = f"<div class='x'><h2>{heading}</h2>{''.join(posts)}</div>"
    return f"<main><h1>{TITLE}</h1><div class='q1'>{asked}</div>{below}</main>"


def answer(text: str, who: str = "bob", before: str = "", name: str = "sc-a") -> str:
    return (
        f'<div class="{name}">{before}<div><a href="/profile/{who}">{who}</a><span>3 months ago</span></div>'
        f"<div><p>{text}</p></div></div>"
    )


HEADINGS = (
    "2 Answers",
    "Antworten (2)",
    "2 Respuestas",
    "2 réponses",
    "回答 2",
    "Ответы (2)",
    "2 Risposte",
    "الإجابات (2)",
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_what_stands_between_the_title_and_the_heading_of_answers_asks(heading: str) -> None:
    page = html_page(answers(heading, answer(TELL), answer(LATE, "cid")), TITLE)
    assert pairs_of(thread_shape, page) == [(f"{TITLE} {ASK}", TELL)]


def test_a_title_alone_may_be_the_question() -> None:
    page = html_page(answers("2 Answers", answer(TELL), answer(LATE, "cid"), asked=""), TITLE)
    assert pairs_of(thread_shape, page) == [(TITLE, TELL)]


MARKS = (
    "Best Answer",
    "Accepted",
    "Solution",
    "Beste Antwort",
    "Mejor respuesta",
    "最佳答案",
    "已采纳",
    "满意回答",
    "Verified answer",
    "Лучший ответ",
    "ベストアンサー",
    "Meilleure réponse",
)


@pytest.mark.parametrize("mark", MARKS)
def test_the_answer_that_is_marked_in_words_wins(mark: str) -> None:
    chosen = answer(LATE, "cid", f"<span>{mark}</span>")
    page = html_page(answers("2 Answers", answer(TELL), chosen), TITLE)
    assert pairs_of(thread_shape, page) == [(f"{TITLE} {ASK}", LATE)]


@pytest.mark.parametrize("name", ["answer", "AnswerItem", "qa-answer-card", "reponse"])
def test_a_single_answer_is_known_by_its_class(name: str) -> None:
    page = html_page(answers("Bread", answer(TELL, name=name)), TITLE)
    assert pairs_of(thread_shape, page) == [(f"{TITLE} {ASK}", TELL)]


def test_a_single_answer_is_known_by_its_heading() -> None:
    page = html_page(answers("1 Answer", answer(TELL)), TITLE)
    assert pairs_of(thread_shape, page) == [(f"{TITLE} {ASK}", TELL)]


ARTICLE = "<p>" + "Bread has been baked for a very long time in all parts of the world. " * 25 + "</p>"
REMARK = (
    answer("Great article! Do you have a recipe for rye bread?", "ann") + answer(TELL) + answer(LATE, "cid")
)
SILENT = {
    "comments below an article": f"<h1>{TITLE}</h1>{ARTICLE}<h3>3 Comments</h3>{REMARK}",
    "comments without a heading": f"<h1>All about bread</h1>{ARTICLE}{REMARK}",
    "thoughts on an article": f"<h1>{TITLE}</h1>{ARTICLE}<h3>3 thoughts on “{TITLE}”</h3>{REMARK}",
    "reviews": f"<h1>Bread machine 300</h1><h2>Customer Reviews (3)</h2>{REMARK}",
    "named reviews": f"<h1>Bread machine 300</h1>{REMARK.replace('sc-a', 'review')}",
    "a guest book": f"<h1>Guestbook</h1>{REMARK}",
    "a list of questions": "<h1>Latest questions</h1>"
    + "".join(
        f'<div class="post"><h3><a href="/q/{n}">Why is bread number {n} not rising?</a></h3><p>I tried {n} times.</p>'
        f'<a href="/user/{n}">name{n}</a> <span>3 days ago</span></div>'
        for n in range(5)
    ),
    "news": "<h1>News of the bakers</h1>"
    + "".join(
        f'<article class="c"><a href="/n/{n}">Bakers of town {n} meet on Friday</a><span>By Ann Lee</span>'
        f"<time>May {n + 1}, 2020</time><p>Will they agree? Nobody knows.</p></article>"
        for n in range(5)
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_a_page_that_only_looks_like_a_thread_gives_nothing(name: str) -> None:
    assert pairs_of(thread_shape, html_page(SILENT[name], TITLE)) == []


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_ten_thousand_posts_end_in_seconds(post: str) -> None:
    posts = "".join(post.format(who=f"user {n}", when="3 days ago", text=ASK, n=n) for n in range(10_000))
    start = time.perf_counter()
    thread_shape(html_page(f"<h1>{TITLE}</h1><div>{posts}</div>", TITLE))
    assert time.perf_counter() - start < 20


def test_an_exam_with_a_key_is_no_single_question() -> None:
    asked = "<p>1. What is yeast?</p><p>2. What is dough?</p><p>3. What is rye?</p>"
    page = html_page(
        f"<h1>{TITLE}</h1>{asked}<h2>Answers</h2><p>1. a fungus 2. flour and water 3. a grain</p>", TITLE
    )
    assert pairs_of(thread_shape, page) == []


def test_a_first_post_may_ask_without_a_question_mark() -> None:
    body = thread(POSTS["generated names and plain words"])
    told = "J'ai trouvé la masse de la pâte mais je ne sais pas comment traiter le temps."
    page = html_page(
        body.replace(TITLE, "Pâte à pain : temps de levée").replace(ASK, told), "Pâte à pain : temps de levée"
    )
    assert pairs_of(thread_shape, page) == [(f"Pâte à pain : temps de levée {told}", TELL)]


def test_a_head_that_repeats_the_title_is_no_post_and_the_name_of_the_board_no_title() -> None:
    byline = "Posted by <a href='mailto:x'>{}</a> on May {}, 1999 at 14:10:07:"
    head = f"<p><b>{{}}The dough stays flat</b><br><i>{byline}</i></p>"
    posts = "<hr>".join(
        f"{head.format('Re: ' if n > 1 else '', who, n)}<p>{text}</p>"
        for n, who, text in ((1, "Ann", ASK), (2, "Bob", TELL), (3, "Ann", "It did foam. Thank you kindly."))
    )
    page = html_page(f"<h1>Bakers' Board</h1>{posts}", "The dough stays flat - Bakers' Board")
    assert pairs_of(thread_shape, page) == [(f"The dough stays flat {ASK}", TELL)]


def test_dates_that_the_text_leaves_out_still_tell_a_thread() -> None:
    row = "<tr><td><b>{who}</b><br>02/08/2012 15:3{n}<br>Town: Bath</td><td>{text}</td></tr>"
    page = html_page(thread(row, "<table>{}</table>"), TITLE)
    assert pairs_of(thread_shape, page) == [(f"{TITLE} {ASK}", TELL)]


SOLVED = (
    "<h1>Final exam of May 2018</h1><h2>1. [10 points]</h2><p>Given is a graph of which all corners have degree 3.</p>"
    "<p>How many edges does it have?</p><p>Solution:</p><p>Half the sum of the degrees.</p>"
    "<p>Can the number of corners be odd?</p><p>Solution:</p><p>No, as the sum of the degrees is even.</p>"
)


def test_solutions_below_each_problem_of_an_exam_are_no_replies() -> None:
    assert pairs_of(thread_shape, html_page(SOLVED, "Final exam of May 2018")) == []


def test_a_question_and_its_answer_on_a_page_without_people_are_no_thread() -> None:
    body = f"<h1>{TITLE}</h1><p>{ASK}</p><p>Answer:</p><p>{TELL}</p>"
    assert pairs_of(thread_shape, html_page(body, TITLE)) == []


PAGES_TOLD_BY_THEIR_TEXT = {
    "nothing asks": "<h1>Bread</h1><p>It rises.</p>",
    "nobody says when": f"<h1>{TITLE}</h1><p>{ASK}</p><div class='post'>{TELL}</div>",
}


@pytest.mark.parametrize("name", PAGES_TOLD_BY_THEIR_TEXT)
def test_a_page_that_cannot_be_a_thread_is_not_parsed(name: str) -> None:
    html = html_page(PAGES_TOLD_BY_THEIR_TEXT[name], TITLE).html
    told = page_of_html("https://a.example/", html).content
    page = page_of_html("https://a.example/", html, (told.title, told.text))
    assert thread_shape(page).pairs == ()
    assert "tree" not in vars(page)


def test_a_list_of_dated_articles_is_told_without_spans() -> None:
    item = "<li><a href='/{}'>Why we bake bread with sour dough</a> by <b class='author'>Ann</b> May {}, 2012</li>"
    html = html_page(
        f"<h1>{TITLE}</h1><ul>{''.join(item.format(k, k) for k in range(1, 9))}</ul>", TITLE
    ).html
    told = page_of_html("https://a.example/", html).content
    page = page_of_html("https://a.example/", html, (told.title, told.text))
    assert thread_shape(page).pairs == ()
    assert "content" not in vars(page)
