"""The labels that stand before questions, problems, answers and solutions, in the languages common on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from webinstruct.extract.structure.label_patterns import (
    ANSWER_LABEL,
    BARE_NUMBER,
    BRACKETED,
    EAST_ASIAN,
    KEY_LABEL,
    LONE_NUMBER,
    PROBLEM_LABEL,
    PROBLEM_LINE,
    QUESTION_LABEL,
    SOLUTION_LABEL,
    SOLUTION_LINE,
    VERDICT_LABEL,
)
from webinstruct.extract.structure.label_words import (
    ANSWER,
    PROBLEM,
    PROBLEM_ALONE,
    QUESTION,
    SOLUTION,
    VERDICT,
)

__all__ = ["Label", "LabelKind", "ends_answer", "labels", "speaks_of_faq", "speaks_of_solutions"]

_LEADING = " \t#>*•-–+[(▸►▼【［「"
_LETTERS = re.compile(r"[^\W\d_]+")
# The first words of all labels: most lines begin otherwise and are passed over without any further look.
_STARTERS = frozenset(
    word.lower()
    for words in (QUESTION, ANSWER, PROBLEM, PROBLEM_ALONE, SOLUTION, VERDICT)
    for alternative in re.split(r"[|(]", words)
    for word in _LETTERS.findall(alternative.replace("?", ""))[:1]
) | {"questions", "expert"}
# One sweep finds the first word, digit or fence of every line.
_CANDIDATE = re.compile(rf"\n[{re.escape(_LEADING)}]*(?:(\d)|([^\W\d_]+)(\d?)|(```))")
_LONGEST_HEAD = 120
_LONGEST_NUMBER = 16
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
# Most titles and headings hold none of these, and a look for each is quicker than the pattern.
_FAQ_STEMS = (
    *(
        "faq",
        "question",
        "q&a",
        "q & a",
        "q &a",
        "q& a",
        "fragen",
        "pregunta",
        "pergunta",
        "domande",
        "vragen",
        "zadawane",
    ),
    *(
        "вопрос",
        "питання",
        "запитання",
        "问",
        "問",
        "質問",
        "자주",
        "أسئلة",
        "سوال",
        "sss",
        "sorulan",
        "pertanyaan",
    ),
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
        digit, word, number, fence = candidate.groups()
        if fence:
            fenced = not fenced
            continue
        if fenced or not (digit or number or word > "\u2fff" or word.lower() in _STARTERS):
            continue
        start = candidate.start()
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        label = _label(text[start : min(end, start + _LONGEST_HEAD)], start, end)
        if label is not None and not _is_letter_only(label, before):
            yield label
            before = label.kind


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
    lowered = text.lower()
    return any(stem in lowered for stem in _FAQ_STEMS) and _FAQ.search(text) is not None


def speaks_of_solutions(text: str) -> bool:
    """Whether a title announces solved problems.

    >>> speaks_of_solutions("Homework 2 Solutions"), speaks_of_solutions("Homework 2")
    (True, False)
    """
    return _SOLUTIONS.search(text) is not None


def _label(head: str, start: int, end: int) -> Label | None:
    if head[0].isdigit():
        number = BARE_NUMBER.match(head)
        word = _LETTERS.match(head, number.end()) if number else None
        if word is None or word[0].lower() not in _STARTERS:
            if number:
                return Label(LabelKind.NUMBER, start, start + number.end(), number["n"])
            if len(head) > _LONGEST_NUMBER:
                return None
    if len(head) < 60:
        match = SOLUTION_LINE.fullmatch(head)
        if match:
            return Label(LabelKind.SOLUTION, start, end, match["n"] or "", alone=True)
        if PROBLEM_LINE.fullmatch(head):
            return Label(LabelKind.PROBLEM, start, end, alone=True)
        lone = LONE_NUMBER.fullmatch(head)
        if lone:
            return Label(LabelKind.NUMBER, start, end, lone["n"], alone=True)
    for kind, pattern in _PATTERNS:
        match = pattern.match(head)
        if match and not (pattern is SOLUTION_LABEL and _is_mid_sentence(match)):
            alone, lettered = match.end() == end - start, match[0].rstrip(" |*\t")[-1:] in (".", ")")
            return Label(kind, start, start + match.end(), match["n"] or "", alone, lettered)
    return None


def _is_mid_sentence(label: re.Match[str]) -> bool:
    """Whether "solution." ends a sentence that began on the line above; a label begins with a capital."""
    word = _LETTERS.search(label[0])
    return label["sign"][0] in ".-–—" and word is not None and word[0][0].islower()


_PATTERNS = (
    (LabelKind.SOLUTION, BRACKETED),
    (LabelKind.PROBLEM, EAST_ASIAN),
    (LabelKind.SOLUTION, SOLUTION_LABEL),
    (LabelKind.SOLUTION, VERDICT_LABEL),
    (LabelKind.SOLUTION, KEY_LABEL),
    (LabelKind.QUESTION, QUESTION_LABEL),
    (LabelKind.ANSWER, ANSWER_LABEL),
    (LabelKind.PROBLEM, PROBLEM_LABEL),
    (LabelKind.NUMBER, BARE_NUMBER),
)
