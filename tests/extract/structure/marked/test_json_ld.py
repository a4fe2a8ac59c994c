from __future__ import annotations

import json
import time

import pytest

from tests.extract.seen import html_page, pairs_of
from webinstruct.extract.structure.marked.json_ld import json_ld

PAIR = ("What is a prime?", "A number with two divisors.")
QUESTION = {
    "@type": "Question",
    "name": PAIR[0],
    "acceptedAnswer": {"@type": "Answer", "text": PAIR[1]},
}
PLAIN = json.dumps({"@type": "FAQPage", "mainEntity": [QUESTION]})


def script(text: str, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{text}</script>'


@pytest.mark.parametrize(
    "value",
    [
        {"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "FAQPage", "mainEntity": QUESTION}}]},
        {**QUESTION, "@type": ["Thing", "Question"]},
        {**QUESTION, "@type": "http://schema.org/Question"},
        {**QUESTION, "@type": "schema:Question"},
        {**QUESTION, "acceptedAnswer": PAIR[1]},
        {**QUESTION, "acceptedAnswer": [{"@type": "Answer", "text": [PAIR[1]]}]},
        {**QUESTION, "name": {"@value": PAIR[0], "@language": "en"}},
        {"@type": "Question", "schema:name": PAIR[0], "schema:acceptedAnswer": {"schema:text": PAIR[1]}},
        {
            **QUESTION,
            "acceptedAnswer": {"@type": "Answer", "text": "&lt;p&gt;A number with two divisors.&lt;/p&gt;"},
        },
        {
            "@graph": [
                {**QUESTION, "acceptedAnswer": {"@id": "#a"}},
                {"@id": "#a", "@type": "Answer", "text": PAIR[1]},
            ]
        },
        {"@graph": [{"@type": "FAQPage", "mainEntity": [{"@id": "#q"}]}, {**QUESTION, "@id": "#q"}]},
    ],
)
def test_a_question_is_read_however_it_is_nested_typed_and_referred_to(value: object) -> None:
    assert pairs_of(json_ld, html_page(script(json.dumps(value)))) == [PAIR]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace('"', "'"),
        PLAIN.replace("}]", "},]"),
        f"<!-- {PLAIN} -->",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"/* the faq */ {PLAIN}",
        PLAIN.replace('"', "&quot;"),
        PLAIN.replace("number with", "number\x0bwith"),
        f'{PLAIN}\n{{"@type": "WebPage"}}',
        f"\ufeff{PLAIN};",
        PLAIN[:-1] + ', {"@type": "Question", "name": "Is one',
        PLAIN.replace("A number", "A\\ number"),
        PLAIN.replace('"name"', "name"),
    ],
    ids=[
        "single quotes",
        "trailing comma",
        "comment",
        "cdata",
        "note",
        "escaped",
        "control character",
        "two objects",
        "byte order mark",
        "cut off",
        "bad escape",
        "bare key",
    ],
)
def test_a_script_that_search_engines_forgive_is_read(text: str) -> None:
    questions = [(q, a.replace("\\", "")) for q, a in pairs_of(json_ld, html_page(script(text)))]
    assert questions == [PAIR]


def test_a_quotation_mark_inside_one_answer_does_not_hide_the_next() -> None:
    text = f'[{{"@type": "Question", "name": "Why?", "acceptedAnswer": {{"text": "So "so"."}}}}, {PLAIN}]'
    assert PAIR in pairs_of(json_ld, html_page(script(text)))


def test_the_same_question_in_two_scripts_is_given_once() -> None:
    assert pairs_of(json_ld, html_page(script(PLAIN) + script(PLAIN, "APPLICATION/LD+JSON"))) == [PAIR]


def test_lists_and_tables_of_an_answer_stay() -> None:
    markup = "<p>Two:</p><ul><li>one</li><li>itself</li></ul><table><tr><td>2</td><td>prime</td></tr></table>"
    value = {**QUESTION, "acceptedAnswer": {"text": markup}}
    answer = json_ld(html_page(script(json.dumps(value)))).pairs[0].answer.given
    assert "- one\n- itself" in answer
    assert "2" in answer.splitlines()[-1]


def test_formulae_whose_backslashes_were_not_escaped_come_back() -> None:
    text = script(PLAIN.replace("A number with two divisors.", r"$\frac{1}{2} + \beta$"))
    assert pairs_of(json_ld, html_page(text)) == [(PAIR[0], r"$\frac{1}{2} + \beta$")]


CHOICE = {
    "@type": "Question",
    "eduQuestionType": "Multiple choice",
    "text": "Which number is prime?",
    "suggestedAnswer": [
        {"@type": "Answer", "position": 0, "text": "Four"},
        {"@type": "Answer", "position": 2, "text": "Nine"},
    ],
    "acceptedAnswer": {
        "@type": "Answer",
        "position": 1,
        "text": "Seven",
        "answerExplanation": {"@type": "Comment", "text": "Only one and itself divide it."},
    },
}
CHOSEN = ("Which number is prime? Four Seven Nine", "Seven Only one and itself divide it.")


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "Quiz", "hasPart": [CHOICE]},
        {"@type": ["LearningResource", "Quiz"], "hasPart": {**CHOICE, "eduQuestionType": "Checkbox"}},
        {key: told for key, told in CHOICE.items() if key != "eduQuestionType"},
    ],
)
def test_the_options_of_a_practice_problem_stay_in_the_question(value: object) -> None:
    assert pairs_of(json_ld, html_page(script(json.dumps(value)))) == [CHOSEN]


def test_a_comment_explains_the_right_option_and_a_hint_does_not() -> None:
    right = {
        "@type": "Answer",
        "position": 1,
        "text": "Seven",
        "comment": {"@type": "Comment", "text": "Try it."},
    }
    hint = {**right, "comment": {"@type": "Comment", "name": "Hint 1", "text": "Try small ones."}}
    given = [
        pairs_of(json_ld, html_page(script(json.dumps({**CHOICE, "acceptedAnswer": answer}))))[0][1]
        for answer in (right, hint)
    ]
    assert given == ["Seven Try it.", "Seven"]


def test_a_flash_card_is_a_question_with_its_answer() -> None:
    card = {
        "@type": "Question",
        "eduQuestionType": "Flashcard",
        "text": "Largest planet",
        "acceptedAnswer": {"text": "Jupiter"},
    }
    assert pairs_of(json_ld, html_page(script(json.dumps({"@type": "Quiz", "hasPart": [card]})))) == [
        ("Largest planet", "Jupiter")
    ]


def test_what_people_suggested_is_no_option() -> None:
    value = {
        **QUESTION,
        "suggestedAnswer": [{"@type": "Answer", "text": "Any odd number.", "upvoteCount": 1}],
    }
    assert pairs_of(json_ld, html_page(script(json.dumps(value)))) == [PAIR]


@pytest.mark.parametrize(
    "text",
    ['{"a":' * 50_000, "{" * 50_000, "/*" * 50_000, "'" * 50_001, '{"Question": "' * 20_000, "," * 50_000],
)
def test_hostile_scripts_end_in_silence_and_soon(text: str) -> None:
    start = time.perf_counter()
    assert pairs_of(json_ld, html_page(script(f"Question {text}"))) == []
    assert time.perf_counter() - start < 5
