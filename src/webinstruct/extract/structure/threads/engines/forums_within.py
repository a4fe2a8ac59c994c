"""Forums that live inside a larger system: WordPress, Drupal, Joomla, Moodle, Community Server, ProBoards.

Source: the plugins' own templates.
"""

from __future__ import annotations

from webinstruct.extract.structure.threads.engine import Engine

__all__ = ["WITHIN"]

WITHIN: tuple[Engine, ...] = (
    Engine(
        "bbpress",
        (("bbp-reply-content",), ("bbp-topic-content",)),
        ".bbp-topics .type-topic, .bbp-replies .topic, .bbp-replies .reply, .bbp-body > .topic, .bbp-body > .reply, "
        ".bbp-lead-topic .topic, .bbp-lead-topic .type-topic, .bbp-body .type-reply, .bbp-body .type-topic",
        (".bbp-reply-content", ".bbp-topic-content"),
        (".bbp-author-name", ".bbp-author-link", ".bbp-reply-author a", ".bbp-topic-author a"),
        ("h1.entry-title", "h1.page-title", ".bbp-topic-title", "h1"),
        accepted=".bbp-best-answer, .bbp-accepted",
        accepted_post=("bbp-best-answer", "best-answer"),
        drop="blockquote, .bbp-attachments, .bbp-reply-edit-log, .gdbbx-signature, .d4p-bbp-signature",
    ),
    Engine(
        "wpforo",
        (("wpforo-post-content",), ("wpforo-post", "post-wrap")),
        ".post-wrap, .wpforo-post[id^=post-]",
        (".wpforo-post-content",),
        (".author-name a", ".wpforo-post-author-name a", ".wpf-pa-name", ".author-name"),
        ("#wpforo-title", ".wpforo-topic-title", ".wpf-post-head h1", "h1"),
        accepted=".wpf-toggle-answer, .wpf-accepted",
        accepted_post=("wpf-best-answer",),
        votes=".wpf-vote-number, .wpfvote-num",
        drop="blockquote, .wpf-post-edited, .wpf-post-edit-wrap, .wpforo-attached-file, .wpf-attachs, .wpfa-item",
    ),
    Engine(
        "asgaros",
        (("post-element", "post-message"), ("post-element", "post-username")),
        ".post-element",
        (".post-message",),
        (".post-username", ".post-author b", ".post-author"),
        (".main-title", "#af-wrapper h1", "h1"),
        drop="blockquote, [id^=post-quote-container], .uploaded-files, #uploaded-files, .post-footer",
    ),
    Engine(
        "simplepress",
        (("spPostContent", "spPostUserName"), ("spTopicPostSection", "spPostContent")),
        ".spTopicPostSection",
        (".spPostContent",),
        (".spPostUserName",),
        (".spHeaderName", ".spTopicViewHeaderName", "h1"),
        drop="blockquote, .spPostUserSignature, .spAttachments, .spPostIndexAttachments",
    ),
    Engine(
        "advanced_forum",
        (("forum-post", "forum-post-content"), ("forum-post-wrapper", "forum-post-panel-main")),
        ".forum-post, div:has(> .forum-post-wrapper)",
        (".forum-post-content", ".forum-post-panel-main .content", ".content"),
        (".author-name", ".author-pane .username", ".username"),
        ("h1.page-title", "h1#page-title", "h1", "h2"),
        drop="blockquote, .post-edited, .comment-edited, .links, .field-name-upload",
    ),
    Engine(
        "drupal",
        (
            ("node-forum", "comment"),
            ("node--type-forum", "comment"),
            ("node-type-forum", "comment"),
            ("ntype-forum", "comment"),
        ),
        ".comment, article.comment",
        (
            ".field-name-body",
            ".field--name-body",
            ".field-name-comment-body",
            ".field--name-comment-body",
            ".comment-text .content",
            ".node__content",
            ".comment__content",
            ".content",
        ),
        (".username", ".submitted a", ".author a"),
        ("h1.page-title", "h1#page-title", "h1", "h2"),
        ".node-forum, .node--type-forum, .ntype-forum, .node-type-forum div.node",
        drop=".links, .user-signature, .comment_forbidden",
    ),
    Engine(
        "kunena",
        (("kmsg",), ("kmsgtext",)),
        ".kmsgtext, div.kmsg",
        ("",),
        (),
        ("h1", ".kmsgtitle", ".ktopic-title", "h2", "h3"),
        drop="blockquote, .kmsgtext-quote, .kmsgtext-hide, .kmsgsignature, .kattach, .kmessage-thankyou, "
        ".kmsg-header, .kmessage-editmarkup-cover, .kmsgattach",
        names=".kpost-username, a[class*=kwho-]",
    ),
    Engine(
        "gnuboard",
        (("bo_v_tit", "bo_v_com"), ("bo_v_tit", "bo_vc_hdinfo"), ("bo_v_com", "bo_vc_hdinfo")),
        "#bo_vc article",
        ("#bo_v_con", ".cmt_contents", "p"),
        ("#bo_v_info .sv_member", "#bo_v_info strong", "header .sv_member", "header .sv_guest", "header h1"),
        (".bo_v_tit", "#bo_v_title", "h1"),
        "#bo_v",
    ),
    Engine(
        "proboards",
        (("mini-profile", "message", "post"), ("mini-profile", "left-panel")),
        "tr.post, .post.item",
        ("article .message", ".message"),
        (".mini-profile .user-link", ".mini-profile a", ".mini-profile"),
        (".thread h1", "h1", ".title-heading", ".nav-tree li:last-child"),
        drop=".quote, .edited_by, blockquote",
    ),
    Engine(
        "moodle",
        (("forumpost", "posting"), ("forumpost", "post-content-container"), ("forumpost", "firstpost")),
        ".forumpost",
        (".posting", ".post-content-container", ".content"),
        (".author a", "header address a", "header a[href*='/user/']", ".author"),
        (
            ".discussionname",
            ".firstpost .subject",
            "[data-region-content=forum-post-core-subject]",
            "h2",
            "h1",
        ),
        question=".forumpost.firstpost, .forumpost.starter",
        drop="blockquote, .attachments, .attachedimages, .post-word-count, .commands, .forum-post-rating",
    ),
    Engine(
        "communityserver",
        (("ForumPostContentText",), ("ForumPostArea", "ForumPostUserName")),
        ".ForumPostArea",
        (".ForumPostContentText", ".ForumPostBodyArea"),
        (".ForumPostUserName a", ".ForumPostUserName"),
        (".CommonTitle", "h4.ForumPostTitle", "h1", "h2"),
        accepted=".ForumPostAnswer, .AnswerVerified, .ForumThreadAnswered",
        drop="blockquote, .ForumPostSignature, .ForumPostFooterArea",
    ),
)
