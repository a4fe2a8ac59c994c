from __future__ import annotations

from webinstruct.extract.found import Found, Passage
from webinstruct.extract.grounding import Grounding, Locator, grounding_of
from webinstruct.extract.merge import Named, located, merged

TEXT = "What is two and two?\nFour.\nWhat is two and one?\nThree."
FIRST = Found(Passage(((0, 20),)), Passage(((21, 26),)))
SECOND = Found(Passage(((27, 47),)), Passage(((48, 54),)))


def test_pairs_come_in_reading_order() -> None:
    assert [n.found for n in merged([Named("a", SECOND), Named("a", FIRST)], TEXT)] == [FIRST, SECOND]


def test_the_first_method_keeps_a_question_that_two_saw() -> None:
    longer = Found(Passage(((0, 20),)), Passage(((21, 54),)))
    assert merged([Named("a", FIRST), Named("b", longer)], TEXT) == [Named("a", FIRST)]


def test_a_question_inside_a_kept_answer_is_no_pair_of_its_own() -> None:
    whole = Found(Passage(((0, 20),)), Passage(((21, 54),)))
    assert merged([Named("a", whole), Named("b", SECOND)], TEXT) == [Named("a", whole)]


def test_one_solution_may_answer_several_parts_of_one_method() -> None:
    shared = Found(Passage(((27, 47),)), Passage(((21, 26),)))
    assert len(merged([Named("a", FIRST), Named("a", shared)], TEXT)) == 2


def test_questions_that_differ_by_an_operator_both_stay() -> None:
    text = "2 + 3?\nFive.\n2 - 3?\nMinus one."
    plus = Found(Passage(((0, 6),)), Passage(((7, 12),)))
    minus = Found(Passage(((13, 19),)), Passage(((20, 30),)))
    assert len(merged([Named("a", plus), Named("a", minus)], text)) == 2


def test_an_answer_is_looked_for_behind_its_question() -> None:
    text = "Yes. Is it red? No. Is it blue? Yes."
    found = located(Found(Passage(given="Is it blue"), Passage(given="yes")), Locator(text))
    assert found.answer.text(text) == "Yes."
    assert found.answer.spans[0][0] > found.question.spans[0][0]


def test_paragraphs_given_together_may_stand_apart_in_the_text() -> None:
    text = "One. An advertisement. Two."
    found = located(Found(Passage(given="One"), Passage(given="One.\n\nTwo.")), Locator(text))
    assert [text[start:end] for start, end in found.answer.spans] == ["One.", "Two."]


def test_wording_that_is_not_there_stays_unlocated() -> None:
    found = located(Found(Passage(given="One"), Passage(given="Three")), Locator("One. Two."))
    assert grounding_of(found) is Grounding.NOT_FOUND


def test_part_of_a_word_is_not_its_place() -> None:
    assert Locator("Sevenths of seven").span("even") is None
