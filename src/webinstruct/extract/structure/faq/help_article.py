"""Articles of help centers: the title asks, the body answers, and below the site asks whether that helped."""

from __future__ import annotations

import re

from webinstruct.core.spans import Span
from webinstruct.extract.found import Found, Passage, passage
from webinstruct.extract.structure.asking import asks_openly, is_question
from webinstruct.extract.structure.chrome import between_chrome
from webinstruct.extract.structure.page import Page

__all__ = ["help_article"]

_SHORTEST = 40
_MOST_TRIES = 100
# Zendesk, Help Scout, Intercom, Freshdesk, HubSpot, Salesforce, Document360 and their like, by what they call the body.
_BODIES = (
    ".article-body, .article__body, .article_body, .article-content, .kb-article__body, .hs-kb-article-body",
    "#fullArticle, .intercom-article, .solution-article, .helpcenter-article, .kb-article, article, main",
)
_HELPED = re.compile(
    r"\b(?:was|is) (?:this|the) (?:article|page|information|answer|content|topic)[^<>?]{0,20} (?:help|use)ful|"
    r"\bdid (?:this|that|we) (?:article |page )?answer your|\bfound this (?:article )?helpful|"
    r"war dieser (?:artikel|beitrag) hilfreich|hat (?:dies|dieser artikel)[^<>?]{0,30} geholfen|"
    r"cet article (?:vous a-t-il|a-t-il|était-il)|¿(?:te|le|fue|ha sido)[^<>?]{0,30} útil|"
    r"(?:esse|este) artigo foi útil|questo articolo (?:ti|è)[^<>?]{0,20} utile|"
    r"была ли (?:эта )?статья",
    re.IGNORECASE,
)

# The pattern needs one of these; where the page has none, it need not be tried.
_HELPING = (
    "helpful",
    "useful",
    "answer your",
    "hilfreich",
    "geholfen",
    "cet article",
    "útil",
    "utile",
    "статья",
)


def help_article(page: Page) -> Found | None:
    """The title of a help article with its body; None where the page is none or its title does not ask."""
    if not (asks_openly(page.title) or "?" in page.title):
        return None
    titles = [span for span in map(page.span, page.nodes("h1")) if span is not None]
    asking = [span for span in titles if _asks(page.text[slice(*span)])]
    if len(asking) != 1 or not _asks_whether_it_helped(page.html):
        return None
    told = _body(page, asking[0])
    return Found(Passage((asking[0],)), told) if len(told.text(page.text)) >= _SHORTEST else None


def _asks_whether_it_helped(html: str) -> bool:
    """Whether a page's source holds the site's question; the pattern runs around the words that it needs only."""
    for word in _HELPING:
        position, tries = html.find(word), 0
        while position >= 0 and tries < _MOST_TRIES:
            if _HELPED.search(html, max(0, position - 100), position + 60):
                return True
            position, tries = html.find(word, position + 1), tries + 1
    return False


def _asks(title: str) -> bool:
    return is_question(title.strip()) or asks_openly(title)


def _body(page: Page, asked: Span) -> Passage:
    """What the body of the article says behind its title, the site's own question left out."""
    for node in (node for bodies in _BODIES for node in page.nodes(bodies)):
        span = page.span(node)
        if span is None or span[1] <= asked[1]:
            continue
        start, end = max(span[0], asked[1]), span[1]
        helped = _HELPED.search(page.text, start, end)
        if helped is not None:
            end = page.text.rfind("\n", start, helped.start()) + 1 or start
        return passage(page.text, [between_chrome(page.text, (start, end))])
    return Passage()
