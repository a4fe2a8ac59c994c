"""Which reply of a thread answers it: the accepted one, else the best voted, else the first that answers at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from webinstruct.extract.found import AnswerStatus
from webinstruct.extract.structure.asking import asks, is_question

__all__ = ["Reply", "answering", "chosen", "seeks_help"]

_THANKS = re.compile(
    r"\b(?:thanks|thank you|thx|danke|merci|gracias|obrigad[oa]|grazie|bedankt|dzięki|спасибо|solved|"
    r"bump|any updates?|"
    r"never ?mind|nvm|same (?:problem|issue|question|here)|me too|\+1|following|up!)\b|谢谢|ありがとう|شكرا|"
    r"ممنون|متشکرم",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\W*(?:welcome|hello|hi|hey|willkommen|bienvenue|bienvenido)\b[^.!?\n]{0,40}[.!]*\s*", re.IGNORECASE
)
_ASKS_BACK = re.compile(
    r"\W*(?:hi|hello|hey)?\W*(?:please |could you |can you |would you |you (?:need|have) to |you should )?"
    r"(?:tell us|post|show (?:us|your)|provide|share|give us|describe|what(?:'s| is| are) (?:your|"
    r"the (?:error|version)))\b",
    re.IGNORECASE,
)
_OPENS_WITH_THANKS = re.compile(
    r"\W*(?:(?:ok|okay|great|perfect|awesome|wow|hi|hello|many|ah|oh|yes),?\W+)?(?:\w+\W+){0,2}"
    r"(?:thanks|thank you|thx|danke|merci|gracias|grazie|спасибо)\b",
    re.IGNORECASE,
)
_SEEKS = re.compile(
    r"\b(?:help|how (?:do|can|could|should|would)|wonder(?:ing)?|problems?|issues?|errors?|troubles?|"
    r"stuck|confus(?:ed|ing)|"
    r"can'?t|cannot|unable|does ?n'?o?t work|not working|fails?|failed|looking for|any (?:idea|advice|suggestion)s?|"
    r"need|prove|show that|find|solve|explain|why|questions?|hilfe|fehler|fragen?|weiß jemand|suche|"
    r"aide|problème|erreur|ayuda|problema|duda|ajuda|помогите|проблема|подскажите|ошибка|вопрос)\b|"
    r"请问|求助|怎么|如何|问题|教えて|質問|سؤال|مساعدة|سوال",
    re.IGNORECASE,
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
    )


def answering(reply: Reply, asker: str) -> bool:
    """Whether a reply says something to the question: not the asker's own, not thanks alone, not a question back.

    >>> answering(Reply("Thanks, solved it!", "bob"), "ann")
    False
    >>> answering(Reply("Which version do you use?", "bob"), "ann")
    False
    >>> answering(Reply("Multiply both sides by x and compare the coefficients.", "bob"), "ann")
    True
    """
    if asker and reply.author == asker:
        return False
    words = len(_WORDS.findall(reply.text))
    if words < _FEW and not any("\u3040" <= c <= "\u9fff" for c in reply.text) and "$" not in reply.text:
        return False
    if words < _SHORT and _GREETING.fullmatch(reply.text):
        return False
    if words < _SHORT and _THANKS.search(reply.text):
        return False
    if words < 2 * _SHORT and _OPENS_WITH_THANKS.match(reply.text):
        return False
    if words < 2 * _SHORT and _ASKS_BACK.match(reply.text):
        return False
    return not (words < 2 * _SHORT and _only_asks(reply.text))


def chosen(replies: Sequence[Reply], asker: str, all_answer: bool = False) -> tuple[int, AnswerStatus] | None:
    """The index of the answer among `replies` and why it is that one; None where nothing answers.

    `all_answer` says that the engine keeps comments apart, so that every reply is meant as an answer.

    >>> chosen([Reply("It is 3.", votes=1), Reply("No, it is 4.", votes=5)], "", True)
    (1, <AnswerStatus.VOTED: 'voted'>)
    """
    for k, reply in enumerate(replies):
        if reply.accepted and reply.text:
            return k, AnswerStatus.ACCEPTED
    fit = [k for k, reply in enumerate(replies) if reply.text and (all_answer or answering(reply, asker))]
    if not fit:
        return None
    votes = {k: replies[k].votes or 0.0 for k in fit}
    best = max(fit, key=lambda k: votes[k])
    if len(fit) == 1:
        return best, AnswerStatus.ONLY
    if votes[best] > min(votes.values()) or votes[best] > 0:
        return best, AnswerStatus.VOTED
    return max(fit, key=lambda k: _promise(replies, k, asker)), AnswerStatus.FIRST


def _promise(replies: Sequence[Reply], k: int, asker: str) -> int:
    """How much speaks for reply `k` where nobody voted; the earliest of the best is taken.

    The asker's next post thanks; it states rather than asks; it is more than a remark.
    """
    back = next((reply.text for reply in replies[k + 1 :] if asker and reply.author == asker), "")
    thanked = _THANKS.search(back[:300]) is not None
    return 2 * thanked + (not asks(replies[k].text)) + (len(_WORDS.findall(replies[k].text)) >= _SHORT)


def _only_asks(text: str) -> bool:
    sentences = [s for s in re.split(r"(?<=[.!?？؟。])\s+", text.strip()) if len(s) > 3]
    return bool(sentences) and sum(is_question(s) for s in sentences) * 2 >= len(sentences)
