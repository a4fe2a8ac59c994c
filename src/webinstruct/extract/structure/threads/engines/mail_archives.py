"""Threads of mailing lists shown as pages: HyperKitty, Nabble. Source: HyperKitty's templates, pages of Nabble."""

from __future__ import annotations

from webinstruct.extract.structure.threads.engine import Engine

__all__ = ["MAIL_ARCHIVES"]

MAIL_ARCHIVES: tuple[Engine, ...] = (
    Engine(
        "hyperkitty",
        (("email-body", "email-author"), ("email-body", "email-header")),
        ".email",
        (".email-body",),
        (".email-author .name", ".email-author a", ".email-author"),
        (".thread-header h3", "h3", "h1"),
        votes=".likestatus, .vote-status",
        drop=".quoted-text, .quoted-switch, .quoted, blockquote, .snipped",
        is_mail=True,
    ),
    Engine(
        "nabble",
        (("classic-table", "message-text"), ("nabble", "message-text"), ("classic-row", "message-text")),
        ".classic-row, .message-row, table.classic-table tr:has(.message-text)",
        (".message-text",),
        (
            ".classic-author-name",
            ".author-name",
            "a[href*='NamlServlet.jtp?macro=user_nodes']",
            ".classic-author",
        ),
        ("#post-title", "h1 a", "h1", "h2"),
        drop="blockquote, .quote, .shrinkable-quote, .signature",
        is_mail=True,
    ),
)
