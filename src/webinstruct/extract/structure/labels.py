"""The labels that stand before questions, problems, answers and solutions, in the languages common on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

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


def _starters(words: str) -> frozenset[str]:
    """The first words, in lower case, of what a pattern made of `words` matches."""
    alternatives = re.split(r"[|(]", words)
    first = (_LETTERS.findall(alternative.replace("?", ""))[:1] for alternative in alternatives)
    return frozenset(word.lower() for found in first for word in found) | {"questions", "expert"}


# Most lines begin with no such word, or with one of few labels: others are not tried.
_SOLUTIONS_OPEN = _starters(SOLUTION)
_PROBLEMS_OPEN = _starters(PROBLEM_ALONE)
_STARTERS = frozenset[str]().union(
    *map(_starters, (QUESTION, ANSWER, PROBLEM, PROBLEM_ALONE, SOLUTION, VERDICT))
)
_OPENINGS = frozenset(word[:3] for word in _STARTERS)
_SIGNS_OPEN = frozenset("第例題题问問答解分点正详詳参").union(
    word[0] for word in _STARTERS if word > "\u2fff"
)
"""The first signs of labels in scripts that put no space between words."""
# The first word, digit or fence of a line.
_CANDIDATE = re.compile(rf"[{re.escape(_LEADING)}]*(?:(\d)|([^\W\d_]+)(\d?)|(```))")
_LONGEST_HEAD = 120
_LONGEST_NUMBER = 16
_END = re.compile(
    r"[#>*\-\s]*(?:difficulty|the average score|average score|points?:|marks?:|rating:|topics?:|"
    r"tags?:|related|see also|"
    r"(?:we )?hope (?:that )?(?:this|these|the|our|you)\b[^\n.!?]{0,50}(?:help|useful|enjoy|clear)\w{0,5}|"
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
_FAQ_STEMS = tuple(
    "faq|question|q&a|q & a|q &a|q& a|fragen|pregunta|pergunta|domande|vragen|zadawane|вопрос|питання|запитання|"
    "问|問|質問|자주|أسئلة|سوال|sss|sorulan|pertanyaan".split("|")
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
    end = -1
    for line in text.split("\n"):
        start, end = end + 1, end + 1 + len(line)
        if _is_plain(line[:3]) or _is_plain(line.lstrip(_LEADING)[:3]):
            continue
        candidate = _CANDIDATE.match(line)
        if candidate is None:
            continue
        digit, word, number, fence = candidate.groups()
        if fence:
            fenced = not fenced
            continue
        if fenced or not (digit or number or word > "\u2fff" or word.lower() in _STARTERS):
            continue
        first = "" if digit or number or word > "\u2fff" else word.lower()
        label = _label(line[:_LONGEST_HEAD], start, end, first)
        if label is not None and not _is_letter_only(label, before):
            yield label
            before = label.kind


@lru_cache(maxsize=16_384)
def _is_plain(opening: str) -> bool:
    """Whether a line that opens with up to three characters holds no label; most lines do not get further."""
    if opening > "\u2fff":
        return opening[0].isalpha() and opening[0] not in _SIGNS_OPEN
    return not opening or (opening.isalpha() and opening.lower() not in _OPENINGS)


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


def _label(head: str, start: int, end: int, word: str) -> Label | None:
    """The label that a line begins with; `word` is its first word in lower case, empty where it may be any."""
    if head[0].isdigit():
        number = BARE_NUMBER.match(head)
        following = _LETTERS.match(head, number.end()) if number else None
        if following is None or following[0].lower() not in _STARTERS:
            if number:
                return Label(LabelKind.NUMBER, start, start + number.end(), number["n"])
            if len(head) > _LONGEST_NUMBER:
                return None
    if len(head) < 60 and (label := _whole_line(head, start, end, word)) is not None:
        return label
    for kind, pattern, opening in _PATTERNS:
        match = pattern.match(head) if not word or word in opening else None
        if match and not (pattern is SOLUTION_LABEL and _is_mid_sentence(match)):
            alone, lettered = match.end() == end - start, match[0].rstrip(" |*\t")[-1:] in (".", ")")
            return Label(kind, start, start + match.end(), match["n"] or "", alone, lettered)
    return None


def _whole_line(head: str, start: int, end: int, word: str) -> Label | None:
    """The label that is all of a line."""
    match = SOLUTION_LINE.fullmatch(head) if not word or word in _SOLUTIONS_OPEN else None
    if match:
        return Label(LabelKind.SOLUTION, start, end, match["n"] or "", alone=True)
    if (not word or word in _PROBLEMS_OPEN) and PROBLEM_LINE.fullmatch(head):
        return Label(LabelKind.PROBLEM, start, end, alone=True)
    lone = LONE_NUMBER.fullmatch(head) if not word else None
    return Label(LabelKind.NUMBER, start, end, lone["n"], alone=True) if lone else None


def _is_mid_sentence(label: re.Match[str]) -> bool:
    """Whether "solution." ends a sentence that began on the line above; a label begins with a capital."""
    word = _LETTERS.search(label[0])
    return label["sign"][0] in ".-–—" and word is not None and word[0][0].islower()


_NO_WORD = frozenset[str]()
_PATTERNS = (
    (LabelKind.SOLUTION, BRACKETED, _NO_WORD),
    (LabelKind.PROBLEM, EAST_ASIAN, _NO_WORD),
    (LabelKind.SOLUTION, SOLUTION_LABEL, _SOLUTIONS_OPEN),
    (LabelKind.SOLUTION, VERDICT_LABEL, _starters(VERDICT)),
    (LabelKind.SOLUTION, KEY_LABEL, frozenset({"answer", "ans"})),
    (LabelKind.QUESTION, QUESTION_LABEL, _starters(QUESTION)),
    (LabelKind.ANSWER, ANSWER_LABEL, _starters(ANSWER)),
    (LabelKind.PROBLEM, PROBLEM_LABEL, _starters(PROBLEM)),
    (LabelKind.NUMBER, BARE_NUMBER, _NO_WORD),
)
