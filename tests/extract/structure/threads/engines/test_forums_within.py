from __future__ import annotations

import pytest

from tests.extract.seen import html_page, pairs_of
from tests.extract.structure.threads.engines.small_threads import ANSWER, QUESTION, TITLE, Dress
from webinstruct.extract.structure.threads.known import threads

DRESSES = {
    "bbpress": Dress(
        page="""<h1 class="entry-title">TITLE</h1><ul id="topic-9-replies" class="forums bbp-replies"><li
class="bbp-header"><div class="bbp-reply-author">Author</div><div class="bbp-reply-content">Posts</div></li><li
class="bbp-body">WORDS</li></ul>""",
        post="""<div id="post-NUMBER" class="bbp-reply-header"><div class="bbp-meta"><span
class="bbp-reply-post-date">May 3, 2015</span><a class="bbp-reply-permalink">#NUMBER</a></div></div><div
class="post-NUMBER reply type-reply"><div class="bbp-reply-author"><a class="bbp-author-link"><span
class="bbp-author-name">WHO</span></a><div class="bbp-author-role">Participant</div></div><div
class="bbp-reply-content"><p>TEXT</p></div></div>""",
        quote="<blockquote><p>QUOTED</p></blockquote>",
        note="""<ul class="bbp-reply-revision-log"><li>This reply was modified 3 years ago by
<a>bob</a>.</li></ul>""",
    ),
    "wpforo": Dress(
        page="""<h1 id="wpforo-title">TITLE</h1><div class="wpfl-1 wpforo-section">WORDS</div>""",
        post="""<div id="post-NUMBER" class="post-wrap wpfn-1"><div class="wpforo-post wpfcl-1"><div
class="wpf-left"><div class="author-data"><div class="author-name"><span></span> <a>WHO</a></div><div
class="author-posts">Posts: 4</div></div></div><div class="wpf-right"><div class="wpforo-post-content-top"><span
class="wpf-post-date">03/05/2015</span></div><div class="wpforo-post-content"><p>TEXT</p></div><div
class="wpforo-post-signature">MARK</div></div></div></div>""",
        quote="<blockquote><p>QUOTED</p></blockquote>",
    ),
    "asgaros": Dress(
        page="""<div id="af-wrapper"><h1 class="main-title">TITLE</h1>WORDS</div>""",
        post="""<div class="post-element" id="postid-NUMBER"><div class="post-author"><div
class="post-author-block-name"><span class="post-username">WHO</span></div><small class="post-counter">4 Posts</small>
</div><div class="post-wrapper"><div class="forum-post-header"><div class="forum-post-date">May 3,
2015</div></div><div
class="post-message"><div id="post-quote-container-NUMBER"><blockquote><div class="quotetitle">Quote from WHO on May
3</div><p>TEXT</p></blockquote></div><p>TEXT</p></div><div class="post-footer"><span class="post-edit-date">Last
edited
on May 4 by WHO</span><a>#1</a></div><div class="signature">MARK</div></div></div>""",
    ),
    "simplepress": Dress(
        page="""<div class="spHeaderName">TITLE</div>WORDS""",
        post="""<div id="eachPostNUMBER" class="spTopicPostSection"><div class="spPostUserName">WHO</div><div
class="spPostUserDate">May 3, 2015</div><div class="spPostContentSection"><div id="spPostContentNUMBER"
class="spPostContent"><p>TEXT</p></div></div></div>""",
        quote="<blockquote><p>ann said</p><p>QUOTED</p></blockquote>",
    ),
    "advanced_forum": Dress(
        page="""<h1 class="title">TITLE</h1><div class="view-content">WORDS</div>""",
        post="""<div id="post-NUMBER" class="forum-post clearfix"><div class="forum-post-info"><div
class="forum-posted-on">3 May 2015</div><span class="forum-post-number">#1</span></div><div
class="forum-post-wrapper">
<div class="forum-post-panel-sub"><div class="author-pane"><div class="author-name"><a class="username">WHO</a></div>
<div class="author-pane-line">Joined: 2014</div></div></div><div class="forum-post-panel-main"><div
class="forum-post-title">Re: TITLE</div><div class="forum-post-content"><p>TEXT</p></div><div
class="author-signature">MARK</div></div></div></div>""",
        quote="<blockquote><p>ann wrote:</p><p>QUOTED</p></blockquote>",
    ),
    "kunena": Dress(
        page="""<h1>Number Forum</h1><div class="kheader"><h2><span>TOPIC: TITLE</span></h2></div>WORDS""",
        post="""<div class="kmsg-header"><span class="kmsgdate">3 years ago</span></div><table class="kmsg"><tr><td
class="kprofile-left"><ul class="kpost-profile"><li class="kpost-username"><a class="kwho-user">WHO</a></li></ul></td>
<td class="kmessage-left"><div class="kmsgbody"><div class="kmsgtext">TEXT</div></div><div
class="kmsgsignature">MARK</div></td></tr></table>""",
        quote='<b>ann wrote:</b><div class="kmsgtext-quote">QUOTED</div>',
    ),
    "proboards": Dress(
        page="""<div class="thread"><div class="title-bar"><h1>TITLE</h1></div><table>WORDS</table></div>""",
        post="""<tr class="item post" id="post-NUMBER"><td class="left-panel"><div class="mini-profile"><a
class="user-link">WHO</a><div class="info">Posts: 4</div></div></td><td class="content"><article><div
class="content-head"><div class="date">May 3, 2015</div></div><div class="message">TEXT</div></article></td></tr>""",
        quote="""<div class="quote"><div class="quote_body"><div class="quote_header">ann Avatar</div>QUOTED</div>
</div>""",
    ),
    "communityserver": Dress(
        page="""<h2 class="CommonTitle">TITLE</h2><ul class="ForumPostList">WORDS</ul>""",
        post="""<li><div class="ForumPostArea"><h4 class="ForumPostHeader">03-05-2015</h4><ul><li
class="ForumPostUserName"><a>WHO</a></li></ul><h4 class="ForumPostTitle">Re: TITLE</h4><div
class="ForumPostBodyArea"><div class="ForumPostContentText">TEXT</div></div></div></li>""",
        quote="<blockquote>QUOTED</blockquote>",
    ),
    "hyperkitty": Dress(
        page="""<div class="thread-header"><h3>TITLE</h3></div><div id="thread-content">WORDS</div>""",
        post="""<div class="email"><div id="NUMBER" class="email-header"><div class="email-author"><span
class="name"><a>WHO</a></span></div><div class="email-date"><div class="time">10:00 a.m.</div></div></div><div
class="email-body"><p>TEXT</p><div>-- <br>MARK</div></div><div class="email-info"><a
class="reply">Reply</a></div></div>""",
        quote="""<p>On May 3, 2015, ann wrote:</p><div class="quoted-switch"><a>...</a></div><div
class="quoted-text">QUOTED</div>""",
    ),
    "nabble": Dress(
        page="""<div class="nabble"><h1 id="post-title">TITLE</h1><table class="classic-table">WORDS</table></div>""",
        post="""<tr class="classic-row"><td class="classic-author"><span class="classic-author-name"><a>WHO</a></span>
</td><td><div class="message-text" id="messageNUMBER">TEXT</div></td></tr>""",
        quote="<blockquote>QUOTED</blockquote>",
    ),
}
DRUPAL = f"""<h1 class="page-title">{TITLE}</h1><div class="node node-forum"><div class="submitted">Submitted by <a
class="username">ann</a></div><div class="content"><div class="field-name-taxonomy-forums">Forums: Sums</div><div
class="field-name-body"><p>{QUESTION}</p></div></div></div><div id="comments">
<div class="comment"><h3>Me, too</h3><div class="submitted"><a class="username">ann</a></div><div class="content"><div
class="field-name-comment-body"><p>I only know how to add and to double.</p></div></div></div>
<div class="comment"><h3>Doubles</h3><div class="submitted"><a class="username">bob</a></div><div class="content"><div
class="field-name-comment-body"><p>{ANSWER}</p></div><div class="user-signature">Be kind.</div></div></div></div>"""


