from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.refine.edges import cut_answer, cut_question
from webinstruct.refine.formulae import unified_formulae
from webinstruct.refine.rules import cleaned_answer, cleaned_question
from webinstruct.refine.settings import RefineSettings
from webinstruct.refine.spacing import tidy

SETTINGS = RefineSettings()
TOKENS = re.compile(r"\\[a-zA-Z]+|\d+(?:\.\d+)?")

SENTENCES = [
    "The sum is 12.",
    "It grows by 3.5 percent",
    "So \\frac{1}{2} is $\\alpha + 1$",
    "see \\(x^2\\) there",
    "1. First",
]
WORDS = st.sampled_from(
    [
        *SENTENCES,
        "```\na  =  1\n```",
        "`b  2`",
        "- item 7",
        "$$\\int_0^1 x$$",
        "\\[y = 4\\]",
        "[tex]z_5[/tex]",
    ]
)
SPACES = st.sampled_from(["\n", "\n\n", "\n\n\n\n", "  \n", " \u00a0", "\t", "\u200b\n"])
TEXTS = st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=8).map(
    lambda pairs: "".join(w + s for w, s in pairs)
)


def numbers_and_commands(text: str) -> Counter[str]:
    return Counter(TOKENS.findall(text))


@given(TEXTS)
def test_cleaning_changes_no_number_and_no_command(text: str) -> None:
    assert numbers_and_commands(cleaned_answer(text, SETTINGS)) == numbers_and_commands(text)


@given(TEXTS)
def test_cleaning_a_question_changes_no_number_and_no_command(text: str) -> None:
    assert numbers_and_commands(cleaned_question(text, SETTINGS)) == numbers_and_commands(text)


