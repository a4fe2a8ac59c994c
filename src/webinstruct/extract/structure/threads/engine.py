"""What there is to know about forum and Q&A software: one row per template generation, no code per site."""

from __future__ import annotations

from dataclasses import dataclass

from webinstruct.core.spans import Span
from webinstruct.extract.found import Passage

__all__ = ["DROPPED", "QUOTES", "SIGNATURES", "Engine", "Post"]

QUOTES = (
    "blockquote.quote, .bbCodeQuote, .bbcode_quote, .bbCodeBlock--quote, .bbCodeBlock--expandQuote, .quotecontent, "
    ".quotetitle, .bbc_standard_quote, .bbc_alternate_quote, .quoteheader, .quotefooter, .quotebox, .quoteBox, "
    ".ipsQuote, .ipsBlockquote, .citation, .mycode_quote, aside.quote, .quote-container, "
    ".js-quote-markup, .bbcode-quote, [data-ipsquote], .quote_container, .bbc_quote, .quotetop, .quotemain, "
    "blockquote[data-author], blockquote[cite], blockquote.uncited, .email-quoted-reply"
)
SIGNATURES = (
    ".signature, .sig, .signaturecontainer, .messageSignature, .message-signature, .post-signature, "
    ".user-signature, .email-signature-reply, .sig-content, .author-signature, .signature_div, .ksig, "
    ".wpforo-post-signature, .bbp-signature, [component='post/signature']"
)
DROPPED = (
    f"{QUOTES}, {SIGNATURES}, "
    ".after_content, .lastedited, .lastedit, .postedit, .edited, .editNote, .notice, .postfoot, .attachments, "
    ".attachbox, .inline-attachment, .attachtitle, .attachcontent, .post-menu, "
    ".codebox > dt, .codebox > p, .codetitle, .codeheader, .codetop, .codeBoxHeader, .bbcode_description, "
    ".bbCodeBlock > .type, .bbCodeBlock-title, .bbCodeBlock-expandLink, .bbCodeSpoiler-button, "
    ".bbCodeSpoilerButton, .spoilerBoxHeader, .ipsSpoiler_header, .codeblock > .title, [data-excludequote], "
    ".bbp-topic-revision-log, .bbp-reply-revision-log, "
    ".js-post-issue, .post-notice, .s-notice, .question-status, .special-status, .adsbygoogle, .advertisement, "
    ".post_edit, .message-lastEdit, .js-comments-container, .comments, .pstatus, .answer-owner"
)


@dataclass(frozen=True, slots=True)
class Engine:
    """Where one engine's template keeps what.

    Selectors are tried inside each post in the order given; the first that names an element with text counts.
    `marks`: class names of which one tuple has to be on the page in full. `posts`: every post, the question first
    unless `question` names it apart. `accepted` and `votes` are looked for inside a post; `accepted_post` is a
    class name of the post itself. `drop`: what else of a body nobody wrote. `names`: where the authors stand when they
    stand outside the posts, one before each. `solution`: where the accepted reply is shown a second time, on top.
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
    drop: str = ""
    names: str = ""
    solution: str = ""
    is_mail: bool = False
    """Posts are letters: lines that begin with ">" are quoted, a line "--" begins the signature."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post: where its text stands, and what its head says.

    `place` is all of its body, quotes and signature too. `asks` says that it is the question, not a reply.
    """

    body: Passage
    author: str = ""
    accepted: bool = False
    votes: float | None = None
    place: Span | None = None
    asks: bool = False