MOODLE = """<div class="forumpost clearfix KIND"><div class="row header"><div class="topic KIND"><div class="subject">
TITLE</div><div class="author">by <a href="/user/view.php?id=3">WHO</a> - Sunday, 3 May 2015</div></div></div><div
class="row maincontent"><div class="content"><div class="posting fullpost">TEXT</div></div></div></div>"""

DRUPAL_8 = f"""<h1 class="page-title">{TITLE}</h1><article class="node node--type-forum"><footer>By <a
class="username">ann</a></footer><div class="node__content"><div class="field field--name-body"><p>{QUESTION}</p></div>
<section class="comments"><article class="comment"><footer><a class="username">bob</a></footer><div class="content"><div
class="field field--name-comment-body"><p>{ANSWER}</p></div></div></article></section></div></article>"""


@pytest.mark.parametrize("page", [DRUPAL, DRUPAL_8], ids=["beside", "inside"])
def test_a_topic_of_drupal_asks_and_its_comments_answer(page: str) -> None:
    assert pairs_of(threads, html_page(page)) == [(f"{TITLE} {QUESTION}", ANSWER)]


def test_the_answer_that_a_plugin_marks_as_accepted_wins() -> None:
    dress = DRESSES["wpforo"]
    page = dress.html().replace("<p>I always", '<i class="wpf-toggle-answer"></i><p>I always')
    assert pairs_of(threads, html_page(page))[0][1].startswith("I always wondered")


