"""One small thread in the mark-up of each engine: the same question, answer and remark everywhere."""

from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.threads.known import threads

ASK = "<p>Why is the sum of two odd numbers even?</p>"
TELL = (
    "<p>Each of them is one more than an even number, and the two ones add up to an even number as well.</p>"
)
LATE = "<p>I always wondered about that, too, and never found a book that says why.</p>"
TITLE = "Sum of odd numbers"


def thread(title: str, post: str) -> str:
    return title + "".join(
        post.format(who=who, text=text, n=n)
        for n, (who, text) in enumerate((("ann", ASK), ("bob", TELL), ("cid", LATE)), 1)
    )


DISCOURSE = """<div class="topic-post clearfix"><article id="post_{n}"><div class="names">
<span class="username"><a>{who}</a>
</span></div><div class="topic-body"><div class="cooked">{text}</div></div></article></div>"""
DISCOURSE_CRAWLER = """<div id="post_{n}" class="topic-body crawler-post"><div class="crawler-post-meta">
<span class="creator">
<a><span itemprop="name">{who}</span></a></span></div><div class="post" itemprop="text">{text}</div></div>"""
PHPBB3 = """<div id="p{n}" class="post has-profile bg2"><div class="inner"><dl class="postprofile"><dt>
<a class="username">{who}</a></dt><dd><strong>Posts:</strong> 4</dd></dl><div class="postbody"><h3>{who}</h3>
<div class="content">{text}</div><div class="signature">Be kind.</div></div></div></div>"""
PHPBB2 = """<tr><td><span class="name"><b>{who}</b></span><br>
<span class="postdetails">Joined: 3 May 2004</span></td>
<td><table><tr><td><span class="postbody">{text}</span></td></tr></table></td></tr>"""
VBULLETIN5 = """<li class="b-post js-post"><div class="b-userinfo"><div class="author"><a>{who}</a></div></div>
<div class="b-post__content"><div class="js-post__content-text restore h-wordwrap">{text}</div></div></li>"""
VBULLETIN3 = """<div id="edit{n}"><table id="post{n}" class="tborder"><tr><td class="alt2">
<div id="postmenu_{n}">
<a class="bigusername">{who}</a></div></td></tr><tr><td class="alt1" id="td_post_{n}">
<div id="post_message_{n}">{text}</div>
</td></tr></table></div>"""
XENFORO1 = """<li id="post-{n}" class="message" data-author="{who}"><div class="messageUserInfo">
<div class="messageUserBlock">
<h3 class="userText"><a class="username">{who}</a></h3></div></div><div class="messageInfo">
<div class="messageContent">
<article><blockquote class="messageText">{text}</blockquote></article></div></div></li>"""
XENFORO2 = """<article class="message message--post" data-author="{who}"><div class="message-inner">
<div class="message-cell">
<h4 class="message-name"><a class="username">{who}</a></h4></div><div class="message-cell">
<div class="message-body">
<div class="bbWrapper">{text}</div></div></div></div></article>"""
SMF = """<div class="windowbg"><div class="post_wrapper"><div class="poster"><h4><a>{who}</a></h4></div>
<div class="postarea">
<div class="post"><div class="inner" id="msg_{n}">{text}</div></div></div></div></div>"""
MYBB = """<div class="post" id="post_{n}"><div class="post_author"><div class="author_information"><strong>
<a>{who}</a></strong>
</div></div><div class="post_content"><div class="post_head">3 May 2015</div>
<div class="post_body" id="pid_{n}">{text}</div>
</div></div>"""
INVISION4 = """<article id="elComment_{n}" class="cPost ipsComment"><aside class="cAuthorPane">
<h3 class="cAuthorPane_author">
<a>{who}</a></h3></aside><div class="cPost_contentWrap"><div class="ipsType_normal ipsType_richText"
data-role="commentContent">{text}</div></div></article>"""
INVISION3 = """<div class="post_block hentry"><div class="post_wrap"><h3><span class="author">
<a class="url">{who}</a></span></h3>
<div class="post_body"><div class="post entry-content">{text}</div></div></div></div>"""
DISCUZ = """<div id="post_{n}"><table><tr><td><div class="authi"><a class="xw1">{who}</a></div></td><td>
<div class="pct">
<table><tr><td class="t_f" id="postmessage_{n}">{text}</td></tr></table></div></td></tr></table></div>"""
FLUXBB = """<div id="p{n}" class="blockpost"><h2>#{n}</h2><div class="postleft"><dl><dt>
<strong>{who}</strong></dt></dl></div>
<div class="postright"><div class="postmsg">{text}</div></div></div>"""
NODEBB = """<li component="post" class="post-row"><small><a data-username="{who}">{who}</a></small>
<div class="content" component="post/content">{text}</div><span class="post-header posts"></span></li>"""
VANILLA = """<li class="{kind} Item"><span class="Author"><a class="Username">{who}</a></span>
<div class="Message userContent">
{text}</div></li>""".replace("{kind}", "ItemComment")
FLARUM = """<div class="PostStream-item"><article class="Post"><header class="Post-header"><h3 class="PostUser">
<span class="username">{who}</span></h3></header><div class="Post-body">{text}</div></article></div>"""
GITHUB = """<div class="timeline-comment"><h3><a class="author">{who}</a></h3><table><tr>
<td class="comment-body markdown-body">
{text}</td></tr></table></div>"""
KHOROS = """<div class="lia-message-view-display"><a class="lia-user-name-link">{who}</a>
<div class="lia-message-view">
<div class="lia-message-body"><div class="lia-message-body-content">{text}</div></div></div></div>"""
BBPRESS = """<div class="topic type-topic"><div class="bbp-reply-author">
<a class="bbp-author-name">{who}</a></div>
<div class="bbp-reply-content">{text}</div></div>"""

