from __future__ import annotations

from typing import Any

import pytest

from webinstruct.core.errors import ConfigError
from webinstruct.core.reject import Reject
from webinstruct.core.settings import checked
from webinstruct.core.stage import Rejected, Verdict
from webinstruct.refine.settings import RefineSettings
from webinstruct.refine.stage import Refine
from webinstruct.tables import REFINED


def verdict(question: str, answer: str, **settings: Any) -> Verdict:
    row = {"pair_id": "a", "question": question, "answer": answer, "other_answers": ["Another."]}
    (only,) = Refine(RefineSettings(**settings)).process(row)
    return only


def refined(question: str, answer: str, **settings: Any) -> Any:
    row = verdict(question, answer, **settings)
    assert isinstance(row, dict)
    return row


def test_a_clean_pair_passes_unchanged() -> None:
    row = refined("What is a limit?", "A value that is approached.")
    assert (row["refine_action"], row["refiner"]) == ("unchanged", "rules")


def test_a_cleaned_pair_keeps_what_came_in() -> None:
    row = refined("Q:  What is a limit?", "Answer: A value.\nShare | Improve this answer")
    assert (row["question"], row["answer"], row["refine_action"]) == (
        "What is a limit?",
        "A value.",
        "cleaned",
    )
    assert row["orig_question"] == "Q:  What is a limit?"
    assert row["orig_answer"] == "Answer: A value.\nShare | Improve this answer"


def test_other_columns_pass_through() -> None:
    row = refined("What is a limit?", "A value.")
    assert row["other_answers"] == ["Another."]
    assert set(row) <= set(REFINED.names)


def test_an_answer_of_noise_alone_is_rejected() -> None:
    assert verdict("What is a limit?", "Share\n12 votes") == Rejected(
        Reject.EMPTY_ANSWER, "of 14 characters 0 are left"
    )


def test_a_question_of_white_space_is_rejected() -> None:
    assert verdict(" \n ", "A value.") == Rejected(Reject.EMPTY_QUESTION, "of 3 characters 0 are left")


def test_a_bare_result_is_marked_and_kept() -> None:
    row = refined("What is two and two?", "4")
    assert (row["answer"], row["has_explanation"]) == ("4", False)


def test_an_explained_answer_is_marked_as_such() -> None:
    assert refined("What is two and two?", "Four, because two pairs make four.")["has_explanation"] is True


def test_edges_stay_where_the_settings_say_so() -> None:
    assert refined("Q: Why?", "Answer: So it is.", cut_edges=False)["answer"] == "Answer: So it is."


def test_delimiters_stay_where_the_settings_say_so() -> None:
    assert refined("Why?", r"Because \(x > 0\).", unify_formulae=False)["answer"] == r"Because \(x > 0\)."


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("llm", "no engine is set under refine; name one as refine.llm.engine.model"),
        ("rule", "Did you mean 'rules'"),
    ],
)
def test_a_wrong_method_is_refused_with_what_there_is(method: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        checked(RefineSettings, {"method": method}, "refine")
