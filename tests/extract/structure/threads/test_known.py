from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.found import AnswerStatus
from webinstruct.extract.structure.threads.engine import DROPPED, Engine
from webinstruct.extract.structure.threads.engines import ENGINES
from webinstruct.extract.structure.threads.known import threads

ASKS = "<p>Why is the sum of two odd numbers even?</p>"
GOOD = "<p>Each is one more than an even number, and the two ones add up to two.</p>"
OTHER = "<p>Write them as 2a + 1 and 2b + 1 and add them up.</p>"


def vbulletin4(*posts: tuple[str, str], title: str = "Sum of odd numbers") -> str:
    items = "".join(
        f'<li class="postcontainer"><div class="username"><strong>{author}</strong></div>'
        f'<div class="postbody"><blockquote class="postcontent restore">{body}</blockquote></div></li>'
        for author, body in posts
    )
    heading = f'<h1>Thread: <span class="threadtitle">{title}</span></h1>'
    return f'<div id="pagetitle">{heading}</div><ol id="posts">{items}</ol>'


def stackexchange(*answers: tuple[str, int, str]) -> str:
    items = "".join(
        f'<div class="answer {mark}"><span class="vote-count-post">{votes}</span>'
        f'<div class="answercell"><div class="post-text">{body}</div></div></div>'
        for body, votes, mark in answers
    )
    return (
        '<div id="question-header"><h1>Sum of odd numbers</h1></div><div id="question" class="question">'
        f'<span class="vote-count-post">7</span><div class="post-text">{ASKS}</div></div>{items}'
    )


def test_the_question_is_the_title_and_the_first_post() -> None:
    page = html_page(vbulletin4(("ann", ASKS), ("bob", GOOD)))
    question, answer = pairs_of(threads, page)[0]
    assert question == "Sum of odd numbers Why is the sum of two odd numbers even?"
    assert answer == "Each is one more than an even number, and the two ones add up to two."


def test_the_accepted_answer_wins_over_the_best_voted() -> None:
    page = html_page(stackexchange((OTHER, 40, ""), (GOOD, 3, "accepted-answer")))
    found = threads(page).pairs[0]
    assert found.status is AnswerStatus.ACCEPTED
    assert found.answer.text(page.text).startswith("Each is one more")


def test_without_an_accepted_answer_the_best_voted_wins() -> None:
    page = html_page(stackexchange((GOOD, 3, ""), (OTHER, 40, "")))
    found = threads(page).pairs[0]
    assert found.status is AnswerStatus.VOTED
    assert found.answer.text(page.text).startswith("Write them")


def test_other_answers_are_kept_in_the_order_of_the_page() -> None:
    third = "<p>Odd plus odd is even because both leave one over.</p>"
    page = html_page(stackexchange((GOOD, 3, ""), (OTHER, 40, ""), (third, 1, "")))
    found = threads(page).pairs[0]
    assert [other.text(page.text)[:4] for other in found.others] == ["Each", "Odd "]


def test_the_askers_own_thanks_are_no_answer() -> None:
    page = html_page(vbulletin4(("ann", ASKS), ("ann", "<p>Never mind, I solved it myself.</p>")))
    sighting = threads(page)
    assert not sighting.pairs
    assert sighting.settles


def test_a_greeting_before_the_answer_is_passed_over() -> None:
    page = html_page(vbulletin4(("ann", ASKS), ("cid", "<p>Welcome to the forum!</p>"), ("bob", GOOD)))
    assert pairs_of(threads, page)[0][1].startswith("Each is one more")


def test_a_quote_of_an_earlier_post_is_cut_out() -> None:
    quoting = f'<div class="bbcode_quote"><p>Why is the sum even?</p></div>{GOOD}'
    page = html_page(vbulletin4(("ann", ASKS), ("bob", quoting)))
    assert "Why is the sum" not in pairs_of(threads, page)[0][1]


def test_a_thread_that_asks_nothing_gives_nothing() -> None:
    news = "<p>The meeting is on Friday at the usual place.</p>"
    page = html_page(
        vbulletin4(("ann", news), ("bob", "<p>I will be there with my sister.</p>"), title="Meeting")
    )
    assert not threads(page).pairs


def test_a_later_page_of_a_thread_gives_nothing() -> None:
    page = html_page(vbulletin4(("ann", ASKS), ("bob", GOOD)), title="Sum of odd numbers - Page 2")
    assert not threads(page).pairs


def test_a_page_of_no_known_engine_is_left_to_other_methods() -> None:
    sighting = threads(html_page("<h1>Sums</h1><p>Odd and odd is even.</p>"))
    assert not sighting.settles


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_every_selector_of_an_engine_can_be_read(engine: Engine) -> None:
    tree = LexborHTMLParser("<p>x</p>")
    places = (
        engine.posts,
        engine.question,
        engine.accepted,
        engine.votes,
        engine.drop,
        engine.names,
        engine.solution,
    )
    for selector in (*places, *engine.title, *engine.body, *engine.author, DROPPED):
        assert not selector or tree.css(selector) is not None


def test_no_two_engines_have_one_name() -> None:
    names = [engine.name for engine in ENGINES]
    assert len(names) == len(set(names))


def test_a_faq_in_the_mark_up_of_a_community_is_no_thread() -> None:
    asked = '<div class="question"><div class="question-body">Is it {0}?</div></div>'
    item = asked + '<div class="answer answer-body">No.</div>'
    page = html_page(item.format("red") + item.format("old"))
    assert not threads(page).settles


def test_a_reply_that_the_asker_thanks_for_wins_over_an_earlier_remark() -> None:
    remark = "<p>My son had the same homework last week and I could not help him either, sadly enough.</p>"
    thanks = "<p>Thanks, that is clear now!</p>"
    page = html_page(
        vbulletin4(
            ("ann", ASKS), ("cid", remark), ("ann", "<p>Poor boy.</p>"), ("bob", GOOD), ("ann", thanks)
        )
    )
    assert pairs_of(threads, page)[0][1].startswith("Each is one more")


def test_the_name_of_one_element_makes_no_page_a_community() -> None:
    body = '<div class="question-body">Is it red or is it old?</div>'
    asked = f'<div class="question"><a class="username">ann</a>{body}</div>'
    assert not threads(html_page(asked)).settles
