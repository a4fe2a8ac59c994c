"""Answers that other things stand between or above: boxes of other questions, the best reply shown twice."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.found import AnswerStatus
from webinstruct.extract.structure.threads.shaped import thread_shape

TITLE = "Why does my bread not rise?"
ASK = "I knead the dough for ten minutes and let it rest in a warm room. What am I missing?"
TELL = "Your yeast is too old: put a spoon of it into warm water with sugar and see whether it foams."
LATE = "A pinch of salt too many slows the yeast down, so weigh it instead of guessing."
ALSO = (
    "<h4>Similar</h4><a href='/d/1'>Why is my cake flat?</a><a href='/d/2'>Which flour is the best one?</a>"
)


def _answers(name: str, between: str = "") -> str:
    tell, late = (f'<div class="{name}"><p>{text}</p></div>' for text in (TELL, LATE))
    return f"<h1>{TITLE}</h1><p>{ASK}</p>{tell}{between}{late}"


@pytest.mark.parametrize("name", ["risposta", "antwoord", "odpowiedz"])
def test_answers_are_known_by_their_class_in_any_language(name: str) -> None:
    assert pairs_of(thread_shape, html_page(_answers(name), TITLE)) == [(f"{TITLE} {ASK}", TELL)]


def test_a_box_of_other_questions_between_two_answers_is_no_question() -> None:
    page = html_page(_answers("answer", f"<div>{ALSO}</div>"), TITLE)
    assert pairs_of(thread_shape, page) == [(f"{TITLE} {ASK}", TELL)]


def test_a_question_between_two_answers_makes_them_those_of_two_questions() -> None:
    page = html_page(_answers("answer", "<p><a href='/d/1'>Why is my cake flat?</a></p>"), TITLE)
    assert pairs_of(thread_shape, page) == []


def _reply(who: str, text: str) -> str:
    head = f'<a class="author" href="/u/{who}">{who}</a> <time>May 3, 2021</time>'
    return f'<div class="reply-card"><div>{head}</div><p>{text}</p><i>Reply</i></div>'


def test_a_reply_shown_above_all_replies_is_the_answer_and_no_part_of_the_question() -> None:
    also = "<h2>Similar</h2><h3>Flat cake</h3><p>Mine is flat, too, whatever I do.</p>"
    top = f"<section class='best'><h2>Top reply</h2>{_reply('cid', LATE)}</section>{also}"
    replies = _reply("bob", TELL) + _reply("cid", LATE)
    page = html_page(f"<h1>{TITLE}</h1><p>{ASK}</p>{top}<section class='all'>{replies}</section>", TITLE)
    assert pairs_of(thread_shape, page) == [(f"{TITLE} {ASK}", LATE)]
    assert thread_shape(page).pairs[0].status is AnswerStatus.ACCEPTED
