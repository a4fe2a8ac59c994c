"""Issue trackers, plugins and sites with questions: rows beside those of `communities`.

Sources: the templates of Askbot, DW Question & Answer, AnsPress, Trac, Bugzilla, GitLab and of Discourse's
view for readers without scripts; the rows of sites without a public template are marked as seen from outside.
"""

from __future__ import annotations

from webinstruct.extract.structure.threads.engine import Engine

__all__ = ["MORE_COMMUNITIES"]

_PLUGINS = (
    Engine(
        "dwqa",
        (("dwqa-answer-content",), ("dwqa-question-content",)),
        ".dwqa-answer-item",
        (".dwqa-answer-content", ".dwqa-question-content"),
        (".dwqa-answer-meta a", ".dwqa-question-meta a"),
        ("h1.dwqa-title", "h1.entry-title", "h1", ".dwqa-title"),
        ".single-dwqa-question .dwqa-question-item, .dwqa-single-question .dwqa-question-item, .dwqa-question-item",
        ".dwqa-pick-best-answer, .dwqa-best-answer, .dwqa-unpick-best-answer",
        ("dwqa-best-answer", "best-answer"),
        ".dwqa-vote-count",
        True,
    ),
    Engine(
        "anspress",
        (("ap-answer-content",), ("ap-q-content", "ap-q-inner")),
        "[id^=post-].answer, div.answer, .ap-answer",
        (".ap-answer-content", ".ap-q-content"),
        (".ap-user-meta a", ".ap-author", "[itemprop=author] [itemprop=name]", ".ap-q-metas a"),
        ("h1.entry-title", "h1", ".entry-title"),
        "#question, .ap-question, [ap=question]",
        ".ap-best-answer, .ap-answer-selected",
        ("best-answer", "selected", "ap-best-answer"),
        ".net-vote-count, .ap-votes-net, [ap=votes_net]",
        True,
    ),
    Engine(
        "discourse_plain",
        (("creator", "post"),),
        "div.creator + div.post",
        ("",),
        (),
        ("h1", "h2"),
        names="div.creator b",
    ),
)

_TRACKERS = (
    Engine(
        "trac",
        (
            ("trac-author", "searchable"),
            ("trac-author-user", "searchable"),
            ("change", "comment", "searchable"),
        ),
        "#changelog .change, .change",
        (".comment.searchable", ".comment", ".description .searchable", ".searchable"),
        (".trac-author", ".trac-author-user", ".trac-author-anonymous"),
        ("#trac-ticket-title .summary", "h1 .summary", "h2.summary", ".summary", "h1"),
        "#ticket",
    ),
    Engine(
        "bugzilla",
        (("bz_comment", "bz_comment_text"), ("bz_comment_table",)),
        ".bz_comment",
        (".bz_comment_text",),
        (".bz_comment_user .fn", ".bz_comment_user a", ".bz_comment_user"),
        ("#short_desc_nonedit_display", "#title .subheader", ".bz_title", "h1"),
    ),
    Engine(
        "gitlab",
        (
            ("note-text", "timeline-entry"),
            ("note-text", "note-header-author-name"),
            ("note-text", "detail-page-description"),
        ),
        "li.note:not(.system-note), .timeline-entry.note-wrapper:not(.system-note)",
        (".note-text", ".description .md", ".description .wiki", ".md"),
        (".note-header-author-name", ".author-link", ".author"),
        ("h1.title", ".detail-page-description h2.title", "h2.title", ".issue-title", "h1"),
        ".detail-page-description",
    ),
    Engine(
        "hackernews",
        (("fatitem", "commtext"), ("hnuser", "commtext")),
        "tr.comtr",
        (".commtext", ".toptext", ".comment"),
        (".hnuser",),
        (".titleline a", ".storylink", ".fatitem .title a"),
        ".fatitem",
    ),
)

# Seen from outside: the class names of their pages, not their templates.
_SITES = (
    Engine(
        "zhihu",
        (("QuestionHeader-title", "RichContent-inner"), ("AnswerItem", "RichContent-inner")),
        ".AnswerItem, .AnswerCard, .QuestionAnswer-content",
        (
            ".RichContent-inner",
            ".QuestionRichText .RichText",
            ".QuestionHeader-detail .RichText",
            ".QuestionHeader-detail",
        ),
        (".AuthorInfo-name", ".UserLink-link", ".AuthorInfo"),
        ("h1.QuestionHeader-title", ".QuestionHeader-title", "h1"),
        ".QuestionHeader",
        votes=".VoteButton--up",
        answers_only=True,
    ),
    Engine(
        "zhidao",
        (
            ("ask-title", "best-text"),
            ("ask-title", "answer-text"),
            ("wgt-best",),
            ("ask-title", "rich-content-container"),
        ),
        ".wgt-best, .wgt-answers .answer, .bd.answer, .answer",
        (".best-text", ".rich-content-container", ".answer-text", ".con-all", ".q-content", ".con"),
        (".wgt-replyer-all-uname", ".user-name", "a[alog-action='qb-username']"),
        (".ask-title", "h1"),
        ".wgt-ask, #wgt-ask",
        ".wgt-best, .best-text",
        ("wgt-best", "best-answer"),
        ".evaluate-num, .evaluate",
        True,
    ),
    Engine(
        "chiebukuro",
        (("mdPstdQstn",), ("ptsQes",)),
        ".mdPstdBA, .mdPstdAns, .mdPstd.mdPstdOtrAns",
        (".ptsQes .queTxt", ".ptsQes p:not([class])", ".queTxt", ".ptsQes"),
        (".usrNm", ".usrInfo a"),
        ("h1", ".mdPstdQstn h2", "h2"),
        ".mdPstdQstn",
        accepted=".icoBA, .mdPstdBA",
        accepted_post=("mdPstdBA",),
        answers_only=True,
    ),
    Engine(
        "jive",
        (
            ("jive-rendered-content", "j-thread-post"),
            ("jive-rendered-content", "jive-thread-reply"),
            ("jive-thread-message",),
        ),
        ".jive-thread-message, .jive-thread-reply, .j-thread-post, .jive-content-body-thread .jive-thread-post",
        (".jive-rendered-content", ".jive-thread-post-message", ".jive-thread-reply-message"),
        (".jive-username-link", ".jiveTT-hover-user", ".jive-author a"),
        (".jive-thread-post-subject h1", ".j-thread-post-subject", ".jive-content-header h1", "h1", "h2"),
        accepted=".jive-icon-correct, .jive-thread-reply-correct, .j-correct-answer, .jive-answer-correct",
        accepted_post=("jive-thread-reply-correct", "jive-answer-correct", "j-correct-answer"),
    ),
)

MORE_COMMUNITIES: tuple[Engine, ...] = _PLUGINS + _TRACKERS + _SITES
