from __future__ import annotations

from tests.extract.structure.threads.engines.small_threads import Dress

DRESSES = {
    "phpbb3": Dress(
        page="""<div id="page-header"><h1>Number Board</h1></div><h2 class="topic-title"><a href="./t">TITLE</a></h2>
<div class="topic-actions"><div class="pagination">4 posts &bull; Page <strong>1</strong> of <strong>1</strong></div>
</div>WORDS""",
        post="""<div id="pNUMBER" class="post has-profile bg2"><div class="inner"><dl class="postprofile">
<dt class="no-profile-rank"><a href="./u" class="avatar"></a><a href="./memberlist.php?mode=viewprofile&amp;u=2"
class="username-coloured">WHO</a></dt><dd class="profile-posts"><strong>Posts:</strong> 4</dd></dl><div
class="postbody"><div id="post_contentNUMBER"><h3><a href="#pNUMBER">Re: TITLE</a></h3><p class="author">
<span class="responsive-hide">by <strong>WHO</strong> &raquo; </span>3 May 2015</p><div class="content">TEXT</div>
<div class="notice">Last edited by <a>WHO</a> on 4 May 2015, edited 1 time in total.</div>
<div class="signature">MARK</div></div></div></div></div>""",
        quote="<blockquote><div><cite>ann wrote:</cite>QUOTED</div></blockquote>",
        note="""<dl class="codebox"><dt>Code: <a href="#">Select all</a></dt></dl><div class="inline-attachment">
<dl class="file"><dt>sum.pdf</dt><dd>(12 KiB) Downloaded 3 times</dd></dl></div>""",
    ),
    "phpbb30": Dress(
        page="""<div class="headerbar"><h1>Number Board</h1></div><div id="page-body"><h2><a href="./t">TITLE</a></h2>
<div class="pagination">4 posts &bull; Page <strong>1</strong> of <strong>1</strong></div>WORDS</div>""",
        post="""<div id="pNUMBER" class="post bg1"><div class="inner"><span class="corners-top"><span></span></span><div
class="postbody"><h3><a href="#pNUMBER">Re: TITLE</a></h3><p class="author">by <strong><a>WHO</a></strong> &raquo; 3 May
2010</p><div class="content">TEXT</div><div id="sigNUMBER" class="signature">MARK</div></div><dl class="postprofile"
id="profileNUMBER"><dt><a>WHO</a></dt><dd>Posts: 4</dd></dl></div></div>""",
        quote="<blockquote><div><cite>ann wrote:</cite>QUOTED</div></blockquote>",
        note="""<div class="codebox"><p>Code: <a href="#">Select all</a></p></div>""",
    ),
    "phpbb3_print": Dress(
        page="""<div id="page-header"><h1>Number Board</h1><h2>TITLE</h2><p><a>https://board.example/t</a></p></div><div
id="page-body"><div class="page-number">Page <strong>1</strong> of <strong>1</strong></div>WORDS</div>""",
        post="""<div class="post"><h3>Re: TITLE</h3><div class="date">Posted: <strong>3 May 2015</strong></div><div
class="author">by <strong>WHO</strong></div><div class="content">TEXT</div></div><hr>""",
        quote="<blockquote><div><cite>ann wrote:</cite>QUOTED</div></blockquote>",
    ),
    "smf": Dress(
        page="""<h1 class="forumtitle"><a>Number Board</a></h1><div id="forumposts"><div class="cat_bar"><h3
class="catbg"><span id="author">Author</span> Topic: TITLE &nbsp;(Read 1200 times)</h3></div>
<form name="quickModForm" id="quickModForm">WORDS</form></div>""",
        post="""<div class="windowbg"><span class="topslice"><span></span></span><div class="post_wrapper"><div
class="poster"><h4><a href="?action=profile;u=1">WHO</a></h4><ul><li class="postcount">Posts: 12</li></ul></div>
<div class="postarea"><div class="flow_hidden"><div class="keyinfo"><h5 id="subject_NUMBER"><a>Re: TITLE</a></h5>
<div class="smalltext">&#171; <strong>Reply #1 on:</strong> May 3, 2015 &#187;</div></div></div><div class="post">
<div class="inner" id="msg_NUMBER">TEXT</div></div></div><div class="moderatorbar"><div
class="smalltext modified">&#171; <em>Last Edit: May 4, 2015 by WHO</em> &#187;</div><div class="signature">MARK</div>
</div></div></div>""",
        quote="""<div class="quoteheader"><div class="topslice_quote"><a>Quote from: ann on May 3, 2015</a></div></div>
<blockquote class="bbc_alternate_quote">QUOTED</blockquote><div class="quotefooter"></div>""",
        note='<div class="codeheader">Code: <a class="codeoperation">[Select]</a></div>',
    ),
    "smf1": Dress(
        page="""<div class="nav"><b><a>Number Board</a></b></div><table class="tborder"><tr class="catbg3"><td></td>
<td>Author</td><td id="top_subject">Topic: TITLE &nbsp;(Read 1200 times)</td></tr></table>
<form name="quickModForm" id="quickModForm"><table class="bordercolor">WORDS</table></form>""",
        post="""<tr><td><table width="100%"><tr><td class="windowbg2"><table width="100%"><tr><td valign="top"
width="16%" rowspan="2"><b><a href="?action=profile;u=1">WHO</a></b><div class="smalltext">Posts: 4</div></td>
<td valign="top" width="85%"><table><tr><td><div id="subject_NUMBER"><a>Re: TITLE</a></div><div class="smalltext">
&#171; <b>Reply #1 on:</b> May 03, 2015 &#187;</div></td></tr></table><hr class="hrcolor"><div class="post">TEXT</div>
</td></tr><tr><td class="smalltext"><div class="signature">MARK</div></td></tr></table></td></tr></table></td></tr>""",
        quote='<div class="quoteheader">Quote from: ann on May 03</div><div class="quote">QUOTED</div>',
    ),
    "mybb18": Dress(
        page="""<div class="navigation"><a>Number Board</a> <a>Sums</a><br><span class="active">TITLE</span></div>
<table class="tborder tfixed clear"><tr><td class="thead"><div class="float_right"><span class="smalltext"><strong>
<a>Thread Modes</a></strong></span></div><div><strong>TITLE</strong></div></td></tr><tr><td id="posts_container">
<div id="posts">WORDS</div></td></tr></table>""",
        post="""<div class="post classic" id="post_NUMBER"><div class="post_author scaleimages"><div
class="author_information"><strong><span class="largetext"><a href="u">WHO</a></span></strong><br><span
class="smalltext">Junior Member</span></div></div><div class="post_content"><div class="post_head"><div
class="float_right"><strong><a>#1</a></strong></div><span class="post_date">05-03-2015 <span class="post_edit">(This
post was last modified: 05-04-2015 by <a>WHO</a>.)</span></span></div><div class="post_body scaleimages"
id="pid_NUMBER">TEXT</div><div class="signature scaleimages">MARK</div></div></div>""",
        quote='<blockquote class="mycode_quote"><cite><span> (05-03-2015)</span>ann Wrote: </cite>QUOTED</blockquote>',
        note='<div class="codeblock"><div class="title">Code:</div></div>',
    ),
    "mybb16": Dress(
        page="""<table class="tborder"><tr><td class="thead"><div style="float: right;"><strong><a>Threaded Mode</a> |
<a>Linear Mode</a></strong></div><div><strong>TITLE</strong></div></td></tr><tr><td><div id="posts">WORDS</div></td>
</tr></table>""",
        post="""<table class="tborder" id="post_NUMBER"><tr><td class="trow1 post_author"><strong><span
class="largetext"><a>WHO</a></span></strong><br><span class="smalltext">Member</span></td><td
class="trow1 post_content"><span class="smalltext"><strong>RE: TITLE</strong></span><div class="post_body"
id="pid_NUMBER">TEXT</div></td></tr></table>""",
        quote="<blockquote><cite>ann Wrote:</cite>QUOTED</blockquote>",
    ),
    "punbb": Dress(
        page="""<h1 class="main-title"><a>TITLE</a></h1><div class="main-content main-topic">WORDS</div>""",
        post="""<div class="post odd replypost"><div id="pNUMBER" class="posthead"><h3 class="hn post-ident"><span
class="post-num">1</span> <span class="post-byline">Reply by <a>WHO</a></span></h3></div><div class="postbody"><div
class="post-author"><ul class="author-ident"><li class="username"><a>WHO</a></li></ul></div><div class="post-entry">
<h4 class="entry-title hn">Re: TITLE</h4><div class="entry-content"><p>TEXT</p><div class="sig-content">MARK</div>
</div></div></div></div>""",
        quote='<div class="quotebox"><cite>ann wrote:</cite><blockquote><p>QUOTED</p></blockquote></div>',
        note='<p class="lastedit"><em>Last edited by bob (2015-05-04)</em></p>',
    ),
    "fluxbb": Dress(
        page="""<div id="brdtitle"><h1><a>Number Board</a></h1></div><div class="linkst"><ul class="crumbs"><li><a>Index
</a></li><li><span>» </span><a>Sums</a></li><li><span>» </span><a><strong>TITLE</strong></a></li></ul></div>WORDS""",
        post="""<div id="pNUMBER" class="blockpost rowodd"><h2><span><span class="conr">#1</span> <a>2015-05-03</a>
</span></h2><div class="box"><div class="inbox"><div class="postbody"><div class="postleft"><dl><dt><strong><a>WHO</a>
</strong></dt><dd class="usertitle"><strong>Member</strong></dd></dl></div><div class="postright"><h3>Re: TITLE</h3>
<div class="postmsg"><p>TEXT</p></div><div class="postsignature postmsg"><hr>MARK</div></div></div></div></div>
</div>""",
        quote="""<div class="quotebox"><cite>ann wrote:</cite><blockquote><div><p>QUOTED</p></div></blockquote>
</div>""",
        note='<p class="postedit"><em>Last edited by bob (2015-05-04 10:00:00)</em></p>',
    ),
    "forumotion": Dress(
        page="""<h1 class="page-title"><a>TITLE</a></h1>WORDS""",
        post="""<div class="post post--NUMBER" id="pNUMBER"><div class="inner"><div class="postprofile"><dl><dt><div
class="postprofile-name"><a><strong>WHO</strong></a></div></dt></dl></div><div class="postbody"><h2 class="topic-title">
<a>Re: TITLE</a></h2><div class="content"><div>TEXT</div></div><div class="signature_div">MARK</div></div></div>
</div>""",
        quote="<blockquote><div><cite>ann wrote:</cite>QUOTED</div></blockquote>",
    ),
    "nodebb_old": Dress(
        page="""<h1 component="post/header"><span component="topic/title">TITLE</span></h1><ul component="topic"
class="posts">WORDS</ul>""",
        post="""<li component="post" class="post-row"><div class="clearfix"><small class="pull-left"><strong><a
class="username-field" data-username="WHO" itemprop="author">WHO</a></strong> posted <span class="timeago"></span>
</small></div><div class="content" component="post/content" itemprop="text"><p>TEXT</p></div></li>""",
        quote="<p>@ann said:</p><blockquote><p>QUOTED</p></blockquote>",
    ),
    "nodebb_harmony": Dress(
        page="""<h1 component="post/header"><span component="topic/title">TITLE</span></h1><ul component="topic"
class="posts posts-container">WORDS</ul>""",
        post="""<li component="post" data-index="NUMBER"><div class="d-flex post-container-parent"><div><a
aria-label="Profile of WHO"></a></div><div class="post-container"><div class="post-header" itemprop="author"><a
class="fw-bold" data-username="WHO">WHO</a> <span class="text-muted">wrote on 3 May</span></div><div
class="content text-break" component="post/content" itemprop="text"><p>TEXT</p></div><div component="post/footer"><div
component="post/signature">MARK</div><a component="post/vote-count" data-votes="0">0</a></div></div></div></li>""",
        quote="<blockquote><p>QUOTED</p></blockquote>",
    ),
    "phorum": Dress(
        page="<h1>Sums</h1>WORDS",
        post="""<a name="msg-NUMBER"></a><div class="message"><div class="generic"><table><tr><td><div
class="message-author icon-user"><a>WHO</a></div><small><strong>Re: TITLE</strong><br>May 03, 2015</small></td></tr>
</table></div><div class="message-body"><br>TEXT<div class="message-options"><a>Reply</a> <a>Quote</a></div>
</div></div>""",
        quote='<blockquote class="bbcode"><div><small>Quote<br></small><strong>ann</strong> QUOTED</div></blockquote>',
    ),
    "phorum_classic": Dress(
        page="""<div class="PhorumTitleText">Number Forum</div><div class="PhorumReadBodySubject">TITLE</div>WORDS""",
        post="""<div class="PhorumReadMessageBlock"><div class="PhorumStdBlock"><div class="PhorumReadBodyHead"><strong>
Re: TITLE</strong></div><div class="PhorumReadBodyHead">Posted by: <strong><a>WHO</a></strong> (IP Logged)</div><div
class="PhorumReadBodyHead">Date: May 03, 2015</div><br><div class="PhorumReadBodyText">TEXT</div></div></div>""",
        quote="<blockquote>QUOTED</blockquote>",
    ),
    "yabb": Dress(
        page="""<div class="displaycontainer"><table><tr><td class="titlebg"><img> TITLE (Read 120 times)</td></tr>
</table></div>WORDS""",
        post="""<div class="displaycontainer"><div class="postcontainer"><table class="bordercolor"><tr><td
class="vtop post-userinfo" rowspan="4"><a href="?action=viewprofile;username=x"><b>WHO</b></a><div class="small">Posts:
4</div></td><td><div class="small"><b>Re: TITLE</b><br><b>Reply #1 - </b>May 3rd, 2015</div></td></tr><tr><td><div
class="message">TEXT</div></td></tr><tr><td><div class="small">MARK</div></td></tr></table></div></div>""",
        quote='<div class="quote"><b>ann wrote</b> QUOTED</div>',
    ),
    "bbpress1": Dress(
        page="""<h1>Number Forum</h1><h2 class="topictitle">TITLE</h2><ol id="thread">WORDS</ol>""",
        post="""<li id="post-NUMBER"><div class="threadauthor"><p><strong><a>WHO</a></strong><br><small>Member</small>
</p></div><div class="threadpost"><div class="post"><p>TEXT</p></div><div class="poststuff">Posted 3 years ago</div>
</div></li>""",
        quote="<blockquote><p>QUOTED</p></blockquote>",
    ),
    "esotalk": Dress(
        page="""<h1 id="conversationTitle">TITLE</h1><ol id="conversationPosts">WORDS</ol>""",
        post="""<li><div class="post hasControls" id="pNUMBER"><div class="postContent"><div class="postHeader"><div
class="info"><h3><a>WHO</a></h3> <a class="time">3 years ago</a></div></div><div class="postBody">TEXT</div></div></div>
</li>""",
        quote="<blockquote><p>QUOTED</p></blockquote>",
    ),
    "flarum": Dress(
        page="""<header class="DiscussionHero"><h1 class="DiscussionHero-title">TITLE</h1></header>
<div class="PostStream">WORDS</div>""",
        post="""<div class="PostStream-item" data-number="NUMBER"><article class="CommentPost Post"><header
class="Post-header"><ul><li class="item-user"><div class="PostUser"><h3 class="PostUser-name"><a><span
class="username">WHO</span></a></h3></div></li></ul></header><div class="Post-body"><p>TEXT</p></div></article>
</div>""",
        quote='<blockquote class="uncited"><div><a class="PostMention">ann</a> QUOTED</div></blockquote>',
    ),
}
