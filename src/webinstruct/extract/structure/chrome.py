"""Lines that a site writes around what people wrote: bylines, dates, counts, buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from webinstruct.core.spans import Span

__all__ = ["between_chrome", "ends_content", "is_chrome", "without_chrome"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ?(?:\d{{4}})?|"
    rf"\d{{1,2}}\.? {_MONTH},? ?(?:\d{{4}})?|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|(?:\d+|"
    rf"an?) (?:second|minute|hour|day|week|month|year)s? ago|"
    r"yesterday|today)(?:(?: at|,)? \d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?)?)"
)
_CHROME = re.compile(
    r"[\s#*•·|\-–]*(?:"
    rf"(?:(?:asked|answered|posted|written|by|from|submitted|reply by|"
    rf"answer by)[: ]+[^\n?!]{{1,60}}?[, ]*)?(?:on |- )?{_DATE}[^\n\w]*"
    r"|(?:asked|answered|posted|written|submitted|answer|reply) by:? [^\n?!.]{1,40}"
    r"|\d+ ?(?:answer|repl(?:y|ie)|comment|vote|point|like|view|upvote)s?(?:\(s\))?"
    r"|(?:answer|comment|vote|like)s?:? \d+"
    r"|(?:share|reply|report|flag|quote|like|follow|permalink|link|edit|delete|save|helpful|not helpful|inaccurate|"
    r"answer (?:this|the) question|be the first to answer(?: (?:this|the) question)?|(?:diese )?frage beantworten|"
    r"répondre à (?:la|cette) question|responder (?:a )?(?:(?:la|esta) )?pregunta|"
    r"responder (?:à )?(?:(?:a|esta) )?pergunta|"
    r"rispondi alla domanda|(?:deze )?vraag beantwoorden|odpowiedz na pytanie|ответить на вопрос|回答问题|回答する|"
    r"add (?:an? )?(?:answer|comment)|write (?:an? )?(?:answer|comment)|"
    r"read more|show more|see more|"
    r"expand all|collapse all|back to top|top|next|previous|teilen|antworten|melden|répondre|partager|"
    r"responder|ответить)"
    r"(?:[ |·•/]+(?:share|reply|report|flag|quote|like|follow|link|edit))*"
    r"|(?:this page was )?last (?:changed|updated|modified|edited|reviewed)(?: on| at)?:? [^\n]{1,60}"
    r"|(?:view|show|see|hide|post|leave|add) (?:all )?(?:\d+ )?comments?|(?:mehr zum thema|related (?:articles|posts|"
    r"topics|questions)|more on this (?:story|topic)|you may also like)"
    r"|(?:©|\(c\)|copyright(?: ©| \(c\))?) ?(?:19|20)\d\d\b[^\n]{0,80}|all rights reserved"
    r"|(?:page|seite|página|pagina) \d+ (?:of|von|sur|de|di|/) \d+(?: [^\n]{0,20})?"
    r"|(?:asked|answered|posted|modified|viewed|submitted|started|commented|last (?:reply|post|activity|answer))\b"
    r"[^\n.?!]{0,60}\b(?:ago|yesterday|today|\d{4}|by)\b[^\n.?!]{0,40}"
    r"|was this (?:answer |article |information )?helpful\??[^\n]{0,20}"
    r")[\s.:|·]*",
    re.IGNORECASE,
)
# Lines above what stands below every page of a site: what else there is, who wrote it, what others say, where to ask.
_BELOW = re.compile(
    r"[\W_]*(?:"
    r"(?:related|recommended|similar|popular|recent|latest|more|other|featured) (?:\w+ ){0,2}"
    r"(?:posts?|articles?|stor(?:y|ies)|topics?|questions?|links?|reading|pages?|resources?|content|products?|faqs?|news)"
    r"|(?:you (?:may|might|will) also (?:like|enjoy|be interested in)|read (?:next|also|more)|keep reading|up next|"
    r"see (?:also|more)|further reading|people also ask|trending(?: now)?)"
    r"|about (?:the |this )?author|written by [^\n]{1,60}|author(?:: [^\n]{1,60})?|meet the author"
    r"|(?:share|tweet|pin|like|print|email|follow)(?: (?:this|it|us|on|with|via))?(?: [^\n.]{1,40})?"
    r"|(?:leave|post|add|write) (?:a |your )?(?:comment|reply)"
    r"|(?:\d+ )?(?:comments?|responses|replies|thoughts on [^\n]{1,80})"
    r"|(?:no|one) (?:comments?|responses?)(?: yet)?"
    r"|(?:filed under|posted (?:in|by|on|at)|tagged(?: with| as)?|tags|categor(?:y|ies)|published by|publié par|"
    r"publicado por|eingestellt von|gepostet von|pubblicato da|опубликовано)\b[^\n]{0,100}"
    r"|(?:subscribe|sign up|join our|get our|newsletter)\b[^\n]{0,60}"
    r"|(?:previous|next|older|newer) (?:post|article|page|entry)s?\b[^\n]{0,60}"
    r"|(?:verwandte|ähnliche|weitere|passende) (?:artikel|beiträge|themen|fragen)"
    r"|das könnte (?:sie|dich) auch interessieren"
    r"|kommentare?|schreibe einen kommentar|teilen(?: auf[^\n]{0,30})?|über den autor"
    r"|articles? (?:similaires|liés|connexes|récents)|à lire aussi|partager[^\n]{0,30}"
    r"|laisser un commentaire|commentaires?"
    r"|artículos relacionados|también te puede interesar|compartir[^\n]{0,30}|deja (?:un|tu) comentario|comentarios?"
    r"|artigos relacionados|veja também|compartilhar?[^\n]{0,30}|deixe (?:um|seu) comentário|comentários?"
    r"|articoli correlati|condividi[^\n]{0,30}|lascia un commento|похожие (?:статьи|записи)|читайте также|"
    r"поделиться[^\n]{0,30}|комментарии|相关(?:文章|阅读|问题)|関連記事|シェアする"
    r")[\s:.!…»>→(\d)]*",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]+")
_LONGEST = 120


def is_chrome(line: str) -> bool:
    """Whether a whole line is the site's, not a person's.

    >>> [is_chrome(line) for line in ("by ann November 25, 2015", "1 answer(s)", "Share | Report", "In May it rained.")]
    [True, True, True, False]
    """
    return len(line) <= _LONGEST and _CHROME.fullmatch(line) is not None


def ends_content(line: str) -> bool:
    """Whether a whole line stands above what follows the content of a page: related posts, comments, the author.

    >>> [ends_content(line) for line in ("Related Posts", "About the author", "3 comments", "More pages are related.")]
    [True, True, True, False]
    """
    return len(line) <= _LONGEST and _BELOW.fullmatch(line) is not None


def between_chrome(text: str, span: Span) -> Span:
    """`span` without the lines at its edges that are the site's; those between stay.

    >>> "Yes.\\nNo.\\nBack to top"[slice(*between_chrome("Yes.\\nNo.\\nBack to top", (0, 20)))]
    'Yes.\\nNo.\\n'
    """
    pieces = list(without_chrome(text, [span]))
    return (pieces[0][0], pieces[-1][1]) if pieces else (span[0], span[0])


def without_chrome(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """`spans` without the lines that are the site's at their edges and between.

    >>> [("Yes.\\nby ann May 1, 2015\\n")[s:e] for s, e in without_chrome("Yes.\\nby ann May 1, 2015\\n", [(0, 25)])]
    ['Yes.\\n']
    """
    for start, end in spans:
        begin = start
        for line in _LINE.finditer(text, start, end):
            if is_chrome(line[0]):
                if text[begin : line.start()].strip():
                    yield begin, line.start()
                begin = line.end()
        if text[begin:end].strip():
            yield begin, end
