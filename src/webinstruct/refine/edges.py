"""What sites leave at the edges of a question or an answer: labels, vote counts, dates, buttons, sign-offs.

Only whole lines at the beginning and the end are judged, and labels before the first words; the middle is never
read. A line inside a code block is no edge.
"""

from __future__ import annotations

import re

from webinstruct.refine.courtesies import end_before_sign_off, without_greeting
from webinstruct.refine.spacing import unindented

__all__ = ["cut_answer", "cut_question"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)[a-zé]*\.?"
_DATE = (
    rf"(?:(?:on )?{_MONTH} \d{{1,2}}|\d{{1,2}}\.? {_MONTH}|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|"
    r"\d+ \w+ ago|yesterday|today)"
)
_BUTTON = (
    r"(?:share|improve this (?:question|answer)|follow|flag|report(?: (?:this )?post| abuse)?|reply|"
    r"quote|like|edit|link|cite|"
    r"permalink|copy link|save|delete|close|add a comment|comments?|upvote|downvote|up ?vote|down ?vote|vote|"
    r"helpful|unhelpful|mark as answer|best answer|accepted answer|accepted|verified answer|top answer|"
    r"teilen|antworten|melden|zitieren|partager|répondre|signaler|compartir|responder|reportar|поделиться|ответить|"
    r"пожаловаться|分享|举报|回复|收藏|赞)"
)
_CREDIT = r"[(\[]\s*\d+(?:[.,]\d+)?\s*(?:points?|pts?\.?|marks?|credits?|punkte?|puntos?|分)\s*[)\]]"
_NOISE_LINE = re.compile(
    rf"(?:{_CREDIT}|"
    rf"{_BUTTON}(?:[ |·•,/]+{_BUTTON})*"
    r"|(?:score:? ?)?[-+]?\d[\d,.]*k? ?(?:votes?|points?|likes?|upvotes?|downvotes?|stimmen|votos?|голос\w*|个赞)"
    r"|votes?:? ?[-+]?\d[\d,.]*"
    rf"|(?:asked|answered|edited|posted|modified|viewed|updated|"
    rf"last edited)(?: by [^\n]{{1,40}}?)?,? {_DATE}[^\n]{{0,60}}"
    r"|(?:asked|answered|posted|written) by:? [^\n.?!]{1,40}"
    r"|(?:last )?edited by [^\n]{1,60}"
    r"|sent from my \w[^\n]{0,40}|sent via [^\n]{1,40}|get outlook for [^\n]{1,20}"
    r"|was this (?:answer |article |page )?helpful\??(?: yes| no|[ /|])*"
    r"|\d+ (?:of|out of) \d+ (?:people )?found this helpful[^\n]{0,40}"
    r"|(?:show|hide|view|reveal|click to (?:view|show|see|reveal)|see)(?: the)? (?:answers?|"
    r"solutions?|explanation)\.?"
    r"|page \d+ (?:of|/) \d+(?: [^\n]{0,20})?|seite \d+ von \d+|page \d+ sur \d+|página \d+ de \d+"
    r"|back to top|top|read more|continue reading"
    r")\s*[:.]?",
    re.IGNORECASE,
)
_DASHES = re.compile(r"(?:--|—|__+|\*\*\*+|==+|-{3,}|_{3,})\s*")
_PROBLEM = (
    r"(?:(?:worked|practice|sample|homework) )?(?:problem|exercise|example|task)|(?:übungs)?aufgabe|übung|beispiel|"
    r"exercice|exemple|problème|ejercicio|ejemplo|problema|exercício|exemplo|esercizio|esempio|opgave|zadanie|"
    r"задача|упражнение|пример|例题?|习题|練習|题目"
)
_QUESTION_LABEL = re.compile(
    rf"{_CREDIT}\s*(?=\S)|"
    rf"(?:{_PROBLEM})(?:\s*(?:no\.?|nr\.?|#)?\s*\d{{1,3}}(?:\.\d{{1,2}}){{0,2}}[a-z]?)?\s*[:：.)]+\s+(?=\S)|"
    r"(?:q|ques(?:tion)?s?|frage|pregunta|pergunta|domanda|вопрос|питання|问题?|質問|سؤال)"
    r"(?:\s*(?:no\.?|nr\.?|#)?\s*\d{1,3}(?:\.\d{1,2}){0,2})?\s*[:：.)\]]+\s*(?=\S)",
    re.IGNORECASE,
)
_ANSWER_LABEL = re.compile(
    r"(?:the )?(?:correct |right |best |accepted |sample |model )?"
    r"(?:a|ans(?:wers?)?|sol(?:utions?|n)?|antwort|lösung|respuesta|solución|réponse|solution|"
    r"resposta|risposta|soluzione|"
    r"ответ|решение|відповідь|答案?|解答?|回答|解|جواب|edit(?:ed)?|update)"
    r"(?:\s*(?:to (?:question|problem|exercise))?\s*(?:no\.?|nr\.?|#)?\s*\d{1,3}(?:\.\d{1,2}){0,2})?\s*[:：]+\s*|"
    r"(?:answer|solution|lösung|antwort|réponse|respuesta|solución)(?:\s*[.\-–]?\s*(?:\n|$)|\.\s+(?=\S))",
    re.IGNORECASE,
)
_SOLUTION_LINE = re.compile(
    r"[\W_]*(?:(?:show|view|see|reveal|hide|toggle)(?: the)? )?(?:solutions?|answers?|(?:muster)?lösung(?:en)?|"
    r"antwort(?:en)?|corrigé|réponses?|respuestas?|solución|soluciones|resposta|solução|risposta|soluzione|"
    r"ответ|решение|答案|解答|解析)[\W_]*",
    re.IGNORECASE,
)
_SECOND_PART = re.compile(r"\n[\s\-*]*b\s*[:：]", re.IGNORECASE)
_MOST_LINES = 6
_MOST_OPENINGS = 3
_LONGEST_TITLE = 120


