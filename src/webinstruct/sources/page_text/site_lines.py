"""Whole lines that a site writes around what people wrote: stamps, counts, controls, notices.

A line must match from end to end, so that a sentence that only begins like one stays. Headings and terms are left to
the caller: "Forgot your password?" is a question of many an FAQ.
"""

from __future__ import annotations

import re
from enum import Enum

__all__ = ["LONGEST_LINE", "LineRole", "is_stamp", "role_of_line"]

LONGEST_LINE = 200  # characters; the longest notice that is known here
_STAMP_LONGEST = 120
_LEAD = "|·•–-*>[ "

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? )?"
    rf"(?:{_MONTH} ?\d{{1,2}}(?:st|nd|rd|th)?(?:,? ?-?(?:\d{{4}}|\d\d))?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH},?[ -](?:\d{{4}}|\d\d)|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|"
    r"today|yesterday)"
)
_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: (?:utc|gmt|uhr))?"
_AGO = (
    r"(?:about |over |almost )?(?:\d{1,3}|an?) ?(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|mo|year|yr)s?\.?"
    r"(?:,? \d{1,2} (?:hour|day|week|month)s?)? ago"
)
_MOMENT = rf"(?:{_DATE}(?:,| at| -| @)? ?{_CLOCK}|{_CLOCK},? {_DATE}|{_AGO})"
_SAID = (
    r"(?:asked|answered|replied|commented|posted|opened|modified|edited|active|updated|joined|"
    r"last (?:post|reply|visit|active|edited|modified|updated|activity))"
)
_STAMP = re.compile(
    rf"(?:{_MOMENT}(?: ?#\d{{1,5}})?(?: \([^()]{{1,80}}\))?"
    rf"|{_DATE},? #\d{{1,5}}"
    rf"|(?:\S{{1,40}} ){{0,3}}?{_SAID}(?: this(?: \w+)?)?:?(?: on| at)? (?:{_MOMENT}|{_DATE})"
    r"|#\d{1,5})\Z",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d|an? ")
_COUNT = re.compile(
    r"\d[\d.,]*[km%]? (?:(?:more )?(?:comments?|views|repl(?:y|ies)|likes?|upvotes?|upvoted|followers|shares)"
    r"|answers? [\d.,]+[km]? views"
    r"|(?:members?|users?|guests?)\b.{0,60}(?:viewing|browsing|reading) this .{1,20}"
    r"|(?:of \d+ )?(?:people|users) found this (?:\w+ )?(?:helpful|useful)"
    r"|min(?:ute)?s? read)\W{0,3}\Z",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"«\s?(?:(?:previous|prev|next|older|newer)\b|[^|«»]{1,100} \| ).{0,100}»\Z", re.IGNORECASE
)

_NUMBER = r":? ?[\d.,]+k?\Z"
_SORTS = r"by:?(?: ?(?:votes|date|best|newest|oldest|top|new|relevance|likes|reset to default))*\Z"
_TO_REPLY = (
    r"(?:answer this question|reply|comment|vote|(?:post|leave|add) an? (?:reply|comment))(?: here)?\W?\Z"
)
_NETWORKS = r"(?:facebook|twitter|google|instagram|linkedin|youtube|reddit|pinterest|whatsapp|telegram)\b"
_ALONE = r"\W*\Z"
# The rest of a line, by its first word.
_REST = {
    "add": r"(?:an? )?(?:comment|reply)\W*\Z",
    "show": r"\d+ more (?:comments?|replies|answers)\W*\Z",
    "view": r"(?:(?:all )?\d+ (?:comments|replies)|tag cloud|discussions in \d.{1,40})\W*\Z",
    "load": r"more (?:comments|replies|posts|answers)\W*\Z",
    "continue": r"this thread\W*\Z",
    "copy": r"(?:the |this )?link\W*\Z",
    "skip": r"to (?:the )?(?:main )?(?:content|navigation|search)\W*\Z",
    "jump": r"to (?:the )?(?:main )?(?:content|navigation|search|forum)\W*\Z",
    "back": r"to (?:the )?top\W*\Z",
    "go": r"to page\b[\d .,:…]*\Z",
    "page": r"\d{1,4} of \d{1,4}\b.{0,40}\Z",
    "register": rf"to {_TO_REPLY}",
    "log": rf"in (?:to {_TO_REPLY}|with {_NETWORKS}\W*\Z|or (?:sign up|register)\b.{{0,40}}\Z)",
    "sign": rf"in (?:to {_TO_REPLY}|with {_NETWORKS}\W*\Z|or (?:sign up|register)\b.{{0,40}}\Z)",
    "login": r"or (?:sign up|register)\b.{0,40}\Z",
    "please": r"(?:log ?in|sign in|register)\b(?: or (?:register|sign up|log ?in))?(?: to (?:reply|comment))?\W?\Z",
    "you": rf"(?:must (?:be )?(?:log(?:ged)? in|registered|sign(?:ed)? in) to {_TO_REPLY}"
    r"|(?:may|can) ?not (?:post (?:new )?(?:topics|threads|replies|attachments)|reply to (?:topics|threads)"
    r"|(?:edit|delete) your posts|vote in polls|attach files)\b.{0,40}\Z)",
    "welcome": r"guests?\b.{0,120}\Z",
    "logged": _ALONE,
    "share": rf"(?:\W*|this(?: (?:page|post|thread|article|question|answer|story|topic|link))?(?:\W*| via .{{1,80}})"
    rf"|(?:on|via) {_NETWORKS}.{{0,60}})\Z",
    "know": r"someone interested in this .{0,120}\Z",
    "follow": rf".{{1,40}} on {_NETWORKS}.{{0,60}}\Z",
    "was": r"this (?:\w+ ){0,2}(?:helpful|useful)(?: to you)?\W{0,3}(?:yes|no|\W){0,6}\Z",
    "users": r"(?:browsing|viewing|reading) this .{0,80}\Z",
    "replies": _NUMBER,
    "views": _NUMBER,
    "posts": _NUMBER,
    "messages": _NUMBER,
    "viewed": r"[\d.,]+[km]? times\W?\Z",
    "posted": r"in (?:the )?.{1,50} forum\Z",
    "join": r"date:? .{1,30}\Z",
    "joined": rf"(?:{_MONTH} )?\d{{4}}\Z",
    "member": rf"since:? (?:{_MONTH} )?\d{{4}}\Z",
    "thread": r"tools\W*\Z",
    "threaded": r"(?:mode|view)\Z",
    "linear": r"(?:mode|view)\Z",
    "switch": r"to (?:threaded|hybrid|linear|mobile|desktop) (?:mode|view|site|version)\Z",
    "new": r"comments cannot be posted\b.{0,60}\Z",
    "this": r"(?:(?:thread|topic|post|discussion) (?:is|was|has been) (?:now )?(?:archived|locked|closed)\W?"
    r"|post was last (?:modified|edited)\b.{0,80})\Z",
    "sort": _SORTS,
    "sorted": _SORTS,
    "by": r"(?:clicking|posting|submitting) .{3,60}you (?:agree|acknowledge)\b.{0,140}\Z",
    "not": r"the answer you.re looking for\?.{0,160}\Z",
    "browse": r"other questions\b.{0,120}\Z",
    "subscribe": r"to (?:rss|this (?:thread|topic|forum))\W*\Z",
    "question": r"feed\Z",
    "copyright": r"(?:©|\(c\)|\d{4}).{0,120}\Z",
    "©": r".{0,120}\Z",
    "all": r"rights reserved\W*\Z",
    "powered": r"by .{1,60}\Z",
    "dismiss": r"(?:this )?(?:notice|message)\Z",
    "stay": r"(?:logged|signed) in\Z",
    "remember": r"me\Z",
    "tags": r": .{1,100}\Z",
    "filed": r"under:? .{1,80}\Z",
    "read": r"more\W*\Z",
    "report": r"(?:(?:this )?(?:post|comment|answer|abuse)|\W*)\Z",
    **dict.fromkeys(("permalink", "reply", "antworten", "teilen", "melden", "répondre", "partager"), _ALONE),
}
_RESTS = {
    word: re.compile(r"[,:]? ?" + rest if rest[0] != ":" else rest, re.I) for word, rest in _REST.items()
}

_PAGES = (
    r"(?:\S{1,20} ){0,4}(?:threads|topics|discussions|articles|posts|questions|stories|news|pages|content|links|"
    r"products|videos|reading|searches|resources|documents)\W*\Z"
)
_PAGES_DE = (
    r"(?:\S{1,20} ){0,2}(?:themen|artikel|fragen|beiträge|diskussionen|produkte|nachrichten|meldungen)\W*\Z"
)
_ALIKE = r"(?:similaires|liée?s|associée?s|connexes|relacionad[oa]s|similares|correlati)\W*\Z"
_ANNOUNCED = {
    **dict.fromkeys(
        "related similar recommended popular trending latest recent featured top hot".split(), _PAGES
    ),
    "possibly": r"(?:related|similar) " + _PAGES,
    "other": r"(?:related|similar|popular|recent) " + _PAGES,
    "more": rf"(?:(?:from|in|by) .{{1,60}}\Z|{_PAGES})",
    "you": r"(?:may|might) (?:also )?(?:like|enjoy|be interested)\b.{0,30}\Z",
    "people": r"also (?:ask|asked|viewed|read|like)\b.{0,30}\Z",
    "search": r"tags\Z",
    **dict.fromkeys("ähnliche verwandte weitere aktuelle neueste beliebte".split(), _PAGES_DE),
    "diese": r"(?:artikel|themen|beiträge) könnten\b.{0,40}\Z",
    "das": r"könnte (?:sie|dich) auch interessieren\W*\Z",
    **dict.fromkeys(
        "articles sujets questions discussions artículos temas preguntas articoli".split(), _ALIKE
    ),
}
_ANNOUNCEMENTS = {word: re.compile(" " + rest, re.IGNORECASE) for word, rest in _ANNOUNCED.items()}
_PATTERNS = {word: (_RESTS.get(word), _ANNOUNCEMENTS.get(word)) for word in (*_RESTS, *_ANNOUNCEMENTS)}
_FIRST = re.compile(r"[|·•–\-*>\[ ]*([^\W\d_]+|©)")
_STAMP_ENDS = frozenset("0123456789oOmM)")


class LineRole(Enum):
    """What a whole line does on a page."""

    CONTENT = 0
    SITE = 1
    STAMP = 2
    OTHER_PAGES = 3


def role_of_line(line: str) -> LineRole:
    """Whether a whole line is a person's, the site's, a stamp, or the heading of a list of other pages.

    >>> [role_of_line(line).name for line in ("add a comment |", "Posts: 12", "3 replies", "ann replied 3 days ago")]
    ['SITE', 'SITE', 'SITE', 'STAMP']
    >>> [role_of_line(line).name for line in ("Similar Maths Forum Threads", "Similar triangles", "« Oui, merci. »")]
    ['OTHER_PAGES', 'CONTENT', 'CONTENT']
    """
    first = _FIRST.match(line)
    if first is not None:
        patterns = _PATTERNS.get(first[1].lower())
        if patterns is not None:
            rest, announcement = patterns
            if rest is not None and rest.match(line, first.end()) is not None:
                return LineRole.SITE
            if announcement is not None and announcement.match(line, first.end()) is not None:
                return LineRole.OTHER_PAGES
    elif (line[:1].isdigit() and _COUNT.match(line)) or (line[:1] == "«" and _PASSING.match(line)):
        return LineRole.SITE
    return LineRole.STAMP if line[-1:] in _STAMP_ENDS and is_stamp(line) else LineRole.CONTENT


def is_stamp(line: str) -> bool:
    """Whether a line says when a post was written, perhaps by whom; a date alone may be an answer.

    >>> [is_stamp(line) for line in ("ann commented on May 26, 2025", "Commented May 3, 2010 at 5:30", "May 26, 2025")]
    [True, True, False]
    """
    if len(line) > _STAMP_LONGEST:
        return False
    return _DIGIT.search(line) is not None and _STAMP.match(line.lstrip(_LEAD)) is not None
