"""The labels that stand before questions, problems, answers and solutions, in the languages common on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Label", "LabelKind", "ends_answer", "labels", "speaks_of_faq", "speaks_of_solutions"]

_NUMBER = r"(?P<{0}>\d{{1,3}}(?:[.\-]\d{{1,3}}){{0,3}}[a-z]?|[A-Z]?\d{{1,3}}[A-Z]?\d{{0,3}})"
_MARK = r"(?:[#>*•\-+\s]|\d{1,3}[.)] ){0,12}"
_QUESTION = (
    r"q|qn|ques|question|frage|pregunta|pergunta|domanda|vraag|pytanie|soru|вопрос|питання|"
    r"问题?|問|質問|سؤال|س|سوال"
)
_ANSWER = (
    r"a|ans|answer|antwort|respuesta|r|réponse|reponse|resposta|risposta|antwoord|odpowiedź|cevap|ответ|відповідь|"
    r"答案?|答え|回答|جواب|ج|الجواب|پاسخ|उत्तर"
)
_PROBLEM = (
    r"problem|exercise|question|example|task|worked example|practice problem|sample problem|q|ex|prob|"
    r"aufgabe|übung|übungsaufgabe|beispiel|frage|exercice|exemple|problème|question|ejercicio|ejemplo|"
    r"problema|pregunta|"
    r"exercício|questão|exemplo|esercizio|esempio|quesito|opgave|vraag|zadanie|przykład|задача|задание|упражнение|"
    r"пример|вправа|приклад|例题?|习题|練習|题目|問題?|تمرين|مثال"
)
_SOLUTION = (
    r"(?:(?:click|tap|press)(?: here)? (?:to|for) |(?:show|view|see|reveal|display|check|toggle|hide|"
    r"expand)(?: the)? )*"
    r"(?:(?:view|show|see|reveal)(?: the)? )?(?:the )?(?:detailed |full |suggested |sample |model |"
    r"correct |right |your )?"
    r"(?:solutions?|soln?|answers?|ans|explanation|proof|answer and explanation|answer key|"
    r"lösung(?:en)?(?: anzeigen)?|lösungsweg|antwort|musterlösung|solution|corrigé|réponse|correction|"
    r"solución|respuesta|"
    r"solução|resolução|resposta|gabarito|soluzione|risposta|svolgimento|oplossing|antwoord|rozwiązanie|odpowiedź|"
    r"решение|ответ|розв'язання|відповідь|解答?|答案?|解析|解き方|回答|الحل|الجواب|جواب|پاسخ|حل)"
)
_LEADING = " \t#>*•-–+[(▸►▼"
_LETTERS = re.compile(r"[^\W\d_]+")
# The first words of all labels: most lines begin otherwise and are passed over without any further look.
_STARTERS = frozenset(
    word.lower()
    for words in (_QUESTION, _ANSWER, _PROBLEM, _SOLUTION)
    for alternative in re.split(r"[|(]", words)
    for word in _LETTERS.findall(alternative.replace("?", ""))[:1]
) | frozenset(["questions", "solutions", "solution", "answers", "lösungen", "sol", "soln"])
# Lines are found by their first two letters in one sweep; most lines begin otherwise.
_CANDIDATE = re.compile(
    rf"\n[{re.escape(_LEADING)}]*(?=```|\d|[\u3000-\uffff]|[^\W\d_](?:\W|\d|$)|(?:"
    + "|".join(sorted({re.escape(word[:2]) for word in _STARTERS if len(word) > 1}))
    + "))",
    re.IGNORECASE,
)
_LONGEST_HEAD = 120
_PROBLEM_LABEL = re.compile(
    rf"{_MARK}\**(?P<word>{_PROBLEM})\.?\s*(?:no\.?|nr\.?|n°|№|"
    rf"#)?\s*{_NUMBER.format('n')}\**(?=[\s:.)\]\-–—,(]|$)[:.)\]\-–—]*\s*",
    re.IGNORECASE,
)
_PROBLEM_LINE = re.compile(
    rf"{_MARK}\**(?:(?:the |your |practice |sample |worked |homework )?(?:problem|exercise|question|example)"
    r"(?: statement)?|"
    r"frage|aufgabe|beispiel|exercice|exemple|énoncé|pregunta|ejercicio|ejemplo|exercício|esercizio|domanda|задача|"
    r"вопрос|пример|упражнение|问题|题目|例题?|質問|سؤال|السؤال|تمرين)\**\s*(?:\$[^$\n]{1,30}\$)?\s*[:：.]?\**\s*",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(rf"(?:[#>*]{{0,6}}\s*)\**\(?{_NUMBER.format('n')}[.)\]:]\)?\**\s+(?=\S)")
_QUESTION_LABEL = re.compile(
    rf"{_MARK}\**(?:{_QUESTION})\**\s*(?:no\.?|nr\.?|#)?\s*(?P<n>\d{{1,3}})?\**\s*[:：.)\]]\**\s*(?=\S)",
    re.IGNORECASE,
)
_ANSWER_LABEL = re.compile(
    rf"{_MARK}\**(?:{_ANSWER})\**\s*(?:no\.?|nr\.?|#)?\s*(?P<n>\d{{1,3}})?\**\s*[:：.)\]]\**\s*(?=\S)",
    re.IGNORECASE,
)
_SOLUTION_LINE = re.compile(
    rf"{_MARK}\**\[?(?:{_SOLUTION})(?:\s*(?:to|for|"
    rf"of)?\s*(?:{_PROBLEM})?\.?\s*#?{_NUMBER.format('n')})?\]?\**\s*[:：.!▼▾+»→]*\**\s*",
    re.IGNORECASE,
)
_SOLUTION_LABEL = re.compile(
    rf"{_MARK}\**(?:{_SOLUTION})(?:\s*(?:to|for|"
    rf"of)?\s*(?:{_PROBLEM})?\.?\s*#?{_NUMBER.format('n')})?\**\s*[:：]\**\s*(?=\S)",
    re.IGNORECASE,
)
_END = re.compile(
    r"[#>*\-\s]*(?:difficulty|the average score|average score|points?:|marks?:|rating:|topics?:|"
    r"tags?:|related|see also|"
    r"references|schwierigkeit|next (?:question|problem)|previous (?:question|problem)|use ok to test)\b",
    re.IGNORECASE,
)
_FAQ = re.compile(
    r"\bfaqs?\b|frequently asked|questions? (?:and|&) answers?|\bq ?& ?a\b|common questions|"
    r"questions (?:we|you|people)|"
    r"got (?:a )?questions?|"
    r"häufig(?:e|sten?)? (?:gestellte )?fragen|oft gestellte fragen|fragen und antworten|questions fréquentes|"
    r"foire aux questions|questions[ -]réponses|preguntas (?:más )?frecuentes|preguntas y respuestas|"
    r"perguntas frequentes|"
    r"domande (?:più )?frequenti|veelgestelde vragen|najczęściej zadawane|часто задаваемые|вопрос(?:ы)? и ответ|"
    r"вопрос-ответ|питання|часті запитання|常见问题|常見問題|问答|"
    r"よくある(?:ご)?質問|자주 묻는|أسئلة|الأسئلة|سوالات|سss|"
    r"sıkça sorulan|"
    r"pertanyaan umum",
    re.IGNORECASE,
)
_SOLUTIONS = re.compile(
    r"\b(?:solutions?|answers?|answer key|solved|lösung(?:en)?|corrigés?|soluciones|resueltos|"
    r"resolvid[oa]s|soluzioni|решения)\b|"
    r"解答|答案",
    re.IGNORECASE,
)


class LabelKind(StrEnum):
    """What a labelled line begins."""

    PROBLEM = "problem"
    NUMBER = "number"
    QUESTION = "question"
    ANSWER = "answer"
    SOLUTION = "solution"


@dataclass(frozen=True, slots=True)
class Label:
    """A label [start, end) in a text; `number` as it stands ("3.1", "4E2"), empty where there is none.

    `alone`: nothing else stands on the line, so what it announces follows below. `lettered`: "A." rather than "A:".
    """

    kind: LabelKind
    start: int
    end: int
    number: str = ""
    alone: bool = False
    lettered: bool = False


def labels(text: str) -> Iterator[Label]:
    """The labels that begin a line, in order; lines inside code are left out, and so are options such as "A.".

    >>> [(label.kind.value, label.number) for label in labels("Problem 1.2\\nAdd.\\nSolution:\\n3\\nQ: Why?\\nA: So.")]
    [('problem', '1.2'), ('solution', ''), ('question', ''), ('answer', '')]
    """
    fenced = False
    before: LabelKind | None = None
    for candidate in _CANDIDATE.finditer("\n" + text):
        start = candidate.start()
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text.startswith("```", start):
            fenced = not fenced
        elif not fenced and _may_begin(text[candidate.end() - 1 : candidate.end() + 40]):
            label = _label(text[start : min(end, start + _LONGEST_HEAD)], start, end)
            if label is not None and not _is_letter_only(label, before):
                yield label
                before = label.kind


def _may_begin(bare: str) -> bool:
    """Whether a line, its marks taken off, begins with the first word of a label, a number or an East Asian sign."""
    first = bare[:1]
    if first.isdigit() or first > "\u2fff":
        return True
    word = _LETTERS.match(bare)
    return word is not None and (word[0].lower() in _STARTERS or bare[word.end() : word.end() + 1].isdigit())


def _is_letter_only(label: Label, before: LabelKind | None) -> bool:
    """Whether "A." or "A)" is an option or an initial: it answers only directly below a labelled question."""
    return label.kind is LabelKind.ANSWER and label.lettered and before is not LabelKind.QUESTION


def ends_answer(line: str) -> bool:
    """Whether a line closes an answer: a difficulty, a score, a list of topics.

    >>> ends_answer("##### Difficulty: 3"), ends_answer("It is difficult.")
    (True, False)
    """
    return _END.match(line) is not None


def speaks_of_faq(text: str) -> bool:
    """Whether a heading, title or address announces questions with answers.

    >>> speaks_of_faq("Häufig gestellte Fragen"), speaks_of_faq("/en/faq.html"), speaks_of_faq("Questions remain")
    (True, True, False)
    """
    return _FAQ.search(text) is not None


def speaks_of_solutions(text: str) -> bool:
    """Whether a title announces solved problems.

    >>> speaks_of_solutions("Homework 2 Solutions"), speaks_of_solutions("Homework 2")
    (True, False)
    """
    return _SOLUTIONS.search(text) is not None


def _label(head: str, start: int, end: int) -> Label | None:
    if head[0].isdigit():
        number = _BARE_NUMBER.match(head)
        word = _LETTERS.match(head, number.end()) if number else None
        if word is None or word[0].lower() not in _STARTERS:
            return Label(LabelKind.NUMBER, start, start + number.end(), number["n"]) if number else None
    if len(head) < 60:
        match = _SOLUTION_LINE.fullmatch(head)
        if match:
            return Label(LabelKind.SOLUTION, start, end, match["n"] or "", alone=True)
        if _PROBLEM_LINE.fullmatch(head):
            return Label(LabelKind.PROBLEM, start, end, alone=True)
    for kind, pattern in _PATTERNS:
        match = pattern.match(head)
        if match:
            alone, lettered = match.end() == end - start, match[0].rstrip()[-1:] in (".", ")")
            return Label(kind, start, start + match.end(), match["n"] or "", alone, lettered)
    return None


_PATTERNS = (
    (LabelKind.SOLUTION, _SOLUTION_LABEL),
    (LabelKind.QUESTION, _QUESTION_LABEL),
    (LabelKind.ANSWER, _ANSWER_LABEL),
    (LabelKind.PROBLEM, _PROBLEM_LABEL),
    (LabelKind.NUMBER, _BARE_NUMBER),
)
