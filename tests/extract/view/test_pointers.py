from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.llm.pages import faq, forum, stack, text_page
from tests.extract.view.test_lines import TEXTS
from webinstruct.extract.found import AnswerStatus
from webinstruct.extract.structure import Page
from webinstruct.extract.view.lines import numbered_page
from webinstruct.extract.view.pointers import Range, pointed, status_of

_NUMBERS = st.integers(-5, 40)
RANGES = st.lists(st.tuples(_NUMBERS, _NUMBERS), max_size=6)


def said(page: Page, *ranges: Range) -> str:
    return pointed(numbered_page(page), ranges).text(page.text)


def line_with(page: Page, words: str) -> Range:
    number = next(line.number for line in numbered_page(page).lines if words in line.shown)
    return number, number


@given(TEXTS, RANGES)
def test_any_ranges_give_slices_of_the_page_in_order(text: str, ranges: list[Range]) -> None:
    page = text_page(text)
    spans = pointed(numbered_page(page), ranges).spans
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


@given(TEXTS, RANGES)
def test_order_and_overlap_of_ranges_make_no_difference(text: str, ranges: list[Range]) -> None:
    page = numbered_page(text_page(text))
    assert pointed(page, ranges) == pointed(page, [(b, a) for a, b in reversed(ranges)] + ranges)


@given(st.sets(st.text("ab ?$:A1-#", min_size=1)).map("\n".join))
def test_all_lines_of_a_page_without_copies_are_one_slice(text: str) -> None:
    page = numbered_page(text_page(text))
    assert len(pointed(page, [(1, len(page.lines))]).spans) == min(1, len(page.lines))


def test_lines_that_touch_become_one_slice() -> None:
    page = numbered_page(text_page("Why?\nBecause\nit is so.\nEnd"))
    assert pointed(page, [(2, 2), (3, 3)]).spans == ((5, 22),)


@pytest.mark.parametrize("mark", ["↑ ", "• ↩ ", "# ↑ "])
def test_a_link_back_in_front_of_an_answer_is_left_out(mark: str) -> None:
    assert said(text_page(f"Why?\n{mark}Because.\n\n↑↑ both"), (2, 2)) == "Because."


def test_an_arrow_that_touches_its_word_stays() -> None:
    assert said(text_page("Which spin?\n↑↓\n→ x"), (2, 3)) == "↑↓\n→ x"


def test_ranges_apart_stay_apart() -> None:
    assert said(text_page("Stem\nother\nPart"), (1, 1), (3, 3)) == "Stem\n\nPart"


@pytest.mark.parametrize("ranges", [[], [(7, 9)], [(0, 0)], [(-3, -1)]])
def test_numbers_of_no_line_give_an_empty_passage(ranges: list[Range]) -> None:
    assert pointed(numbered_page(text_page("Why?")), ranges).spans == ()


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("Answer: It is seven.", "It is seven."),
        ("A: It is seven.", "It is seven."),
        ("Question 3: Why so?", "Why so?"),
        ("Problem 1.1 Add the numbers.", "Add the numbers."),
        ("## How do I cook rice?", "How do I cook rice?"),
        ("- A single point", "A single point"),
        ("**Solution:** Seven.", "Seven."),
        ("42. Because it is so.", "42. Because it is so."),
        ("Answers vary.", "Answers vary."),
    ],
)
def test_a_label_at_the_start_is_left_out(line: str, bare: str) -> None:
    assert said(text_page(f"Intro\n{line}\nMore"), (2, 2)) == bare


def test_a_label_on_a_line_of_its_own_is_left_out() -> None:
    assert said(text_page("Solution\nIt is seven."), (1, 2)) == "It is seven."


def test_a_passage_that_is_only_a_label_keeps_it() -> None:
    assert said(text_page("Why?\nSolution"), (2, 2)) == "Solution"


def test_the_number_of_an_exercise_among_others_is_left_out() -> None:
    page = text_page("1. Add 2 and 3.\nFive\n2. Add 3 and 4.\nSeven")
    assert said(page, (3, 3)) == "Add 3 and 4."


def test_a_list_of_steps_keeps_its_numbers() -> None:
    page = text_page("How?\n1. Boil water.\n2. Add rice.\n3. Wait.")
    assert said(page, (2, 4)) == "1. Boil water.\n2. Add rice.\n3. Wait."


def test_examples_counted_inside_an_answer_keep_their_labels() -> None:
    page = text_page("What is a prime?\nExample 1: 7 is one.\nExample 2: 8 is none.")
    assert said(page, (2, 3)).startswith("Example 1: 7")


def test_a_list_of_points_keeps_its_marks() -> None:
    assert said(text_page("How?\n- Boil water.\n- Add rice."), (2, 3)) == "- Boil water.\n- Add rice."


def test_all_lines_of_a_block_of_code_bring_its_fence() -> None:
    page = text_page("So:\n```\nx = 1\n\ny = 2\n```\nDone")
    assert said(page, (2, 3)) == "```\nx = 1\n\ny = 2\n```"


def test_text_and_code_around_a_fence_are_one_slice() -> None:
    page = text_page("So:\n```\nx = 1\n```\nDone")
    assert said(page, (1, 3)) == page.text


def test_what_is_left_out_of_the_view_is_left_out_of_the_passage() -> None:
    page = forum()
    first, last = line_with(page, "Originally"), line_with(page, "Measure")
    assert "My chain slips" not in said(page, (first[0], last[0]))


def test_the_accepted_post_makes_the_answer_accepted() -> None:
    page = stack()
    answer, other = line_with(page, "half a degree"), line_with(page, "vapor pressure")
    assert status_of(numbered_page(page), [answer], [[other]]) is AnswerStatus.ACCEPTED


def test_an_answer_with_more_votes_than_the_others_is_voted() -> None:
    page = stack()
    answer, other = line_with(page, "vapor pressure"), line_with(page, "half a degree")
    assert status_of(numbered_page(page), [answer], [[other]]) is AnswerStatus.VOTED


def test_without_votes_the_answer_is_the_first_of_several() -> None:
    page = forum()
    answer, other = line_with(page, "twelve links"), line_with(page, "310 mm")
    assert status_of(numbered_page(page), [answer], [[other]]) is AnswerStatus.FIRST


def test_an_answer_without_others_is_the_only_one() -> None:
    assert status_of(numbered_page(text_page("Why?\nSo.")), [(2, 2)], []) is AnswerStatus.ONLY


def test_an_answer_that_a_list_of_questions_marks_is_accepted() -> None:
    page = faq()
    assert status_of(numbered_page(page), [line_with(page, "ten books")], []) is AnswerStatus.ACCEPTED