def moodle(*posts: tuple[str, str, str]) -> str:
    items = (
        MOODLE.replace("KIND", kind).replace("WHO", who).replace("TEXT", text).replace("TITLE", TITLE)
        for kind, who, text in posts
    )
    return f"<h2>Number Forum</h2>{''.join(items)}"


def test_a_discussion_of_moodle_has_one_first_post() -> None:
    said = ("firstpost starter", "ann", QUESTION), ("", "ann", "Please!"), ("lastpost", "bob", ANSWER)
    assert pairs_of(threads, html_page(moodle(*said))) == [(f"{TITLE} {QUESTION}", ANSWER)]


def test_news_that_moodle_lists_are_no_discussion() -> None:
    news = ("firstpost starter", "ann", QUESTION), ("firstpost starter", "bob", ANSWER)
    assert not threads(html_page(moodle(*news))).settles


def _gnuboard(comments: str) -> str:
    return f"""<h1 id="hd_h1">{TITLE} > Board</h1><article id="bo_v"><header><h2 id="bo_v_title"><span
class="bo_v_cate">Sums</span> <span class="bo_v_tit">{TITLE}</span></h2></header><section id="bo_v_info"><strong><span
class="sv_member">ann</span></strong><strong class="if_date">22-12-03 20:41</strong></section><section
id="bo_v_atc"><h2>Text</h2><div id="bo_v_con"><p>{QUESTION}</p></div></section><ul class="bo_v_com"><li>New</li>
</ul></article><section id="bo_vc"><h2>Comments</h2>{comments}</section>"""


def _comment(who: str, text: str) -> str:
    return f"""<article id="c_1"><header><h2>Comment by {who}</h2><span class="sv_member">{who}</span><span
class="bo_vc_hdinfo"><time>22-12-03 21:10</time></span></header><div
class="cmt_contents"><p>{text}</p></div></article>"""


def test_the_comments_of_a_gnuboard_answer_the_text_above_them() -> None:
    page = html_page(_gnuboard(_comment("ann", "Thank you!") + _comment("bob", ANSWER)), title=TITLE)
    assert pairs_of(threads, page) == [(f"{TITLE} {QUESTION}", ANSWER)]


def test_a_gnuboard_without_comments_is_settled_without_a_pair() -> None:
    sighting = threads(html_page(_gnuboard(""), title=TITLE))
    assert not sighting.pairs
    assert sighting.settles
