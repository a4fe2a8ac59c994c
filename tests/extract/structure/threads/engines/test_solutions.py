from __future__ import annotations

from tests.extract.seen import html_page
from tests.extract.structure.threads.engines.small_threads import ANSWER, QUESTION, TITLE
from tests.extract.structure.threads.engines.test_forums_suites import DRESSES, XENFORO2_POST
from webinstruct.extract.found import AnswerStatus
from webinstruct.extract.structure.threads.known import threads


def test_a_solution_shown_above_the_question_is_the_accepted_answer_below_it() -> None:
    told, late = (
        XENFORO2_POST.replace("WHO", who).replace("TEXT", text).replace("MARK", "")
        for who, text in (
            ("bob", ANSWER),
            ("cid", "Write them as 2a + 1 and 2b + 1 and add the two of them up, then."),
        )
    )
    asked = XENFORO2_POST.replace("WHO", "ann").replace("TEXT", QUESTION).replace("MARK", "")
    solved = told.replace("SOLVED", "message--solution")
    page = html_page(f'<h1 class="p-title-value">{TITLE}</h1>{solved}{asked}{late}{told}')
    (found,) = threads(page).pairs
    assert found.question.text(page.text).endswith(QUESTION)
    assert found.answer.text(page.text) == ANSWER
    assert found.status is AnswerStatus.ACCEPTED


def test_the_answer_that_a_reward_was_paid_for_is_accepted_though_it_is_shown_in_the_question() -> None:
    other = "Write them as 2a + 1 and 2b + 1 and add the two of them up, then take out the two."
    posts = "".join(
        DRESSES["discuz_x"].post.replace("NUMBER", number).replace("WHO", who).replace("TEXT", text)
        for number, who, text in (("1", "ann", QUESTION), ("2", "cid", other), ("3", "bob", ANSWER))
    )
    best = f'<div class="rwdbst"><h3>Best</h3><div class="psti"><div class="mtn">{ANSWER}</div></div></div>'
    page = html_page(f'<h1 id="thread_subject">{TITLE}</h1><div id="postlist">{best}{posts}</div>')
    (found,) = threads(page).pairs
    assert found.answer.text(page.text) == ANSWER
    assert found.status is AnswerStatus.ACCEPTED
