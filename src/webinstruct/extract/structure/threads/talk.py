"""Do people talk here, or does the page list something: other threads, articles, products, reviews?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from webinstruct.extract.structure.dom import ancestors, attribute, classes_of, words_of
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.threads.dates import tells_when
from webinstruct.extract.structure.threads.engine import Post
from webinstruct.extract.structure.threads.repeated import Group
from webinstruct.extract.structure.threads.words import names_remarks

__all__ = ["is_about_things", "is_talk", "leads_away", "names_around", "says_article"]

_SHORTEST_LEAD = 18
_LEAD_WITHIN = 120
_UNTRUSTED = ("external", "ugc", "author")  # what a site says of links that its visitors leave
_POST_NAMES = (
    "post",
    "comment",
    "message",
    "reply",
    "beitrag",
    "msg",
    "respon",
    "thread",
    "topic",
    "forum",
    "answer",
)
_NEGATIVE_TITLES = (
    "review",
    "guestbook",
    "guest book",
    "gästebuch",
    "testimonial",
    "livre d'or",
    "comments on",
    "changelog",
)
_LAST_POST = re.compile(
    r"\b(?:last (?:post|reply|message|activity)|latest (?:post|reply)|started by|letzter beitrag|"
    r"letzte antwort|dernier "
    r"message|dernière réponse|último mensaje|última respuesta|última mensagem|ultimo messaggio|"
    r"laatste bericht|ostatni "
    r"post|последнее сообщение|последний ответ|останнє повідомлення|son mesaj)\b|"
    r"最后发表|最后回复|最後發表|آخرین ارسال",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"\b(?:reply|quote|report|permalink|share|upvote|antworten|zitieren|melden|répondre|citer|signaler|"
    r"responder|citar|"
    r"denunciar|rispondi|cita|segnala|beantwoorden|citeren|odpowiedz|cytuj|zgłoś|ответить|цитировать|"
    r"пожаловаться|"
    r"відповісти|yanıtla|cevapla|şikayet|odpovědět|svara|balas|kutip)\b|回复|引用|举报|返信|通報|답글|신고|رد|پاسخ",
    re.IGNORECASE,
)
# What news sites and blogs say of themselves; forums within the same systems say another type of post.
_ARTICLE_SIGNS = ("NewsArticle", "BlogPosting", "post-template-default", "schema.org/Recipe", '"Recipe"')
_TYPED_ARTICLE = 'og:type" content="article"'
_ARTICLE_WORDS = ("article", "entry", "story")
_THREAD_WORDS = (
    "forum",
    "thread",
    "topic",
    "answer",
    "question",
    "discussion",
    "respuesta",
    "antwort",
    "reponse",
)
_TALK_SIGNS = ("DiscussionForumPosting", "QAPage", "schema.org/Question")
_TAIL = 400  # characters at the end of a member in which a list says who posted last


def says_article(page: Page) -> bool:
    """Whether the source says that the page is news, a blog's post or a recipe, with what people write below it.

    Some forums call a thread an article too, so there the classes have to speak of one and not of a thread.
    """
    html = page.html
    if any(sign in html for sign in _TALK_SIGNS):
        return False
    if any(sign in html for sign in _ARTICLE_SIGNS):
        return True
    if _TYPED_ARTICLE not in html or any(word in page.vocabulary for word in _THREAD_WORDS):
        return False
    return any(word in page.vocabulary for word in _ARTICLE_WORDS)


def leads_away(title: str, members: Sequence[LexborNode]) -> bool:
    """Whether most members begin with a link to a page of their own, as lists of questions, articles or products do.

    `title` is the page's own: a link in its words leads nowhere else.
    """
    leading = sum(_is_lead(title, m) or _LAST_POST.search(words_of(m)[-_TAIL:]) is not None for m in members)
    return 2 * leading >= len(members)


def _is_lead(title: str, member: LexborNode) -> bool:
    before = 0
    for part in member.traverse(include_text=True):
        if part.tag == "-text":
            before += len(" ".join((part.text_content or "").split())) if _is_shown(part) else 0
        elif part.tag == "a" and before <= _LEAD_WITHIN and _leads(part):
            words = words_of(part)
            return not words.lower().startswith("re:") and words not in title
        if before > _LEAD_WITHIN:
            return False
    return False


def _leads(link: LexborNode) -> bool:
    """Whether a link names a page, not a date or the site of who wrote here."""
    href, words = attribute(link, "href"), words_of(link)
    is_trusted = not any(word in attribute(link, "rel") for word in _UNTRUSTED)
    return (
        is_trusted and href[:1] not in ("", "#") and _width(words) >= _SHORTEST_LEAD and not tells_when(words)
    )


def _is_shown(text: LexborNode) -> bool:
    return text.parent is None or text.parent.tag not in ("script", "style", "noscript")


def _width(words: str) -> int:
    """The length of a line in letters of an alphabet; one East Asian sign says as much as three of them."""
    return len(words) + 2 * sum(sign > "\u2e80" for sign in words)


def is_talk(group: Group, posts: Sequence[Post], names: str) -> bool:
    """Whether enough speaks for people who talk: names of posts, ways to reply, several posts, several people."""
    named = any(name in names.lower() for name in _POST_NAMES)
    replied = sum(_CONTROL.search(words_of(node)[-200:]) is not None for node in group.members[:2]) > 0
    return named + replied + (len(posts) > 2) + (len({post.author for post in posts}) > 1) > 1


def names_around(group: Group) -> Iterator[str]:
    """The class names and ids of the posts and of the nearest elements around them."""
    yield from classes_of(group.members[-1])
    yield attribute(group.members[-1], "id")
    for above in (group.around, *ancestors(group.around, 1)):
        if above.tag in ("body", "html", "main"):
            break
        yield from classes_of(above)
        yield attribute(above, "id")


def is_about_things(page: Page, heading: str, names: str) -> bool:
    """Whether posts are reviews, news and the like, by their names or by the page's title."""
    title = f"{page.title} {heading}".lower()
    return names_remarks(names) or any(word in title for word in _NEGATIVE_TITLES)
