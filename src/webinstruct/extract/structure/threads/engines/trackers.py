"""Issue trackers, where a report is the question. Sources: their default templates."""

from __future__ import annotations

from webinstruct.extract.structure.threads.engine import Engine

__all__ = ["TRACKERS"]

TRACKERS: tuple[Engine, ...] = (
    Engine(
        "github",
        (
            ("js-discussion", "comment-body"),
            ("timeline-comment", "comment-body"),
            ("react-issue-body",),
            ("markdown-body", "react-issue-comment"),
        ),
        ".timeline-comment, .react-issue-comment, .js-comment-container .timeline-comment, "
        "[data-testid=issue-viewer-issue-container],"
        " [data-testid=issue-body], .react-issue-body, [data-testid^=comment-viewer-outer-box]",
        (".comment-body", ".js-comment-body", "[data-testid=markdown-body]", ".markdown-body"),
        ("a.author", ".author", "[data-testid=issue-body-header-author]", "[data-testid=avatar-link]"),
        ("h1 bdi", ".js-issue-title", "h1"),
        accepted=".discussion-comment-answer, .js-answer-label",
        accepted_post=("timeline-chosen-answer",),
    ),
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
)
