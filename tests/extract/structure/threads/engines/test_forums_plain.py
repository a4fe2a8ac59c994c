from __future__ import annotations

from tests.extract.seen import html_page
from tests.extract.structure.threads.engines.small_threads import ANSWER, QUESTION, Dress
from webinstruct.extract.structure.threads.known import engine_posts

PHPBB2_QUOTE = """</span><table><tr><td><span class="genmed"><b>ann wrote:</b></span></td></tr><tr><td
class="quote">QUOTED</td></tr></table><span class="postbody">"""
DRESSES = {
    "phpbb2": Dress(
        page="""<span class="maintitle">Number Board</span><table><tr><td><a class="maintitle">TITLE</a><br><span
class="gensmall"><b>Goto page 1, 2</b></span></td></tr></table><table class="forumline"><tr><th class="thLeft">Author
</th><th class="thRight">Message</th></tr>WORDS</table><span class="nav">Page <b>1</b> of <b>2</b></span>""",
        post="""<tr><td class="row1"><span class="name"><a name="NUMBER"></a><b>WHO</b></span><br><span
class="postdetails">Joined: 03 May 2004<br>Posts: 4</span></td><td class="row1"><table><tr><td><span
class="postdetails">Posted: May 03, 2005 &nbsp; Post subject: Re: TITLE</span></td></tr><tr><td colspan="2"><hr></td>
</tr><tr><td colspan="2"><span class="postbody">TEXT<br>_________________<br>MARK</span><span class="gensmall"><br>
Last edited by WHO on May 04, 2005; edited 1 time in total</span></td></tr></table></td></tr><tr><td><span
class="nav"><a>Back to top</a></span></td></tr>""",
        quote=PHPBB2_QUOTE,
        note="""</span><table><tr><td><span class="genmed"><b>Code:</b></span></td></tr><tr><td
class="code"></td></tr>
</table><span class="postbody">""",
    ),
    "jforum": Dress(
        page="""<span class="maintitle"><a class="maintitle">TITLE</a></span><table
class="forumline">WORDS</table>""",
        post="""<tr><td class="row1"><span class="genmed"><b>WHO</b></span><br><span class="gensmall">Joined:
2005</span>
</td><td class="row1" id="post_text_NUMBER"><span class="postbody">TEXT</span><p><i><span class="gensmall">This
message
was edited 1 time.</span></i></p></td></tr><tr><td><span class="gensmall">MARK</span></td></tr>""",
    ),
    "subsilver2": Dress(
        page="""<div id="pageheader"><h2><a class="titles">TITLE</a></h2></div><div id="pagecontent"><table><tr><td
class="nav">Page <strong>1</strong> of <strong>1</strong></td></tr></table>WORDS</div>""",
        post="""<table class="tablebg"><tr class="row1"><td><a name="pNUMBER"></a><b
class="postauthor">WHO</b></td><td>
<table><tr><td class="gensmall"><div><b>Post subject:</b> Re: TITLE</div></td></tr></table></td></tr><tr class="row1">
<td class="profile"><span class="postdetails"><b>Posts:</b> 4</span></td><td><table><tr><td><div
class="postbody">TEXT</div><div class="postbody"><br>_________________<br>MARK</div><span class="gensmall">Last edited
by WHO on 4 May 2015</span></td></tr></table></td></tr></table>""",
        quote='<div class="quotetitle">ann wrote:</div><div class="quotecontent">QUOTED</div>',
        note='<div class="codetitle"><b>Code:</b></div>',
    ),
    "printed": Dress(
        page="""<h1 id="title">Number Forum</h1><h2 id="linktree">Sums => Topic started by: ann</h2><div
id="posts">WORDS</div>""",
        post="""<div class="postheader">Title: <strong>TITLE</strong><br>Post by: <strong>WHO</strong> on <strong>May
03, 2015</strong></div><div class="postbody">TEXT</div>""",
        quote='<div class="quoteheader">Quote from: ann</div><blockquote>QUOTED</blockquote>',
    ),
    "ubbthreads": Dress(
        page="""<table class="t_outer"><tr><td class="category">Sums</td></tr></table>WORDS""",
        post="""<table><tr><td class="subjecttable"><b>TITLE</b> <span class="small">#NUMBER 05/03/15</span></td></tr>
<tr><td class="author-content"><div class="bold author-name"><a>WHO</a></div>Posts: 4</td><td
class="post-content"><div
class="post_inner"><div id="bodyNUMBER">TEXT</div></div></td></tr></table>""",
        quote="""<div class="ubbcode-block"><div class="ubbcode-header">Originally Posted by ann</div><div
class="ubbcode-body">QUOTED</div></div>""",
    ),
    "snitz": Dress(
        page="""<table><tr><td><b>TITLE</b></td></tr></table><table>WORDS</table>""",
        post="""<tr><td><p><font><b><span class="spnMessageText"><a
href="pop_profile.asp?mode=display">WHO</a></span></b>
</font></p><small>4 Posts</small></td><td><small>Posted - 05/03/2015</small><hr><span class="spnMessageText"
id="msg">TEXT</span></td></tr>""",
        quote="<blockquote><hr>QUOTED<hr></blockquote>",
    ),
    "zetaboards": Dress(
        page="""<table id="topic_viewer"><thead><tr><th>TITLE</th></tr></thead>WORDS</table>""",
        post="""<tr id="post-NUMBER"><td class="c_username"><a class="member">WHO</a></td><td class="c_postinfo">May 3
2015, 10:00 AM</td></tr><tr><td class="c_user">Posts: 4</td><td class="c_post">TEXT</td></tr>""",
        quote="<blockquote><dl><dt>ann</dt><dd>May 3</dd></dl><div>QUOTED</div></blockquote>",
    ),
}


def test_names_may_stand_behind_the_posts() -> None:
    rows = "".join(
        f'<tr><td class="c_post">{text}</td><td class="c_username"><a class="member">{who}</a></td></tr>'
        for who, text in (("ann", QUESTION), ("ann", "Please!"), ("bob", ANSWER))
    )
    row, posts = engine_posts(html_page(f'<table id="topic_viewer">{rows}</table>'))
    assert row is not None
    assert [post.author for post in posts] == ["ann", "ann", "bob"]


def test_bodies_without_any_name_are_no_posts_of_a_board() -> None:
    blog = f'<h2 class="postheader">Sums</h2><div class="postbody">{QUESTION}</div>'
    assert engine_posts(html_page(f'{blog}<div class="postbody">{ANSWER}</div>')) == (None, ())
