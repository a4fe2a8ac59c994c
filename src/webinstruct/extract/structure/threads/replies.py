"""Which reply of a thread answers it: the accepted one, else the best voted, else the first that answers at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from webinstruct.extract.found import AnswerStatus
from webinstruct.extract.structure.asking import asks, is_question
from webinstruct.extract.structure.threads.reply_words import (
    ASKS_BACK,
    GREETS,
    MODERATES,
    SAME_HERE,
    THANKS,
    THANKS_FIRST,
    is_asker,
    is_robot,
)

__all__ = ["Reply", "answering", "chosen", "doubts", "seeks_help"]

_SEEKS = re.compile(
    r"\b(?:help|how (?:do|can|could|should|would)|wonder(?:ing)?|problems?|issues?|errors?|troubles?|"
    r"stuck|confus(?:ed|ing)|"
    r"can'?t|cannot|unable|does ?n'?o?t work|not working|fails?|failed|looking for|any (?:idea|advice|"
    r"suggestion)s?|"
    r"need|prove|show that|find|solve|explain|why|questions?|hilfe|fehler|fragen?|weiß jemand|suche|"
    r"aide|problème|erreur|ayuda|problema|duda|ajuda|помогите|проблема|подскажите|ошибка|вопрос)\b|"
    r"请问|求助|怎么|如何|问题|教えて|質問|سؤال|مساعدة|سوال",
    re.IGNORECASE,
)
# How people say in a first post that they do not know, where no question mark stands.
_DOUBTS = (
    "i don't know how",
    "i don't understand",
    "i do not understand",
    "i can't figure out",
    "not sure how",
    "not sure why",
    "no idea how",
    "no idea why",
    "ich weiß nicht",
    "verstehe nicht",
    "komme nicht weiter",
    "je ne sais pas",
    "je n'arrive pas",
    "je ne comprends pas",
    "no sé cómo",
    "no entiendo",
    "no consigo",
    "não sei como",
    "não consigo",
    "não entendo",
    "non so come",
    "non riesco",
    "non capisco",
    "weet niet hoe",
    "begrijp niet",
    "nie wiem",
    "nie rozumiem",
    "не знаю",
    "не понимаю",
    "не получается",
    "не розумію",
    "bilmiyorum",
    "anlamadım",
    "nevím",
    "förstår inte",
    "不知道怎么",
    "不明白",
    "不懂",
    "わかりません",
    "分かりません",
    "모르겠",
)
_SOCIAL = re.compile(
    r"\b(?:lounge|(?:open|general|off.?topic) chat|chat thread|introduce yourself|introductions?|"
    r"welcome|word game|post your|"
    r"show (?:us|off) your|official thread|what are you (?:listening|watching|reading)|"
    r"congratulations|happy birthday|giveaway|"
    r"for sale|wts|wtb|announcement|release notes|changelog)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W_]+")
_FEW = 4
_SHORT = 25
_LIKED = 2  # more likes than the first answer has, from which a later reply of a forum is the better one
# What is said, below how many words it is all that is said, and where it has to stand.
_REMARKS = (
    (GREETS, _SHORT, "all"),
    (THANKS, _SHORT, "anywhere"),
    (SAME_HERE, _SHORT, "anywhere"),
    (THANKS_FIRST, 2 * _SHORT, "begins"),
    (ASKS_BACK, 2 * _SHORT, "begins"),
    (MODERATES, 4 * _SHORT, "begins"),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply as the thread shows it. `votes` is None where the page shows none."""

    text: str
    author: str = ""
    accepted: bool = False
    votes: float | None = None


def seeks_help(title: str, body: str) -> bool:
    """Whether a first post asks for something: a question, or the words of somebody who needs help.

    >>> seeks_help("Limit of sin x over x", "I cannot see why this is one.")
    True
    >>> seeks_help("Meeting on Friday", "Be there.")
    False
    """
    if _SOCIAL.search(title):
        return False
    return (
        asks(title)
        or asks(body)
        or _SEEKS.search(title) is not None
        or _SEEKS.search(body[:2000]) is not None
        or doubts(body[:2000])
    )