@given(TEXTS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = cleaned_answer(text, SETTINGS)
    assert cleaned_answer(once, SETTINGS) == once


@given(st.text(max_size=300))
def test_any_text_can_be_cleaned(text: str) -> None:
    wider = text.count("\\(") * 2 + text.count("\t") * 3  # a tab that indents becomes four blanks
    assert len(cleaned_answer(text, SETTINGS)) <= len(text) + wider


@given(st.text(alphabet="ab \n`x1", max_size=80).filter(lambda code: "```" not in code))
def test_code_blocks_are_never_touched(code: str) -> None:
    block = f"```\n{code}\n```"
    assert block in cleaned_answer(f"Do this:\n{block}\nand rest.", SETTINGS)


@pytest.mark.parametrize(
    "edge",
    [
        "Share",
        "Share Improve this answer Follow",
        "12 votes",
        "answered Mar 3 at 10:02",
        "edited Jan 4 '12 at 9:15",
        "Accepted answer",
        "Best regards,\nAnn",
        "Hope this helps!",
        "Sent from my phone 5",
        "Was this helpful? Yes No",
        "Last edited by ann; 3 May 2014 at 10:00",
        "Antworten",
        "--",
    ],
)
def test_a_sites_noise_below_an_answer_is_cut(edge: str) -> None:
    assert cut_answer(f"Take the root of both sides.\n{edge}") == "Take the root of both sides."


@pytest.mark.parametrize(
    "label",
    [
        "Answer:",
        "Solution:",
        "A:",
        "Ans:",
        "Lösung:",
        "Respuesta:",
        "Réponse :",
        "Ответ:",
        "答案：",
        "Edit:",
        "Solution 3:",
    ],
)
def test_a_label_before_an_answer_is_cut(label: str) -> None:
    assert cut_answer(f"{label} Take the root.") == "Take the root."


@pytest.mark.parametrize(
    "label", ["Q:", "Q1.", "Question 3:", "Frage:", "Pregunta:", "Вопрос:", "问：", "Question no. 4)"]
)
def test_a_label_before_a_question_is_cut(label: str) -> None:
    assert cut_question(f"{label} What is a root?") == "What is a root?"


@pytest.mark.parametrize(
    "answer",
    [
        "12",
        "A share of it is lost.",
        "Edit the file and save it.",
        "Like the others, it is even.",
        "a: 3\nb: 4",
        "Follow the road for 3 miles.",
        "Votes decide.",
        "Solutions exist for x > 2.",
        "Quote from the book: no.",
    ],
)
def test_words_that_noise_shares_with_answers_stay(answer: str) -> None:
    assert cut_answer(answer) == answer


def test_noise_in_the_middle_stays() -> None:
    text = "First this.\nShare\nThen that."
    assert cut_answer(text) == text


def test_formulae_between_dollars_keep_their_brackets() -> None:
    assert unified_formulae(r"$[0, 1)$ and $$\left( a \right)$$") == r"$[0, 1)$ and $$\left( a \right)$$"


def test_white_space_inside_code_stays() -> None:
    assert tidy("a   b\n```\nx   =   1\n\n\n\ny\n```") == "a b\n```\nx   =   1\n\n\n\ny\n```"


def test_no_pattern_is_slow_on_hostile_text() -> None:
    for piece in ("share | ", "by ", "12 ", "\\( ", "[tex]", "(answered ", "- " * 3, "thanks "):
        cleaned_answer(piece * 20_000, SETTINGS)
        cleaned_question(piece * 20_000, SETTINGS)


def test_code_without_a_fence_keeps_the_indent_of_its_first_line() -> None:
    code = "    total = 0\n    for k in xs:\n        total += k"
    assert cleaned_answer(code, SETTINGS) == "total = 0\nfor k in xs:\n    total += k"


def test_a_label_above_code_leaves_its_indent() -> None:
    assert cleaned_answer("Answer:\n    if x:\n        y()", SETTINGS) == "if x:\n    y()"


def test_the_indent_of_a_paragraph_is_cut() -> None:
    assert cleaned_answer("      It began early.\nIt went on.", SETTINGS) == "It began early.\nIt went on."


@pytest.mark.parametrize(
    "greeting",
    [
        "Hello everybody,",
        "Hi all,",
        "Hi",
        "Bonjour à tous,",
        "Hallo zusammen,",
        "Hola a todos,",
        "Dear Mr Stone,",
        "大家好，",
    ],
)
def test_a_line_that_greets_is_cut_before_question_and_answer(greeting: str) -> None:
    assert cut_answer(f"{greeting}\n\nTurn it off.") == "Turn it off."
    assert cut_question(f"{greeting}\nHow do I turn it off?") == "How do I turn it off?"


def test_a_greeting_below_the_title_is_cut() -> None:
    assert cut_question("Noise at night\n\nHello,\n\nwhat can I do?") == "Noise at night\n\nwhat can I do?"


@pytest.mark.parametrize("text", ["Hello World!\nis what it prints.", "Hi", "Hello is a greeting.\nBye too."])
def test_words_of_greeting_that_say_something_stay(text: str) -> None:
    assert cut_answer(text) == text


@pytest.mark.parametrize(
    "ending",
    [
        "Regards,\nJo Stone\nthe Lamp team",
        "Kind regards,\n\nJo\n\nSee 50 new lamps in our shop!\nFollow us for more news.",
        "Viele Grüße\nAnna",
        "Merci d'avance",
        "Thanks!",
    ],
)
def test_a_sign_off_is_cut_with_names_and_promotion_below_it(ending: str) -> None:
    assert cut_answer(f"Turn it off.\n\n{ending}") == "Turn it off."


@pytest.mark.parametrize(
    "more", ["P.S. Wait for 5 minutes before you do.", "$x = 2$ is the other root then."]
)
def test_what_is_said_below_a_sign_off_stays(more: str) -> None:
    text = f"Turn it off.\nRegards,\nJo\n{more}"
    assert cut_answer(text) == text


@pytest.mark.parametrize(
    "label", ["Problem.", "Exercise 3.", "Problem 2:", "Aufgabe 4.", "Worked example 4:"]
)
def test_a_label_before_a_problem_is_cut(label: str) -> None:
    assert cut_question(f"{label} A ladder leans.") == "A ladder leans."
    assert cut_question(f"The ladder\n\n{label} A ladder leans.") == "The ladder\n\nA ladder leans."


@pytest.mark.parametrize(
    "text", ["Problem 3 is easy. Why?", "Examples. Which ones hold?", "Task and time: which?"]
)
def test_words_that_labels_share_with_questions_stay(text: str) -> None:
    assert cut_question(text) == text


@pytest.mark.parametrize("label", ["Solution", "Show answer", "Lösung:", "[Solution]"])
def test_a_bare_label_of_the_solution_below_a_question_is_cut(label: str) -> None:
    assert cut_question(f"Find $x$.\n\n{label}") == "Find $x$."


def test_a_pager_above_a_question_is_cut() -> None:
    assert cut_question("Page 1 of 40\n\nWhat is it?") == "What is it?"
