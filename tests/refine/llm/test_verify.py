"""Answers sampled without the reference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.refine.llm.test_stage import Driven, engine, one
from webinstruct.core.errors import ConfigError
from webinstruct.core.reject import Reject
from webinstruct.core.settings import checked
from webinstruct.core.stage import Quarantined, Rejected
from webinstruct.refine.llm.stage import RefineWithModel
from webinstruct.refine.settings import RefineSettings

_SUM = "What is 6 times 7?"
_RIGHT, _WRONG = "Six sevens.\n\nAnswer: 42", "Six sevens.\n\nAnswer: 48"


def verifying(samples: Sequence[Any], **verify: Any) -> dict[str, Any]:
    return {"verify": {"engine": engine("judge", {_SUM: samples}), "samples": len(samples), **verify}}


def test_the_pass_rate_is_the_share_of_answers_that_agree(tmp_path: Path) -> None:
    driven = Driven(tmp_path, verifying([_RIGHT, _WRONG, _RIGHT, "So it is $42$."]))
    assert driven.row()["pass_rate"] == 0.75
    assert driven.row()["refiner"] == "rules"


def test_the_question_is_shown_without_its_answer(tmp_path: Path) -> None:
    driven = Driven(tmp_path, verifying([_RIGHT]), (_SUM, "42"))
    (request,) = driven.asked()
    assert request.messages[-1]["content"] == _SUM
    assert request.name == "id0/verify/0"


def test_every_sample_is_a_draw_of_its_own(tmp_path: Path) -> None:
    driven = Driven(tmp_path, verifying([_RIGHT] * 3))
    assert [request.sampling["seed"] for request in driven.asked()] == [0, 1, 2]


def test_a_pair_under_the_least_pass_rate_is_rejected(tmp_path: Path) -> None:
    driven = Driven(tmp_path, verifying([_RIGHT, _WRONG, _WRONG, _WRONG], min_pass_rate=0.5))
    assert driven.stopped() == [Rejected(Reject.LOW_PASS_RATE, "0.25 of 4 samples agree, under 0.5")]
    assert driven.rows() == []


def test_rewritten_pairs_are_verified_as_well(tmp_path: Path) -> None:
    driven = Driven(tmp_path, {**one(), **verifying([_RIGHT])})
    assert (driven.row()["refine_action"], driven.row()["pass_rate"]) == ("rewritten", 1.0)


def test_an_explanation_without_a_result_is_not_sampled(tmp_path: Path) -> None:
    explained = (
        "The sky looks blue because air scatters short waves more than long ones, and we see their sum."
    )
    driven = Driven(tmp_path, verifying([_RIGHT]), ("Why is the sky blue?", explained))
    assert driven.row().get("pass_rate") is None
    assert driven.notes() == {"verify_without_result": 1}
    assert driven.asked() == []


def test_a_sample_that_was_cut_off_does_not_agree(tmp_path: Path) -> None:
    assert Driven(tmp_path, verifying([_RIGHT, {"cut": _RIGHT}])).row()["pass_rate"] == 0.5


def test_a_failure_of_the_engine_can_be_tried_again(tmp_path: Path) -> None:
    driven = Driven(tmp_path, verifying([_RIGHT, {"refusal": "gave_up"}]))
    assert driven.stopped() == [Quarantined("gave_up", "as scripted")]


def test_a_question_too_long_for_the_model_has_no_rate(tmp_path: Path) -> None:
    assert Driven(tmp_path, verifying([{"refusal": "too_long"}])).row()["pass_rate"] is None


def test_a_prompt_that_shows_the_reference_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "p.md"
    file.write_text("---\nname: p\nfields: [question, answer]\n---\n## user\n{{question}} {{answer}}")
    with pytest.raises(ConfigError, match="shows the question alone"):
        RefineWithModel(checked(RefineSettings, verifying([_RIGHT], prompt=str(file)), "refine"))
