"""One question with two answers, the second of them marked or voted, in the mark-up of each Q&A software."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.threads.known import engine_posts, threads

TITLE = "Sum of odd numbers"
ASK = "Why is the sum of two odd numbers even?"
TELL = "Each of them is one more than an even number, and the two ones add up to an even number as well."
LESS = "It has always been like that, says my teacher, and nobody found a counterexample until this day."

# Per engine the page around QUESTION (with TITLE in it) and ANSWERS, and one answer with WHO, TEXT and BEST.
DRESSES: dict[str, tuple[str, str, str]] = {
    "question2answer": (
        '<div class="qa-main"><div class="qa-main-heading"><h1><a href="/1"><span itemprop="name">'
        "TITLE</span></a></h1></div>"
        '<div class="qa-q-view"><div class="qa-q-view-main">'
        '<div class="qa-q-view-content qa-post-content"><p>ASK</p></div>'
        '<span class="qa-q-view-meta"><span class="qa-q-view-who-data"><a>ann</a></span></span></div></div>'
        '<div class="qa-a-list">ANSWERS</div></div>',
        '<div class="qa-a-list-item BEST"><div class="qa-a-item-main">'
        '<div class="qa-a-item-content qa-post-content"><p>TEXT</p>'
        '</div><span class="qa-a-item-meta"><span class="qa-a-item-who-data"><a>WHO</a></span></span>'
        '<div class="qa-a-item-c-list"><div class="qa-c-list-item">Nice!</div></div></div></div>',
        "qa-a-list-item-selected",
    ),
    "askbot": (
        '<div class="post js-question"><div class="post-content"><h1 class="js-editable">'
        '<div class="js-editable-content">TITLE'
        '</div></h1><div class="post-body"><div class="post-update-info-container">ann</div>'
        '<div class="js-editable">'
        '<div class="js-editable-content"><p>ASK</p></div></div></div></div></div>ANSWERS',
        '<div class="post answer js-answer BEST"><div class="post-content"><div class="post-body">'
        '<div class="post-update-info-container"><div class="user-info"><a>WHO</a></div></div>'
        '<div class="js-editable">'
        '<div class="js-editable-content"><p>TEXT</p></div></div></div></div></div>',
        "accepted-answer",
    ),
    "dwqa": (
        '<h1 class="entry-title">TITLE</h1><div class="dwqa-single-question"><div class="dwqa-question-item">'
        '<div class="dwqa-question-meta"><a>ann</a></div><div class="dwqa-question-content"><p>'
        "ASK</p></div></div>ANSWERS</div>",
        '<div class="dwqa-answer-item BEST"><div class="dwqa-answer-meta"><a>WHO</a></div>'
        '<div class="dwqa-answer-content"><p>TEXT</p></div></div>',
        "dwqa-best-answer",
    ),
    "anspress": (
        '<h1 class="entry-title">TITLE</h1><div class="ap-question" id="question"><div class="ap-q-inner">'
        '<div class="question-content ap-q-content"><p>ASK</p></div></div></div><div>ANSWERS</div>',
        '<div class="answer BEST"><div class="ap-q-metas"><a>WHO</a></div><div class="ap-q-inner">'
        '<div class="ap-answer-content ap-q-content"><p>TEXT</p></div></div></div>',
        "best-answer",
    ),
    "zhihu": (
        '<div class="QuestionHeader"><h1 class="QuestionHeader-title">TITLE</h1>'
        '<div class="QuestionRichText">'
        '<span class="RichText">ASK</span></div></div>ANSWERS',
        '<div class="List-item"><div class="AnswerItem"><div class="AuthorInfo">'
        '<span class="AuthorInfo-name">WHO</span></div>'
        '<div class="RichContent"><div class="RichContent-inner"><p>TEXT</p></div></div>'
        '<button class="VoteButton--up">BEST</button></div></div>',
        "1,204",
    ),
    "zhidao": (
        '<div class="wgt-ask" id="wgt-ask"><h1><span class="ask-title">TITLE</span></h1>'
        '<div class="con">ASK</div></div>ANSWERS',
        '<div class="bd answer BEST"><a class="user-name">WHO</a>'
        '<div class="rich-content-container"><p>TEXT</p></div></div>',
        "best-answer",
    ),
    "chiebukuro": (
        '<div class="mdPstd mdPstdQstn"><h1>TITLE</h1><div class="ptsQes"><p>ASK</p></div></div>ANSWERS',
        '<div class="mdPstd BEST"><p class="usrNm">WHO</p><div class="ptsQes"><p>TEXT</p></div></div>',
        "mdPstdBA",
    ),
    "jive": (
        '<div class="jive-thread-post-subject"><h1>TITLE</h1></div><div class="j-thread-post">'
        '<div class="jive-author">'
        '<a class="jive-username-link">ann</a></div><div class="jive-rendered-content"><p>ASK</p>'
        "</div></div>ANSWERS",
        '<div class="jive-thread-reply BEST"><div class="jive-author">'
        '<a class="jive-username-link">WHO</a></div>'
        '<div class="jive-rendered-content"><p>TEXT</p></div></div>',
        "jive-thread-reply-correct",
    ),
}
# Trackers and views without scripts mark nothing: the first reply that answers counts.
UNMARKED: dict[str, tuple[str, str]] = {
    "discourse_plain": (
        '<h2>TITLE</h2><div class="creator">#1 By: <b>ann</b>, May 3rd</div><div class="post"><p>'
        "ASK</p></div>ANSWERS",
        '<div class="creator">#2 By: <b>WHO</b>, May 3rd</div><div class="post"><p>TEXT</p></div>',
    ),
    "trac": (
        '<h1 id="trac-ticket-title"><span class="summary">TITLE</span></h1><div id="ticket">'
        '<div class="description">'
        '<div class="searchable"><p>ASK</p></div></div></div><div id="changelog">ANSWERS</div>',
        '<div class="change"><h3>by <span class="trac-author">WHO</span></h3>'
        '<div class="comment searchable"><p>TEXT</p></div></div>',
    ),
    "bugzilla": (
        '<span id="short_desc_nonedit_display">TITLE</span><div class="bz_comment bz_first_comment">'
        '<span class="bz_comment_user"><span class="fn">ann</span></span>'
        '<pre class="bz_comment_text">ASK</pre></div>ANSWERS',
        '<div class="bz_comment"><span class="bz_comment_user"><span class="fn">WHO</span></span>'
        '<pre class="bz_comment_text">TEXT</pre></div>',
    ),
    "gitlab": (
        '<div class="detail-page-description"><h2 class="title">TITLE</h2><div class="description">'
        '<div class="md"><p>ASK</p>'
        "</div></div></div><ul>ANSWERS</ul>",
        '<li class="note timeline-entry"><span class="note-header-author-name">WHO</span>'
        '<div class="note-text md"><p>TEXT</p></div></li>',
    ),
    "hackernews": (
        '<table class="fatitem"><tr><td class="title"><span class="titleline"><a>Ask: TITLE</a>'
        "</span></td></tr><tr><td>"
        '<a class="hnuser">ann</a><div class="toptext">ASK</div></td></tr></table><table>ANSWERS</table>',
        '<tr class="athing comtr"><td><a class="hnuser">WHO</a><div class="commtext c00"><p>'
        "TEXT</p></div></td></tr>",
    ),
}


def dressed(page: str, post: str, best: str = "", reverse: bool = False) -> str:
    said = [("cid", LESS, ""), ("bob", TELL, best)]
    posts = said[::-1] if reverse else said
    words = "".join(post.replace("WHO", w).replace("TEXT", t).replace("BEST", b) for w, t, b in posts)
    return page.replace("TITLE", TITLE).replace("ASK", ASK).replace("ANSWERS", words)


@pytest.mark.parametrize("name", DRESSES)
def test_the_marked_answer_is_taken_from_the_row_of_its_software(name: str) -> None:
    page = html_page(dressed(*DRESSES[name]), TITLE)
    engine, _ = engine_posts(page)
    assert engine is not None
    assert engine.name == name
    assert [(q.replace("```", "").strip(), a) for q, a in pairs_of(threads, page)] == [
        (f"{TITLE} {ASK}", TELL)
    ]


@pytest.mark.parametrize("name", UNMARKED)
def test_where_nothing_is_marked_the_first_reply_that_answers_is_taken(name: str) -> None:
    page = html_page(dressed(*UNMARKED[name], reverse=True), TITLE)
    engine, _ = engine_posts(page)
    assert engine is not None
    assert engine.name == name
    question, answer = pairs_of(threads, page)[0]
    assert question.replace("``` ", "").replace(" ```", "").endswith(f"{TITLE} {ASK}")
    assert answer.replace("``` ", "").replace(" ```", "") == TELL