H1 = f"<h1>{TITLE}</h1>"
THREADS = {
    "discourse": thread(
        f'<div id="topic-title"><h1><a class="fancy-title">{TITLE}</a></h1></div>', DISCOURSE
    ),
    "discourse_crawler": thread(H1, DISCOURSE_CRAWLER),
    "phpbb3": thread(f'<h2 class="topic-title"><a>{TITLE}</a></h2>', PHPBB3),
    "phpbb2": f'<a class="maintitle">{TITLE}</a><table class="forumline">{thread("", PHPBB2)}</table>',
    "vbulletin5": f"{H1}<ul>{thread('', VBULLETIN5)}</ul>",
    "vbulletin3": f'<table><tr><td class="navbar"><strong>{TITLE}</strong></td></tr></table>{thread("", VBULLETIN3)}',
    "xenforo1": f'<div class="titleBar">{H1}</div><ol class="messageList">{thread("", XENFORO1)}</ol>',
    "xenforo2": thread(f'<h1 class="p-title-value">{TITLE}</h1>', XENFORO2),
    "smf": f'<div id="forumposts"><h3 class="catbg">{TITLE}</h3><form name="quickModForm">{thread("", SMF)}</form>',
    "mybb": f'<div class="thead"><strong>{TITLE}</strong></div><div id="posts">{thread("", MYBB)}</div>',
    "invision4": thread(f'<h1 class="ipsType_pageTitle">{TITLE}</h1>', INVISION4),
    "invision3": thread(f'<h1 class="ipsType_pagetitle">{TITLE}</h1>', INVISION3),
    "discuz": f'<h1><span id="thread_subject">{TITLE}</span></h1><div id="postlist">{thread("", DISCUZ)}</div>',
    "fluxbb": thread(f"<h1><span>{TITLE}</span></h1>", FLUXBB),
    "nodebb": f'<h1 component="topic/title">{TITLE}</h1><ul class="posts topic">{thread("", NODEBB)}</ul>',
    "vanilla": f"{H1}<ul>{thread('', VANILLA)}</ul>".replace("ItemComment", "ItemDiscussion", 1),
    "flarum": thread(f'<h1 class="DiscussionHero-title">{TITLE}</h1><div class="PostStream"></div>', FLARUM),
    "github": f'<h1><bdi>{TITLE}</bdi></h1><div class="js-discussion">{thread("", GITHUB)}</div>',
    "khoros": thread(f'<div class="lia-message-subject"><h2>{TITLE}</h2></div>', KHOROS),
    "bbpress": f'<h1 class="entry-title">{TITLE}</h1><div class="bbp-topics">{thread("", BBPRESS)}</div>',
}


@pytest.mark.parametrize("engine", THREADS)
def test_the_question_is_title_and_first_post_and_the_answer_the_reply_that_tells(engine: str) -> None:
    ((question, answer),) = pairs_of(threads, html_page(THREADS[engine]))
    assert question == f"{TITLE} Why is the sum of two odd numbers even?"
    assert answer == TELL[3:-4]


@pytest.mark.parametrize("engine", THREADS)
def test_a_question_that_nobody_answered_gives_nothing(engine: str) -> None:
    page = THREADS[engine]
    alone = page.replace(TELL, "<p>Thanks!</p>").replace(LATE, "<p>Bump</p>")
    assert threads(html_page(alone)).settles
    assert pairs_of(threads, html_page(alone)) == []


Q2A = f"""<div class="qa-main-heading"><h1><span itemprop="name">{TITLE}</span></h1></div><div class="qa-main">
<div class="qa-q-view"><div class="qa-q-view-content"><div class="entry-content">{ASK}</div></div></div>
<div class="qa-a-list-item"><span class="qa-netvote-count-data">+5</span><div class="qa-a-item-content">
<div class="entry-content">{LATE}</div></div></div><div class="qa-a-list-item qa-a-list-item-selected">
<span class="qa-netvote-count-data">+1</span><div class="qa-a-item-content">
<div class="entry-content">{TELL}</div></div></div>
</div>"""
ASKBOT = f"""<h1><a>{TITLE}</a></h1><div class="post js-question question">
<div class="question-body post-body">{ASK}</div></div>
<div class="post answer js-answer"><div class="vote-number">0</div><div class="answer-body">
<div class="js-editable-body">{LATE}
</div></div></div><div class="post answer js-answer accepted-answer"><div class="vote-number">3</div>
<div class="answer-body">
<div class="js-editable-body">{TELL}</div></div></div>"""
ANSWERHUB = f"""<h1 class="question-title">{TITLE}</h1><div class="question-container">
<div class="question-body">{ASK}</div></div>
<div class="answer-container"><div class="answer-body">{LATE}</div></div>
<div class="answer-container accepted-answer"><div class="answer-body">{TELL}</div></div>"""


@pytest.mark.parametrize("page", [Q2A, ASKBOT, ANSWERHUB], ids=["question2answer", "askbot", "answerhub"])
def test_the_accepted_answer_of_a_community_is_taken(page: str) -> None:
    ((question, answer),) = pairs_of(threads, html_page(page))
    assert question == f"{TITLE} Why is the sum of two odd numbers even?"
    assert answer == TELL[3:-4]