def doubts(text: str) -> bool:
    """Whether somebody says in `text` not to know or understand.

    >>> doubts("Je ne sais pas comment traiter le temps."), doubts("We know how.")
    (True, False)
    """
    plain = text.lower().replace("’", "'")
    return any(words in plain for words in _DOUBTS)


def answering(reply: Reply, asker: str) -> bool:
    """Whether a reply says something to the question: not the asker's own, not thanks alone, not a question back.

    >>> answering(Reply("Thanks, solved it!", "bob"), "ann")
    False
    >>> answering(Reply("Which version do you use?", "bob"), "ann")
    False
    >>> answering(Reply("Multiply both sides by x and compare the coefficients.", "bob"), "ann")
    True
    """
    if is_asker(reply.author, asker) or is_robot(reply.author):
        return False
    words = len(_WORDS.findall(reply.text)) + sum("\u3040" <= sign <= "\u9fff" for sign in reply.text) // 2
    if words < _FEW and "$" not in reply.text:
        return False
    return not any(
        words < most and _says(pattern, whole, reply.text) for pattern, most, whole in _REMARKS
    ) and not (words < 2 * _SHORT and _only_asks(reply.text))


def _says(pattern: re.Pattern[str], whole: str, text: str) -> bool:
    """Whether `pattern` is all of a text, begins it, or stands anywhere in it."""
    found = {"all": pattern.fullmatch, "begins": pattern.match, "anywhere": pattern.search}[whole]
    return found(text) is not None


def chosen(replies: Sequence[Reply], asker: str, all_answer: bool = False) -> tuple[int, AnswerStatus] | None:
    """The index of the answer among `replies` and why it is that one; None where nothing answers.

    `all_answer` says that the engine keeps comments apart, so that every reply is meant as an answer.

    >>> chosen([Reply("It is 3.", votes=1), Reply("No, it is 4.", votes=5)], "", True)
    (1, <AnswerStatus.VOTED: 'voted'>)
    """
    accepted = [k for k, reply in enumerate(replies) if reply.accepted and reply.text]
    if accepted and (len(accepted) < len(replies) or len(replies) == 1):
        return accepted[0], AnswerStatus.ACCEPTED
    telling = [
        k for k, reply in enumerate(replies) if reply.text and answering(reply, "" if all_answer else asker)
    ]
    fit = [k for k, reply in enumerate(replies) if reply.text] if all_answer else telling
    if not fit:
        return None
    if len(fit) == 1:
        return fit[0], AnswerStatus.ONLY
    votes = {k: replies[k].votes or 0.0 for k in fit}
    best = max(fit, key=lambda k: votes[k])
    thanked = _thanked(replies, asker)
    first = max(telling or fit, key=lambda k: 2 * thanked[k] + _promise(replies[k]))
    if votes[best] > (min(votes.values()) if all_answer else votes[first] + _LIKED):
        return best, AnswerStatus.VOTED
    if all_answer and votes[best] > 0:
        return best, AnswerStatus.VOTED
    return first, AnswerStatus.FIRST


def _promise(reply: Reply) -> int:
    """How much the words of a reply speak for it: they state rather than ask, and are more than a remark."""
    return (not asks(reply.text)) + (len(_WORDS.findall(reply.text)) >= _SHORT)


def _thanked(replies: Sequence[Reply], asker: str) -> list[bool]:
    """Of every reply whether the next post of the asker behind it thanks."""
    thanked, thanks = [], False
    for reply in reversed(replies):
        thanked.append(thanks)
        if is_asker(reply.author, asker):
            thanks = THANKS.search(reply.text[:300]) is not None
    return thanked[::-1]


def _only_asks(text: str) -> bool:
    sentences = [s for s in re.split(r"(?<=[.!?？؟。])\s+", text.strip()) if len(s) > 3]
    return bool(sentences) and sum(is_question(s) for s in sentences) * 2 >= len(sentences)
