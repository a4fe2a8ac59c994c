from __future__ import annotations

import pytest

from webinstruct.extract.structure.labels import LabelKind, labels


@pytest.mark.parametrize(
    "line",
    [
        "Problem 3",
        "## Problem 1.2: Pumps",
        "Exercise 4a.",
        "Prob. 3",
        "Aufgabe 7)",
        "Übung 2:",
        "Exercice n° 5",
        "Ejercicio 12.",
        "Esercizio 3",
        "Задача 9.",
        "例题 3",
        "**Example 2.**",
    ],
)
def test_problems_are_known_in_many_languages(line: str) -> None:
    assert [label.kind for label in labels(line)] == [LabelKind.PROBLEM]


@pytest.mark.parametrize(
    "line",
    [
        "Solution",
        "Solution:",
        "## Click to view the solution.",
        "Show answer",
        "Lösung:",
        "Lösung anzeigen",
        "Solución",
        "Corrigé",
        "Soluzione:",
        "Решение:",
        "解答：",
        "**Answer:** 5",
        "Solution to Problem 3",
    ],
)
def test_solutions_are_known_in_many_languages(line: str) -> None:
    assert [label.kind for label in labels(line)] == [LabelKind.SOLUTION]


@pytest.mark.parametrize(
    "line",
    [
        "Problems arise when pumps stop.",
        "Solutions of salt are heavier.",
        "Answering machines are old.",
        "A. Smith wrote it.",
        "The problem 3 people had.",
        "Question everything.",
        "Answer the phone: it rings.",
    ],
)
def test_prose_that_begins_alike_is_no_label(line: str) -> None:
    assert list(labels(line)) == []


def test_lines_inside_code_are_no_labels() -> None:
    assert list(labels("```\nProblem 1\nSolution:\n```")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Sol. We add.",
        "Ans: (b)",
        "Answer (b)",
        "Correct answer: B",
        "The correct answer is B.",
        "Richtige Antwort: B",
        "Bonne réponse : B",
        "Правильный ответ: B",
        "【答案】B",
        "Expert Answer",
        "Answer & Explanation",
        "## Solution 2 (by counting)",
        "## Solution[edit]",
        "Solution to Exercise 4",
        "Solution | 12",
    ],
)
def test_keys_and_answers_of_experts_are_solutions(line: str) -> None:
    assert [label.kind for label in labels(line)] == [LabelKind.SOLUTION]


@pytest.mark.parametrize("line", ["1．下列正确的是", "#### 3.", "(4)", "12."])
def test_numbers_in_any_type_are_numbers(line: str) -> None:
    assert [label.kind for label in labels(line)] == [LabelKind.NUMBER]


@pytest.mark.parametrize("line", ["a solution. Next we add.", "solution - a word", "The solution is heavy."])
def test_the_end_of_a_sentence_is_no_label(line: str) -> None:
    assert list(labels(line)) == []
