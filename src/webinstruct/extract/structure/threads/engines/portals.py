"""Single sites so large that their mark-up is worth a row. No template is public: as seen from outside."""

from __future__ import annotations

from webinstruct.extract.structure.threads.engine import Engine

__all__ = ["PORTALS"]

PORTALS: tuple[Engine, ...] = (
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
    Engine(
        "reddit",
        (("Post", "Comment"), ("Comment", "RichTextJSON-root")),
        ".Comment",
        ("[data-testid=comment]", "[data-test-id=comment]", "[data-click-id=text]", ".RichTextJSON-root"),
        ("[data-testid=comment_author_link]", "a[href*='/user/']"),
        ("[data-test-id=post-content] h1", "h1"),
        ".Post",
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
)
