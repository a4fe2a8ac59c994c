"""What there is to know about forum and Q&A software: one row per template generation, no code per site."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DROPPED", "QUOTES", "SIGNATURES", "Engine"]

QUOTES = (
    "blockquote.quote, blockquote.bbCodeQuote, .bbcode_quote, .bbcode_container.bbcode_quote, .bbCodeBlock--quote, "
    ".bbCodeBlock--expandQuote, .quotecontent, .quotetitle, .bbc_standard_quote, .quoteheader, "
    ".quotefooter, .ipsQuote, .ipsBlockquote, .citation, .mycode_quote, aside.quote, .quote-container, "
    ".js-quote-markup, .bbcode-quote, [data-ipsquote], .quote_container, .bbc_quote, "
    "blockquote[data-author], blockquote[cite], .email-quoted-reply"
)
SIGNATURES = (
    ".signature, .sig, .signaturecontainer, .messageSignature, .message-signature, .post-signature, "
    ".user-signature, .email-signature-reply"
)
DROPPED = (
    f"{QUOTES}, {SIGNATURES}, "
    ".after_content, .lastedited, .edited, .notice, .postfoot, .attachments, .attachbox, .post-menu, "
    ".js-post-issue, .post-notice, .s-notice, .question-status, .special-status, .adsbygoogle, .advertisement, "
    ".post_edit, .message-lastEdit, .js-comments-container, .comments, .pstatus, .answer-owner"
)


@dataclass(frozen=True, slots=True)
class Engine:
    """Where one engine's template keeps what.

    Selectors are tried inside each post in the order given; the first that names an element with text counts.
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
