from __future__ import annotations

from tests.extract.structure.threads.engines.small_threads import Dress

XENFORO2_POST = """<article class="message message--post js-post SOLVED" data-author="WHO" id="js-post-NUMBER"><div
class="message-inner"><div class="message-cell message-cell--user"><section class="message-user"><div
class="message-userDetails"><h4 class="message-name"><a class="username">WHO</a></h4></div></section></div><div
class="message-cell message-cell--main"><header class="message-attribution"><a><time>May 3, 2015</time></a><a>#1</a>
</header><div class="message-content"><article class="message-body"><div class="bbWrapper">TEXT</div></article><div
class="message-lastEdit">Last edited: May 4, 2015</div><aside class="message-signature"><div
class="bbWrapper">MARK</div>
</aside></div><div class="reactionsBar">Reactions: cid</div></div></div></article>"""
DRESSES = {
    "vbulletin5": Dress(
        page='<h1 class="main-title js-main-title">TITLE</h1><ul class="conversation-list">WORDS</ul>',
        post="""<li class="b-post js-post" data-node-id="NUMBER"><div class="b-post__grid-container"><div
class="b-userinfo"><div class="b-userinfo__details"><div class="author
h-text-size--14"><strong><a>WHO</a></strong></div>
</div></div><div class="b-post__content"><div class="b-post__timestamp">05-03-2015</div><h2 class="b-post__title">Re:
TITLE</h2><div class="js-post__content-text restore h-wordwrap">TEXT</div><div class="post-signature
restore">MARK</div>
</div></div></li>""",
        quote="""<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div
class="bbcode_postedby">Originally posted by <strong>ann</strong></div><div class="message">QUOTED</div></div></div>
</div>""",
    ),
    "vbulletin4": Dress(
        page="""<div id="pagetitle" class="pagetitle"><h1>Thread: <span
class="threadtitle"><a>TITLE</a></span></h1></div>
<ol id="posts" class="posts">WORDS</ol>""",
        post="""<li class="postbitlegacy postbitim postcontainer" id="post_NUMBER"><div class="posthead"><span
class="postdate">05-03-2015</span><a class="postcounter">#1</a></div><div class="postdetails"><div
class="userinfo"><div
class="username_container"><a class="username offline"><strong>WHO</strong></a></div></div><div class="postbody"><div
class="postrow"><h2 class="title icon">Re: TITLE</h2><div class="content"><div id="post_message_NUMBER"><blockquote
class="postcontent restore">TEXT</blockquote></div></div><div class="after_content"><blockquote
class="postcontent lastedited">Last edited by WHO; 05-04-2015.</blockquote><blockquote
class="signature restore"><div class="signaturecontainer">MARK</div></blockquote></div></div></div></div></li>""",
        quote="""<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div
class="bbcode_postedby">Originally Posted by <strong>ann</strong></div><div class="message">QUOTED</div></div></div>
</div>""",
        note='<div class="bbcode_container"><div class="bbcode_description">Code:</div></div>',
    ),
    "vbulletin3": Dress(
        page="""<table class="tborder"><tr><td class="alt1"><span class="navbar"><a>Number Board</a></span></td></tr>
<tr><td class="navbar"><a>x</a> <strong>TITLE</strong></td></tr></table><div id="posts">WORDS</div>""",
        post="""<div id="editNUMBER"><table class="tborder" id="postNUMBER"><tr><td class="thead">05-03-2015</td>
<td class="thead">#<a id="postcountNUMBER"><strong>1</strong></a></td></tr><tr><td class="alt2"><div
id="postmenu_NUMBER">
<a class="bigusername">WHO</a></div><div class="smallfont">Posts: 4</div></td><td class="alt1"
id="td_post_NUMBER"><div
class="smallfont"><strong>Re: TITLE</strong></div><hr><div
id="post_message_NUMBER">TEXT</div><div>__________________<br>
MARK</div><div class="smallfont"><em>Last edited by WHO; 05-04-2015.</em></div></td></tr></table></div>""",
        quote="""<div style="margin:20px"><div class="smallfont">Quote:</div><table><tr><td
class="alt2"><div>Originally
Posted by <strong>ann</strong></div><div style="font-style:italic">QUOTED</div></td></tr></table></div>""",
        note='<div style="margin:20px"><div class="smallfont">Code:</div></div>',
    ),
    "vbulletin_archive": Dress(
        page="""<div class="pagebody"><div id="navbar"><a>Number Board</a> &gt; TITLE</div><hr><p
class="largefont">View Full
Version : <a>TITLE</a></p>WORDS</div>""",
        post="""<div class="post"><div class="posttop"><div class="username">WHO</div><div
class="date">05-03-2015</div>
</div><div class="posttext">TEXT</div></div>""",
    ),
    "xenforo1": Dress(
        page="""<div class="titleBar"><h1><span class="prefix prefixGreen">Solved</span> TITLE</h1></div>
<ol class="messageList">WORDS</ol>""",
        post="""<li id="post-NUMBER" class="message" data-author="WHO"><div class="messageUserInfo"><div
class="messageUserBlock"><h3 class="userText"><a class="username">WHO</a></h3></div></div><div
class="messageInfo primaryContent"><div class="messageContent"><article><blockquote class="messageText ugc">TEXT
</blockquote></article></div><div class="editDate">Last edited: May 4, 2015</div><div class="baseHtml
signature">MARK</div>
<div class="messageMeta"><a>WHO</a>, <a>May 3, 2015</a> <a>#1</a></div></div></li>""",
        quote="""<div class="bbCodeBlock bbCodeQuote" data-author="ann"><aside><div class="attribution type">ann
said: <a
class="AttributionLink">↑</a></div><blockquote class="quoteContainer"><div
class="quote">QUOTED</div></blockquote></aside>
</div>""",
        note='<div class="bbCodeBlock bbCodeCode"><div class="type">Code:</div></div>',
    ),
    "xenforo2": Dress(
        page="""<h1 class="p-title-value"><span class="label label--green">Solved</span><span class="label-append">
</span>
TITLE</h1><div class="block-body js-replyNewMessageContainer">WORDS</div>""",
        post=XENFORO2_POST,
        quote="""<blockquote class="bbCodeBlock bbCodeBlock--quote"><div class="bbCodeBlock-title"><a>ann
said:</a></div><div
class="bbCodeBlock-content"><div>QUOTED</div><div class="bbCodeBlock-expandLink"><a>Click to expand...</a></div></div>
</blockquote>""",
        note="""<div class="bbCodeBlock bbCodeBlock--code"><div class="bbCodeBlock-title">Code:</div></div>""",
    ),
    "invision5": Dress(
        page='<h1 class="ipsPageHeader__title">TITLE</h1><div id="elPostFeed">WORDS</div>',
        post="""<article id="elComment_NUMBER" class="ipsEntry js-ipsEntry ipsEntry--post"><aside
class="ipsEntry__author-column"><h3 class="ipsEntry__username"><a>WHO</a></h3></aside><div
class="ipsEntry__content js-ipsEntry__content"><div class="ipsEntry__post"><div data-role="commentContent"
class="ipsRichText">TEXT</div></div></div></article>""",
        quote="""<blockquote class="ipsQuote" data-ipsquote><div class="ipsQuote_citation">ann
said:</div><div><p>QUOTED</p>
</div></blockquote>""",
        note="<span data-excludequote><strong>Edited by bob</strong></span>",
    ),
    "invision4": Dress(
        page="""<h1 class="ipsType_pageTitle ipsContained_container"><span><span class="ipsBadge
ipsBadge_positive">Solved
</span></span> <span>TITLE</span></h1><div id="elPostFeed">WORDS</div>""",
        post="""<article id="elComment_NUMBER" class="cPost ipsBox ipsComment"><aside class="ipsComment_author
cAuthorPane">
<h3 class="cAuthorPane_author"><strong><a>WHO</a></strong></h3></aside><div id="comment-NUMBER_wrap"
class="ipsComment_content"><div class="ipsComment_meta"><a>Posted <time>May 3, 2015</time></a></div><div
class="cPost_contentWrap"><div data-role="commentContent" class="ipsType_normal ipsType_richText">TEXT</div><div
data-role="memberSignature">MARK</div></div></div></article>""",
        quote="""<blockquote class="ipsQuote" data-ipsquote><div class="ipsQuote_citation">1 hour ago, ann
said:</div><div>
<p>QUOTED</p></div></blockquote>""",
        note="""<span class="ipsType_reset ipsType_medium" data-excludequote><strong>Edited May 4 by
bob</strong></span>""",
    ),
    "invision3": Dress(
        page='<h1 class="ipsType_pagetitle">TITLE</h1><div class="topic hfeed">WORDS</div>',
        post="""<div class="post_block hentry" id="post_id_NUMBER"><div class="post_wrap"><h3 class="row2"><span
class="post_id"><a>#1</a></span><span class="author vcard"><a class="url fn"><span>WHO</span></a></span></h3><div
class="post_body"><p class="posted_info">Posted 03 May 2015</p><div class="post entry-content">TEXT</div><div
class="signature">MARK</div></div></div></div>""",
        quote="""<p class="citation">ann, on 03 May 2015, said:</p><div class="blockquote"><div
class="quote"><p>QUOTED</p>
</div></div>""",
        note='<p class="edit"><strong>Edited by bob, 04 May 2015 - 10:00 AM.</strong></p>',
    ),
    "invision2": Dress(
        page="""<div class="borderwrap"><div class="maintitle"><p class="goto"><a>Options</a></p><p><b>TITLE</b>, a
desc</p>
</div>WORDS</div>""",
        post="""<table class="ipbtable"><tr><td class="row2"><span class="normalname"><a>WHO</a></span></td><td
class="row2"><span class="postdetails">May 3 2015, 10:00 AM</span></td></tr><tr><td class="post2"><span
class="postdetails">Group: Members</span></td><td class="post2"><div class="postcolor" id="post-NUMBER">TEXT</div><br>
--------------------<br><div class="signature">MARK</div></td></tr></table>""",
        quote='<div class="quotetop">QUOTE(ann @ May 3 2015)</div><div class="quotemain">QUOTED</div>',
        note='<span class="edit">This post has been edited by <b>bob</b>: May 4 2015</span>',
    ),
    "invision_lofi": Dress(
        page='<div id="largetext">Full Version: <a>TITLE</a></div>WORDS',
        post="""<div class="postwrapper"><div class="posttopbar"><div class="postname">WHO</div><div
class="postdate">May 3
2015</div></div><div class="postcontent">TEXT</div></div>""",
    ),
    "discuz_x": Dress(
        page="""<h1 class="ts"><a>[Sums]</a> <span id="thread_subject">TITLE</span></h1><div id="postlist" class="pl
bm">
WORDS</div>""",
        post="""<div id="post_NUMBER"><table id="pidNUMBER" class="plhin"><tr><td class="pls" rowspan="2"><div
class="pi">
<div class="authi"><a class="xw1">WHO</a></div></div></td><td class="plc"><div class="pi"><strong><a
id="postnumNUMBER"><em>2</em><sup>#</sup></a></strong><div class="pti"><div class="authi"><em>发表于 2015-5-3</em> |
<a>只看该作者
</a></div></div></div><div class="pct"><div class="pcb"><div class="t_fsz"><table><tr><td class="t_f"
id="postmessage_NUMBER">TEXT</td></tr></table></div></div></div></td></tr><tr><td class="plc plm"><div
class="sign">MARK
</div></td></tr></table></div>""",
        quote="""<div class="quote"><blockquote><font size="2"><a>ann 发表于
2015-5-3</a></font><br>QUOTED</blockquote></div>""",
        note='<br><i class="pstatus"> 本帖最后由 bob 于 2015-5-4 10:00 编辑 </i>',
    ),
    "discuz_7": Dress(
        page='<div id="threadtitle"><h1>TITLE</h1></div><div id="postlist">WORDS</div>',
        post="""<div id="post_NUMBER"><table id="pidNUMBER"><tr><td class="postauthor"><div
class="postinfo"><a>WHO</a>
</div></td><td class="postcontent"><div class="pi"><em>发表于 2015-5-3</em></div><div
class="t_msgfontfix"><table><tr><td
class="t_msgfont" id="postmessage_NUMBER">TEXT</td></tr></table></div></td></tr></table></div>""",
        quote='<div class="quote"><blockquote>QUOTED</blockquote></div>',
    ),
    "woltlab_suite": Dress(
        page="""<header class="contentHeader"><h1 class="contentTitle">TITLE</h1></header><ul
class="messageList">WORDS</ul>""",
        post="""<li><article id="postNUMBER" class="wbbPost message messageSidebarOrientationLeft"><aside
class="messageSidebar member"><div class="messageAuthor"><div class="messageAuthorContainer"><a
class="username"><span>WHO
</span></a></div></div></aside><div class="messageContent"><header class="messageHeader"><a><time>May 3rd
2015</time></a>
</header><div class="messageBody"><div class="messageText"><p>TEXT</p></div></div><footer class="messageFooter"><p
class="messageFooterNote">Edited once, last by WHO (May 4th 2015).</p><div
class="messageSignature"><div>MARK</div></div>
</footer></div></article></li>""",
        quote="""<blockquote class="quoteBox collapsibleBbcode"><div class="quoteBoxTitle"><a>Quote from
ann</a></div><div
class="quoteBoxContent"><p>QUOTED</p></div></blockquote>""",
    ),
    "woltlab_3": Dress(
        page='<div class="mainHeadline"><div class="headlineContainer"><h2><a>TITLE</a></h2></div></div>WORDS',
        post="""<div id="postRowNUMBER" class="message content"><div class="messageInner container-1"><div
class="messageSidebar"><p class="userName"><a><span>WHO</span></a></p></div><div class="messageContent"><div
class="messageContentInner color-1"><div class="messageHeader"><p class="messageCount"><a>1</a></p><p
class="smallFont light">Sunday, May 3rd 2015</p></div><h3 id="postTopicNUMBER"><span>Re: TITLE</span></h3><div
class="messageBody"><div id="postTextNUMBER">TEXT</div></div><div
class="signature">MARK</div></div></div></div></div>""",
        quote="""<blockquote class="quote container-4"><div class="quoteHeader"><h3>Quoted from ann</h3></div><div
class="quoteBody">QUOTED</div></blockquote>""",
    ),
}
