from __future__ import annotations

from webinstruct.extract.structure.conversation import is_conversation

ASKED = ["And then?", "Who helped?", "What remains?"]


def test_answers_behind_the_dash_of_a_dialogue_are_a_conversation() -> None:
    answers = ["-Then the rain came.", "– The whole town did.", "—A bridge."]
    assert is_conversation("The flood", ASKED, answers)


def test_answers_that_are_lists_are_none() -> None:
    answers = ["- Rope\n- Sand", "- Boats\n- Trucks", "- Stones\n- Mud"]
    assert not is_conversation("The flood", ASKED, answers)


def test_words_about_oneself_count_where_they_begin_a_sentence() -> None:
    answers = [
        "Yo corría por la playa cada mañana.",
        "Mi hermano ganaba siempre.",
        "Eso se aprende perdiendo.",
    ]
    assert is_conversation("La playa", ASKED, answers)


def test_a_name_and_what_it_says_head_an_interview_with_somebody_who_says_little_of_themselves() -> None:
    answers = ["The sea was calm. " * 20 + "Nobody spoke to me.", "The whole town helped. " * 10, "A bridge."]
    assert is_conversation("Okafor: “The sea was calm that day” - Coast Weekly", ASKED, answers)
    assert not is_conversation("Okafor: the sea was calm that day - Coast Weekly", ASKED, answers)


def test_a_quoted_message_heads_no_interview_where_nobody_speaks_of_themselves() -> None:
    answers = ["A file is missing.", "Install it again.", "Nothing is lost."]
    assert not is_conversation('Error: "the file was not found"', ASKED, answers)


def test_dutch_answers_that_say_you_are_no_conversation() -> None:
    answers = ["Je kunt het online doen.", "Dan krijg je een brief.", "Nee, je hoeft niets te betalen."]
    assert not is_conversation("Parkeren", ASKED, answers)


def test_french_answers_that_say_i_are_a_conversation() -> None:
    answers = ["Je suis né au bord de la mer.", "Je peins et je chante.", "Le soir, je lis."]
    assert is_conversation("La mer", ASKED, answers)
