from __future__ import annotations

from webinstruct.extract.structure.conversation import is_conversation

ASKED = ["And then?", "Who helped?", "What remains?"]


def test_answers_behind_the_dash_of_a_dialogue_are_a_conversation() -> None:
    answers = ["-Then the rain came.", "– The whole town did.", "—A bridge."]
    assert is_conversation("The flood", ASKED, answers)


def test_answers_that_are_lists_are_none() -> None:
    answers = ["- Rope\n- Sand", "- Boats\n- Trucks", "- Stones\n- Mud"]
    assert not is_conversation("The flood", ASKED, answers)
