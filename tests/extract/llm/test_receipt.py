from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.extract.found import Found
from webinstruct.extract.grounding import Grounding, coverage_of, grounding_of
from webinstruct.extract.llm.parse import Copied, Pointed
from webinstruct.extract.llm.receipt import CopiedReceipts, Wrong, found_at
from webinstruct.extract.structure import page_of_text
from webinstruct.extract.view.lines import numbered_page

FAQ = """Questions: What is a fjord? What is a moor?
What is a fjord?
A fjord is a long inlet that a glacier has dug.
What is a moor?
A moor is wet, open land. In 1804 it was drained: see chapter 4.
How many moors are left?
4"""


def found(question: str, answer: str, text: str = FAQ, min_coverage: float = 0.9) -> Found:
    receipt = CopiedReceipts(text, min_coverage).found(Copied(question, answer))
    assert isinstance(receipt, Found)
    return receipt


def test_a_question_that_a_list_asks_first_is_placed_above_its_answer() -> None:
    pair = found("What is a moor?", "A moor is wet, open land.")
    assert pair.question.spans[0][0] > FAQ.index("A fjord is")
    assert grounding_of(pair) is Grounding.VERBATIM


def test_a_short_answer_is_only_looked_for_behind_its_question() -> None:
    assert found("How many moors are left?", "4").answer.spans == ((len(FAQ) - 1, len(FAQ)),)
    assert grounding_of(found("How many moors are left?", "1804")) is Grounding.NOT_FOUND


def test_a_short_answer_does_not_stand_by_chance_far_away() -> None:
    far = "Moors are wet. " * 300 + "As chapter 7 tells, they are."
    page = f"How many moors are left?\nNobody has counted them.\n{far}"
    assert grounding_of(found("How many moors are left?", "7", page)) is Grounding.NOT_FOUND


def test_a_short_answer_in_a_key_at_the_end_has_its_place() -> None:
    page = f"How many moors are left?\n{'Moors are wet. ' * 300}\nsee 7 of these\nAnswers\n1. B\n2. 12 moors"
    assert found("How many moors are left?", "12", page).answer.text(page) == "12"


def test_an_answer_within_a_chinese_sentence_has_its_place() -> None:
    page = "中国的首都是哪里？\n首都是北京。"
    pair = found("中国的首都是哪里？", "北京", page)
    assert pair.answer.text(page) == "北京"
    assert grounding_of(pair) is Grounding.VERBATIM


def test_a_negation_that_was_left_out_comes_back() -> None:
    rule = "You may plant heather on any moor that you own, but you must not drain it before the end of June."
    page = f"May I drain it?\n{rule}"
    pair = found("May I drain it?", rule.replace("not ", ""), page)
    assert pair.answer.text(page) == rule
    assert grounding_of(pair) is Grounding.STITCHED


def test_part_of_a_longer_number_is_no_place() -> None:
    assert grounding_of(found("What is a moor?", "80")) is Grounding.NOT_FOUND


def test_an_answer_that_is_its_question_is_wrong() -> None:
    question = "How many moors are left?"
    receipts = CopiedReceipts(question, 0.9)
    assert grounding_of_or_wrong(receipts.found(Copied(question, question)))


def grounding_of_or_wrong(receipt: Found | Wrong) -> bool:
    return isinstance(receipt, Wrong) or grounding_of(receipt) is Grounding.NOT_FOUND


def test_coverage_counts_the_words_of_both_sides() -> None:
    pair = found("What is a moor?", "Nobody knows this at all today")
    assert coverage_of(pair, FAQ) == 0.4


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_found_stands_in_the_page(question: str, answer: str) -> None:
    receipt = CopiedReceipts(FAQ, 0.9).found(Copied(question, answer))
    if isinstance(receipt, Found):
        assert 0 <= coverage_of(receipt, FAQ) <= 1
        for start, end in (*receipt.question.spans, *receipt.answer.spans):
            assert 0 <= start < end <= len(FAQ)


_numbers = st.tuples(st.integers(-5, 20), st.integers(-5, 20)).map(lambda two: (min(two), max(two)))
_ranges = st.lists(_numbers, max_size=4).map(tuple)


@given(_ranges, _ranges, st.lists(_ranges, max_size=3).map(tuple), st.integers(1, 4), st.integers(4, 7))
def test_pointed_pairs_stand_in_the_lines_that_were_shown(
    question: tuple[tuple[int, int], ...],
    answer: tuple[tuple[int, int], ...],
    others: tuple[tuple[tuple[int, int], ...], ...],
    first: int,
    last: int,
) -> None:
    page = numbered_page(page_of_text("https://a.example/", "", FAQ))
    receipt = found_at(page, (first, last), Pointed(question, answer, others))
    if isinstance(receipt, Found):
        low, high = page.lines[first - 1].spans[0][0], page.lines[min(last, len(page.lines)) - 1].spans[-1][1]
        for passage in (receipt.question, receipt.answer, *receipt.others):
            assert passage.spans
            assert all(low <= start < end <= high for start, end in passage.spans)
        assert receipt.question.spans != receipt.answer.spans


def test_a_thousand_copied_pairs_of_a_large_page_take_seconds() -> None:
    text = "\n".join(f"What is {k} and {k}?\nIt is {2 * k} in all, as one can count." for k in range(10_000))
    receipts = CopiedReceipts(text, 0.9)
    began = time.process_time()
    for k in range(0, 10_000, 10):
        receipts.found(Copied(f"what is {k} and {k}", f"It is {2 * k} in all, as anyone here can count."))
    assert time.process_time() - began < 20
