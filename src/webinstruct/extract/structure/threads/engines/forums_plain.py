"""Boards of the years of tables, and printed threads: authors and texts stand in cells beside each other.

phpBB 2 and its relatives (JForum, Forumotion), phpBB 3 in subsilver2, UBB.threads, Snitz, ZetaBoards, SMF's print view.
Source: their own templates.
"""

from __future__ import annotations

from webinstruct.extract.structure.threads.engine import Engine

__all__ = ["PLAIN"]

PLAIN: tuple[Engine, ...] = (
    Engine(
        "printed",
        (("postheader", "postbody"),),
        ".postbody",
        ("",),
        (),
        (".postheader strong",),
        drop="blockquote, .quoteheader",
        names=".postheader strong:nth-of-type(2)",
    ),
    Engine(
        "phpbb2",
        (
            ("postbody", "forumline"),
            ("postbody", "postdetails"),
            ("postbody", "postauthor"),
            ("postbody", "bodyline"),
            ("postbody", "tablebg"),
            ("postbody", "gensmall"),
            ("postbody", "thRight"),
        ),
        "td:has(> span.postbody), div.postbody, td.postbody",
        ("",),
        (),
        ("a.maintitle", ".maintitle", "a.titles", ".titles", "h1.cattitle", "h1", "h2"),
        drop="td.quote, .quote, .genmed, .gensmall, table.attachtable, .attachrow, .signature_div, td.row3",
        names=".name b, .name strong, b.postauthor, .postauthor, td .genmed > b",
    ),
    Engine(
        "ubbthreads",
        (("post_inner", "author-content"), ("author-content", "post-content"), ("ubbcode-body",)),
        ".post_inner > [id^=body], .post-content [id^=body], .post_inner > div:first-child",
        ("",),
        (),
        (".subjecttable b", ".subjecttable a", "h1", ".category b"),
        drop=".ubbcode-block, .ubbcode-header, .ubbcode-body, .signature",
        names=".author-name, .author-content b, .author-content a",
    ),
    Engine(
        "snitz",
        (("spnMessageText",),),
        "span.spnMessageText[id=msg], #msg.spnMessageText, span[id=msg].spnMessageText",
        ("",),
        (),
        ("h1",),
        drop="blockquote, td.quote",
        names="b > span.spnMessageText:not([id]), b > .spnMessageText a",
    ),
    Engine(
        "zetaboards",
        (("c_post", "c_username"),),
        "td.c_post",
        ("",),
        (),
        ("#topic_viewer thead th", ".c_title", "h1"),
        drop="blockquote, .editby, .spoiler_toggle, .c_sig",
        names="td.c_username a.member, td.c_username",
    ),
)
