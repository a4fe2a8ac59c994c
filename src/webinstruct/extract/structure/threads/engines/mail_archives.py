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
        (("classic-author-name", "message-text"), ("nabble", "message-text")),
        ".message-text",
        ("",),
        (),
        ("#post-title", "h1 a", "h1", "h2"),
        drop="blockquote, .quote, .shrinkable-quote, .signature",
        names=".classic-author-name, .author-name",
        is_mail=True,
    ),
)
