"""The mark-up of forum and Q&A software, as a table: one row per template generation, no code per site.

Selectors are tried inside each post in the order given, the first that names an element with text counts. Sources:
the default templates that each engine ships.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DROPPED", "ENGINES", "Engine"]

DROPPED = (
    "blockquote.quote, blockquote.bbCodeQuote, .bbcode_quote, .bbcode_container.bbcode_quote, .bbCodeBlock--quote, "
    ".bbCodeBlock--expandQuote, .quotecontent, .quotetitle, .bbc_standard_quote, .quoteheader, .quotefooter, .ipsQuote, "
    ".ipsBlockquote, .citation, .mycode_quote, aside.quote, .quote-container, .js-quote-markup, .bbcode-quote, "
    "[data-ipsquote], .signature, .sig, .signaturecontainer, .messageSignature, .message-signature, .post-signature, "
    ".after_content, .lastedited, .edited, .notice, .postfoot, .attachments, .attachbox, .post-menu, .user-signature, "
    ".js-post-issue, .post-notice, .s-notice, .question-status, .special-status, .adsbygoogle, .advertisement, "
    ".post_edit, .message-lastEdit, .js-comments-container, .comments, .pstatus, .quote_container, .bbc_quote, "
    "blockquote[data-author], blockquote[cite], .answer-owner, .email-quoted-reply, .email-signature-reply"
)


@dataclass(frozen=True, slots=True)
class Engine:
    """Where one engine's template keeps what.

    `marks`: class names of which one tuple has to be on the page in full. `posts`: every post, the question first
    unless `question` names it apart. `accepted` and `votes` are looked for inside a post; `accepted_post` is a
    class name of the post itself.
    """

    name: str
    marks: tuple[tuple[str, ...], ...]
    posts: str
    body: tuple[str, ...]
    author: tuple[str, ...] = (".username", "[itemprop=author]", ".author")
    title: tuple[str, ...] = ("h1",)
    question: str = ""
    accepted: str = ""
    accepted_post: tuple[str, ...] = ()
    votes: str = ""
    answers_only: bool = False
    """Every post beside the question is meant as an answer: comments have a place of their own."""


ENGINES: tuple[Engine, ...] = (
    Engine(
        "stackexchange",
        (
            ("post-text", "question"),
            ("js-post-body", "question"),
            ("s-prose", "answercell"),
            ("post-text", "answercell"),
        ),
        ".answer",
        (".js-post-body", ".post-text", ".s-prose", ".answercell .post-text"),
        (".post-signature.owner .user-details a", ".user-details a", ".post-signature a"),
        ("#question-header h1", "h1[itemprop=name]", "#question-header a", "h1", ".question-hyperlink"),
        "#question, .question",
        ".vote-accepted-on, .js-accepted-answer-indicator:not(.d-none)",
        ("accepted-answer", "js-accepted-answer"),
        ".vote-count-post, .js-vote-count",
        True,
    ),
    Engine(
        "discourse",
        (("topic-post", "cooked"), ("topic-body", "crawler-post"), ("crawler-post",), ("topic-body", "post")),
        ".topic-post, .crawler-post, .topic-body.crawler-post",
        (".cooked", ".post[itemprop=text]", ".post[itemprop=articleBody]", ".post"),
        (".creator [itemprop=name]", ".names .username a", ".creator a", ".username"),
        (".fancy-title", "#topic-title h1", "h1 a", "h1"),
        accepted=".accepted-text, .accepted-answer-label, .accepted",
        accepted_post=("accepted-answer",),
        votes=".post-likes, .like-count",
    ),
    Engine(
        "phpbb3",
        (("postbody", "postprofile"), ("postbody", "post", "content")),
        "div.post",
        (".postbody .content", ".content", ".postbody"),
        (
            ".postprofile dt a.username",
            ".postprofile .username",
            "p.author strong",
            ".author a",
            ".postprofile a",
        ),
        ("h2.topic-title", "h2 a", "h2", "h1"),
        accepted=".solved-icon, .best-answer, .solution",
    ),
    Engine(
        "phpbb2",
        (
            ("postbody", "forumline"),
            ("postbody", "postdetails"),
            ("postbody", "postauthor"),
            ("postbody", "bodyline"),
        ),
        "span.postbody, div.postbody",
        ("",),
        (),
        ("a.maintitle", ".maintitle", ".titles", "h1", "h2"),
    ),
    Engine(
        "vbulletin5",
        (("b-post", "b-post__content"), ("js-post__content-text",)),
        ".b-post",
        (".js-post__content-text", ".b-post__content", ".restore"),
        (".b-userinfo__details a", ".author a", ".b-userinfo a"),
        ("h1.b-media__title", ".main-title", "h1"),
        accepted=".b-post__answer--selected, .answer-selected",
    ),
    Engine(
        "vbulletin4",
        (
            ("postcontainer", "postbody"),
            ("postbitlegacy",),
            ("postbit", "postcontent"),
            ("postcontent", "restore"),
        ),
        "li.postcontainer, li.postbitlegacy, li.postbit, li.postbitim",
        (".postcontent", "[id^=post_message_]"),
        (".username strong", ".username", ".userinfo a"),
        (".threadtitle a", ".threadtitle", "#pagetitle h1", "h1"),
    ),
    Engine(
        "vbulletin3",
        (("tborder", "alt1"), ("bigusername",), ("tborder", "bginput")),
        "div[id^=edit]:has([id^=post_message_]), table[id^=post]:has([id^=post_message_])",
        ("[id^=post_message_]",),
        (".bigusername", "[id^=postmenu_] a", "[id^=postmenu_]"),
        ("td.navbar strong", ".navbar strong", "h1"),
    ),
    Engine(
        "xenforo1",
        (
            ("messageList", "messageText"),
            ("messageText", "messageUserBlock"),
            ("messageList", "messageContent"),
        ),
        "li.message",
        (".messageText", ".messageContent article", ".messageContent"),
        ("h3.userText .username", "a.username", ".username"),
        (".titleBar h1", "h1"),
        accepted=".bestAnswer",
        accepted_post=("bestAnswer",),
    ),
    Engine(
        "xenforo2",
        (("message--post", "bbWrapper"), ("message-body", "bbWrapper"), ("message-inner", "message-cell")),
        "article.message, .message--post, .message--question",
        (".message-body .bbWrapper", ".bbWrapper", ".message-body"),
        (".message-name .username", ".message-name", ".username"),
        ("h1.p-title-value", "h1"),
        accepted=".message-solution, .solutionLabel, .is-solution",
        accepted_post=("message--solution", "is-solution"),
        votes=".contentVote-score, .js-voteCount, .vote-count",
    ),
    Engine(
        "smf",
        (
            ("post_wrapper", "postarea"),
            ("windowbg", "poster"),
            ("windowbg", "postarea"),
            ("windowbg", "post_wrapper"),
        ),
        ".post_wrapper, form[name=quickModForm] .windowbg, #forumposts > div, #forumposts .windowbg",
        (".post .inner", ".inner", ".post"),
        (".poster h4 a", ".poster h4", ".poster a"),
        ("h1", ".display_title", "#forumposts .catbg", "h5", "h3.catbg", ".nav .last"),
        votes=".like_count",
    ),
    Engine(
        "mybb",
        (("post_body", "post_author"), ("post_body", "post_content"), ("post_body", "tborder")),
        "div.post, table.tborder:has(.post_body)",
        (".post_body", "[id^=pid_]"),
        (".author_information a", ".author_information", ".post_author a"),
        ("h1", ".thead strong", ".active"),
    ),
    Engine(
        "invision4",
        (
            ("cPost", "ipsComment"),
            ("ipsComment_content", "ipsType_richText"),
            ("ipsComment", "ipsType_normal"),
        ),
        "article.cPost, article.ipsComment, .ipsComment[id^=elComment], .cQuestionPost, .ipsQuestion",
        ("[data-role=commentContent]", ".cPost_contentWrap", ".ipsType_richText", ".ipsComment_content"),
        (".cAuthorPane_author a", ".cAuthorPane_author", ".ipsComment_author a", "a.ipsType_break"),
        ("h1.ipsType_pageTitle", "h1"),
        accepted=".cAnswerBest, .ipsBestAnswer, .ipsComment_bestAnswer, .ipsBadge_positive",
        accepted_post=("ipsComment_popular_best", "cAnswer_best", "ipsComment_bestAnswer"),
        votes=".cAnswerRate_numbers, .ipsAnswers_count",
    ),
    Engine(
        "invision3",
        (("post_block", "post_body"), ("post_wrap", "post_body"), ("post", "entry-content", "author_info")),
        ".post_block",
        (".post.entry-content", ".entry-content", ".post_body .post", ".post_body"),
        (".author .url", ".post_username", ".author_info a", ".author"),
        ("h1.ipsType_pagetitle", "h1", ".maintitle"),
        accepted=".best_answer_label, .bestAnswer",
    ),
    Engine(
        "discuz",
        (("t_f",), ("t_fsz",), ("postmessage",), ("t_msgfont",)),
        "#postlist > div[id^=post_], table[id^=pid], div.plhin, .mainbox.viewthread",
        ("td.t_f", ".t_f", ".t_fsz", ".t_msgfont", ".postmessage"),
        (".authi a.xw1", ".authi a", ".pi a", ".postauthor a", "cite a"),
        ("#thread_subject", "h1", "h2"),
        accepted=".rwdbst, .bestanswer",
    ),
    Engine(
        "question2answer",
        (("qa-q-view", "qa-a-list-item"), ("qa-q-view", "qa-main"), ("qa-q-view-content",)),
        ".qa-a-list-item",
        (
            ".qa-a-item-content .entry-content",
            ".qa-a-item-content [itemprop=text]",
            ".qa-a-item-content",
            ".qa-q-view-content .entry-content",
            ".qa-q-view-content",
        ),
        (".qa-a-item-who-data a", ".qa-q-view-who-data a", ".vcard a"),
        (".qa-main-heading h1 [itemprop=name]", ".qa-main-heading h1", "h1"),
        ".qa-q-view",
        ".qa-a-selected, .qa-a-unselect-button",
        ("qa-a-list-item-selected",),
        ".qa-netvote-count-data, .qa-upvote-count-data, .qa-netvote-count",
        True,
    ),
    Engine(
        "askbot",
        (
            ("post-body", "js-question"),
            ("js-question", "js-answer"),
            ("question-body",),
            ("askbot",),
            ("question-content", "answer-content"),
        ),
        ".answer, .js-answer",
        (".answer-body .js-editable-body", ".answer-body", ".question-body", ".post-content", ".post-body"),
        (".user-info a", ".post-update-info a", ".user-card a"),
        ("h1 a", "h1", ".question-title"),
        ".question, .js-question, #question",
        ".accepted-answer, .answer-img-accept.on",
        ("accepted-answer",),
        ".vote-number",
        True,
    ),
    Engine(
        "answerhub",
        (
            ("answer-body", "question-body"),
            ("node-body", "post-body"),
            ("widget", "answer-body"),
            ("question-container",),
        ),
        ".answer, .post-container.answer, .answer-container",
        (".answer-body", ".node-body", ".question-body", ".post-body"),
        (".author-name", ".user-name", ".author a", ".userInfo a"),
        ("h1.question-title", ".question-title", "h1"),
        ".question-container, .question, .post-container.question",
        ".best-answer, .accepted-answer-label, .accepted",
        ("accepted-answer", "answer-accepted", "best-answer", "accepted"),
        ".score, .vote-count, .post-score",
        True,
    ),
    Engine(
        "github",
        (
            ("js-discussion", "comment-body"),
            ("timeline-comment", "comment-body"),
            ("react-issue-body",),
            ("markdown-body", "react-issue-comment"),
        ),
        ".timeline-comment, .react-issue-comment, .js-comment-container .timeline-comment, [data-testid=issue-viewer-issue-container],"
        " [data-testid=issue-body], .react-issue-body, [data-testid^=comment-viewer-outer-box]",
        (".comment-body", ".js-comment-body", "[data-testid=markdown-body]", ".markdown-body"),
        ("a.author", ".author", "[data-testid=issue-body-header-author]", "[data-testid=avatar-link]"),
        ("h1 bdi", ".js-issue-title", "h1"),
        accepted=".discussion-comment-answer, .js-answer-label",
        accepted_post=("timeline-chosen-answer",),
    ),
    Engine(
        "telligent",
        (
            ("answer-container", "msg-content"),
            ("thread-starter", "thread-reply"),
            ("threaded-reply", "user-defined-markup"),
        ),
        ".answer-container, .thread-reply, .threaded-reply",
        (".msg-content", ".user-defined-markup", ".content"),
        (".username", ".user-name", ".author a"),
        ("h1", ".thread-title"),
        ".thread-starter, .e2e-thread-question",
        ".accepted, .verified, .suggested, .i-accepted, .answer-accepted",
        ("accepted", "verified", "verified-answer", "answer-accepted"),
    ),
    Engine(
        "khoros",
        (("lia-message-view", "lia-message-body"), ("lia-message-body-content",)),
        ".lia-message-view-display, .lia-component-message-view-widget-reply, .lia-linear-display-message-view, "
        ".lia-threaded-display-message-view",
        (".lia-message-body-content", ".lia-message-body"),
        (".lia-user-name-link", ".lia-user-name", ".UserName"),
        (".lia-message-subject h2", ".lia-message-subject", "h1", "h2"),
        accepted=".lia-accepted-solution, .lia-component-solution-info, .lia-panel-feedback-inline-safe, .custom-solution",
        accepted_post=("lia-accepted-solution", "lia-message-view-solution"),
        votes=".MessageKudosCount, .lia-component-kudos-widget-message-kudos-count",
    ),
    Engine(
        "flarum",
        (("Post-body", "PostStream-item"), ("PostStream", "Post-body"), ("Post-body", "Post-header")),
        ".PostStream-item, article.Post, .Post",
        (".Post-body",),
        (".PostUser .username", ".PostUser h3", ".username"),
        (".DiscussionHero-title", "h1"),
        accepted=".item-bestAnswer, .Post--bestAnswer",
        accepted_post=("Post--bestAnswer",),
    ),
    Engine(
        "fluxbb",
        (("blockpost", "postmsg"), ("blockpost", "postright")),
        ".blockpost",
        (".postmsg",),
        (".postleft dt strong", ".postleft dt", "dt"),
        ("h1 span", ".crumbs strong", "h1", "h2"),
    ),
    Engine(
        "bbpress",
        (("bbp-reply-content",), ("bbp-topic-content",)),
        ".bbp-topics .type-topic, .bbp-replies .topic, .bbp-replies .reply, .bbp-body > .topic, .bbp-body > .reply, "
        ".bbp-lead-topic .topic, .bbp-lead-topic .type-topic",
        (".bbp-reply-content", ".bbp-topic-content"),
        (".bbp-author-name", ".bbp-author-link", ".bbp-reply-author a"),
        ("h1.entry-title", "h1.page-title", "h1"),
    ),
    Engine(
        "nodebb",
        (("posts-list", "post-container"), ("topic", "posts", "content", "post-header"), ("post-row",)),
        "[component=post]",
        ("[component='post/content']", ".content"),
        ("[data-username]", "[itemprop=author]", ".username"),
        ("[component='topic/title']", "h1"),
        accepted="[component='post/solved']",
        accepted_post=("isSolved",),
        votes="[component='post/vote-count']",
    ),
    Engine(
        "vanilla",
        (("ItemDiscussion", "Message"), ("ItemComment", "Message"), ("Comment", "userContent")),
        ".ItemDiscussion, .ItemComment, .Discussion",
        (".Message", ".userContent"),
        (".Author .Username", ".Author a.Username", ".Author a", ".Username"),
        ("h1",),
        accepted=".QnA-Yes, .Accepted",
        accepted_post=("QnA-Item-Accepted", "Accepted"),
        votes=".ScoreCount, .CountVoices",
    ),
    Engine(
        "reddit_old",
        (("usertext-body", "thing"), ("usertext-body", "commentarea")),
        ".commentarea > .sitetable > .comment > .entry",
        (".usertext-body",),
        (".author",),
        ("a.title", "h1"),
        ".link.thing, #siteTable .link",
        votes=".score.unvoted, .score",
        answers_only=True,
    ),
)
