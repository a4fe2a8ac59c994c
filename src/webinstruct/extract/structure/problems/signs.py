"""Does a page speak of problems with solutions at all? Asked of labels, text and names: most pages go unread."""

from __future__ import annotations

import re

from webinstruct.extract.structure.asking import is_question, sets_task
from webinstruct.extract.structure.labels import Label, LabelKind, speaks_of_solutions
from webinstruct.extract.structure.page import Page
from webinstruct.extract.structure.problems.choices import names_correct
from webinstruct.extract.structure.problems.elements import holds_solutions, names_problems, names_solutions
from webinstruct.extract.structure.problems.emphasis import emphasized_solutions
from webinstruct.extract.structure.problems.marks import has_inline

__all__ = ["PROBLEM_NODES", "PROBLEM_WORDS", "is_problem", "may_be_solved"]

PROBLEM_WORDS = ("question", "exercise", "problem", "task", "aufgabe", "exercice", "ejercicio")
"""Class names of elements that hold a problem and no more."""
PROBLEM_NODES = ", ".join(f".{word}" for word in PROBLEM_WORDS)
_FEWEST_ELEMENTS = 3
_FEWEST = 2
_ANSWERING = (LabelKind.SOLUTION, LabelKind.ANSWER)
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_HEADING_LINE = re.compile(r"^#{1,6} [^\n]{3,110}$", re.MULTILINE)
_ASKING_LINE = re.compile(r"^(?:# [^\n]{25,}|#{1,6} [^\n]*[?？؟՞か][^\n\w]*)$", re.MULTILINE)


def is_problem(label: Label) -> bool:
    """Whether a label says more of a problem than a number."""
    return label.kind is LabelKind.PROBLEM or (label.kind is LabelKind.QUESTION and label.number != "")


def may_be_solved(page: Page, labelled: int) -> bool:
    """Whether a page may hold a problem with its solution; `labelled` problems have a label of their own."""
    if _has_list(page) or (labelled > 1 and speaks_of_solutions(page.title)):
        return True
    solutions = sum(label.kind in _ANSWERING for label in page.labels)
    if solutions or names_solutions(page) or _has_elements(page) or names_correct(page):
        return _has_problem(page) or _has_headed(page, solutions)
    return has_inline(page) or (labelled > 0 and any(emphasized_solutions(page)))


def _has_list(page: Page) -> bool:
    """Whether a heading announces solutions below numbers: those of problems whose solutions are collected."""
    numbered = [label.start for label in page.labels if label.number]
    if len(numbered) < _FEWEST:
        return False
    headings = _HEADING_LINE.finditer(page.text, numbered[_FEWEST - 1])
    return any(speaks_of_solutions(heading[0]) for heading in headings)


def _has_headed(page: Page, solutions: int) -> bool:
    """Whether several solutions may stand below headings that are problems without a label."""
    if _HEADING.search(page.text) is None:
        return False
    return solutions >= _FEWEST or holds_solutions(page, _FEWEST)


def _has_problem(page: Page) -> bool:
    """Whether a label, a class or a heading begins a problem."""
    if any(label.kind not in _ANSWERING for label in page.labels):
        return True
    return names_problems(page) or any(map(_sets_problem, _ASKING_LINE.findall(page.text)))


def _sets_problem(heading: str) -> bool:
    return is_question(heading) or (heading.startswith("# ") and sets_task(heading[2:]))


def _has_elements(page: Page) -> bool:
    """Whether enough elements are called problems for what stands between them to answer."""
    return not page.classes.isdisjoint(PROBLEM_WORDS) and len(page.nodes(PROBLEM_NODES)) >= _FEWEST_ELEMENTS
