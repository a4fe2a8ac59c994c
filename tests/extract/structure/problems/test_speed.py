"""Pages that would take minutes if any step were not linear."""

from __future__ import annotations

import time

import pytest

from tests.extract.seen import html_page
from webinstruct.extract.structure.problems.exercises import exercises

N = 20_000
PAGES = {
    "items with solutions at the end": "<h2>Exercises</h2><ol>"
    + "<li>How many legs has it?</li>" * 2 * N
    + "</ol><h2>Solutions</h2><ol>"
    + "<li>Six.</li>" * 2 * N
    + "</ol>",
    "options of a list to select from": "<p>Problem 1. Add it.</p><select>"
    + "<option class='answer'>Answer: five</option>" * 5_000
    + "</select><p>Solution: 5</p>",
    "solutions of one problem": "<p>Problem 1. Add it all up.</p>"
    + "<p>Solution to Problem 1: It is so.</p>" * N,
    "headings that announce solutions": "<h2>Solutions</h2>" * N,
    "solutions within solutions": "<div class='solution'>" * N + "<p>x</p>" + "</div>" * N,
    "details within details": "<p>Problem 1. Add it.</p>" + "<details><summary>Solution</summary>" * N,
    "options that are all right": "<h3>Question 1</h3><p>How many?</p><ul>"
    + "<li class='correct'>a</li>" * N
    + "</ul>",
    "class names": "".join(f"<div class='solution{k} answer-{k}x'>x</div>" for k in range(N)),
    "headings within a problem": "<h2>Problem 1</h2>"
    + "<h3>Why</h3><p>x</p>" * N
    + "<h3>Solution</h3><p>y</p>",
    "answers on one line": "<p>1. How many? " + "Ans: 5 " * N + "</p>",
    "elements called question": "<div class='question'>How many?</div><p>So many.</p>" * N,
    "letters of parts": "<h3>Problem 1</h3>" + "<p>(a) How many?</p><p>Solution: 5</p>" * N,
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_no_page_takes_more_than_seconds(body: str) -> None:
    page = html_page(body)
    start = time.process_time()
    exercises(page)
    assert time.process_time() - start < 10