def cut_question(text: str) -> str:
    r"""`text` without noise at its edges and without a label such as "Q:" before it.

    >>> cut_question("12 votes\nQuestion 3: What is a limit?\nShare | Improve this question\nasked Mar 3 at 10:02")
    'What is a limit?'
    >>> cut_question("(8 points)\n\nFind $x$."), cut_question("[2 marks] Find $y$.")
    ('Find $x$.', 'Find $y$.')
    """
    lines = text.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _SOLUTION_LINE.fullmatch(lines[-1][:_LONGEST_TITLE])):
        lines.pop()
    left = _cut("\n".join(lines), _QUESTION_LABEL)
    title, gap, body = left.partition("\n\n")
    if not body or "\n" in title or len(title) > _LONGEST_TITLE:
        return left
    return title + gap + (_without_opening(body, _QUESTION_LABEL) or body)


def cut_answer(text: str) -> str:
    r"""`text` without noise at its edges and without a label such as "Answer:" before it.

    >>> cut_answer("Accepted answer\nSolution: It is 12.\nBest regards,\nAnn")
    'It is 12.'
    >>> cut_answer("12"), cut_answer("Answer: 12 votes decide."), cut_answer("Solution. Let $x$ be 2.")
    ('12', '12 votes decide.', 'Let $x$ be 2.')
    """
    return _cut(text, _ANSWER_LABEL)


def _cut(text: str, label: re.Pattern[str]) -> str:
    lines = text.split("\n")
    first, last = 0, len(lines)
    while first < min(last, _MOST_LINES) and _is_noise(lines[first]):
        first += 1
    last = end_before_sign_off(lines, first, last)
    stop = max(first, last - _MOST_LINES)
    while last > stop and _is_noise(lines[last - 1]):
        last -= 1
    last = end_before_sign_off(lines, first, last)
    return _without_opening(unindented("\n".join(lines[first:last])), label)


def _without_opening(text: str, label: re.Pattern[str]) -> str:
    """`text` without a greeting and a label before its first words, in either order."""
    left = text
    for _ in range(_MOST_OPENINGS):
        opened = _without_label(without_greeting(left), label)
        if opened == left:
            break
        left = opened
    return unindented(left)


def _without_label(text: str, label: re.Pattern[str]) -> str:
    named = label.match(text)
    if named is None or _SECOND_PART.search(text, named.end()):
        return text
    line = text.rfind("\n", 0, named.end()) + 1
    begin = named.end() if text[line : named.end()].strip() else line
    return text[begin:]


def _is_noise(line: str) -> bool:
    stripped = line.strip()
    return (
        not stripped or _DASHES.fullmatch(stripped) is not None or _NOISE_LINE.fullmatch(stripped) is not None
    )
