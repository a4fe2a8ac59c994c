from __future__ import annotations

from typing import Any

import pytest

from webinstruct.core.errors import ConfigError
from webinstruct.core.reject import Reject
from webinstruct.core.settings import checked
from webinstruct.core.spans import text_at
from webinstruct.core.stage import Note, Rejected, Verdict
from webinstruct.extract.settings import ExtractSettings
from webinstruct.extract.stage import Extract
from webinstruct.sources.page_text import page_text, parse_html
from webinstruct.tables import PAIRS

FAQ = """<title>FAQ</title><h1>Questions</h1><h3>What is a leap year?</h3><p>A year with one day more.</p>
<h3>Why do we need one?</h3><p>Because the earth is not punctual.</p><h3>When is the next?</h3><p>Ask a calendar.</p>"""


def row_of(html: str, **other: Any) -> dict[str, Any]:
    content = page_text(parse_html(html))
    row = {
        "page_id": "p1",
        "url": "https://a.example/",
        "title": content.title,
        "text": content.text,
        "html": html,
    }
    return row | other


def verdicts(row: dict[str, Any], **settings: Any) -> list[Verdict]:
    return list(Extract(ExtractSettings(**settings)).process(row))


def pairs(row: dict[str, Any], **settings: Any) -> list[Any]:
    return [verdict for verdict in verdicts(row, **settings) if isinstance(verdict, dict)]


def test_a_faq_gives_one_row_for_each_question_in_reading_order() -> None:
    questions = [pair["question"] for pair in pairs(row_of(FAQ))]
    assert questions == ["What is a leap year?", "Why do we need one?", "When is the next?"]


def test_rows_hold_only_columns_of_the_table() -> None:
    assert set(pairs(row_of(FAQ, lang="en", domain="a.example"))[0]) <= set(PAIRS.names)


def test_every_text_is_what_its_spans_say() -> None:
    row = row_of(FAQ)
    for pair in pairs(row):
        for side in ("question", "answer"):
            spans = [(span["start"], span["end"]) for span in pair[f"{side}_spans"]]
            assert pair[side] == text_at(row["text"], spans)


def test_slices_of_the_text_are_verbatim() -> None:
    assert {pair["grounding"] for pair in pairs(row_of(FAQ))} == {"verbatim"}


def test_the_method_names_the_shape() -> None:
    assert {pair["method"] for pair in pairs(row_of(FAQ))} == {"structure:question_groups"}


def test_a_page_without_pairs_is_rejected_with_what_was_seen() -> None:
    html = "".join(f"<h3>Problem {k}</h3><p>Add {k} and 1.</p>" for k in range(1, 4))
    assert verdicts(row_of(html)) == [Rejected(Reject.NO_PAIRS, "problems without solutions: 3")]


def test_a_row_of_text_alone_is_read_by_its_lines() -> None:
    row = row_of("", text="Q: How deep is the lake?\nA: Some forty meters.")
    assert [pair["answer"] for pair in pairs(row)] == ["Some forty meters."]


def test_spans_count_in_the_candidates_text_where_that_is_not_the_texts_own() -> None:
    row = row_of(FAQ, text="Q: How deep is the lake?\nA: Some forty meters.")
    found = verdicts(row)
    assert Note("text_differs") in found
    assert [pair["question"] for pair in pairs(row)] == ["How deep is the lake?"]


HIDDEN = """<script type="application/ld+json">{"@type": "Question", "name": "Is it here?",
"acceptedAnswer": {"text": "Only in the data."}}</script><p>Nothing to see.</p>"""


def test_a_pair_that_the_text_does_not_show_is_dropped_and_counted() -> None:
    assert verdicts(row_of(HIDDEN))[0] == Note("pairs_not_grounded", 1)
    assert pairs(row_of(HIDDEN)) == []


def test_ungrounded_pairs_stay_where_the_settings_say_so() -> None:
    assert [pair["grounding"] for pair in pairs(row_of(HIDDEN), keep_ungrounded=True)] == ["not_found"]


def test_wording_from_data_becomes_the_slice_that_says_it() -> None:
    html = """<script type="application/ld+json">{"@type": "Question", "name": "is it here",
    "acceptedAnswer": {"text": "Yes, in bold."}}</script><h2>Is it here?</h2><p>Yes, in <b>bold</b>.</p>"""
    pair = pairs(row_of(html))[0]
    assert (pair["question"], pair["answer"], pair["grounding"]) == (
        "Is it here?",
        "Yes, in bold.",
        "normalized",
    )


def test_a_question_seen_by_two_methods_is_kept_once_with_the_more_trusted_one() -> None:
    answer = '"acceptedAnswer": {"text": "A year with one day more."}'
    data = f'{{"@type": "Question", "name": "What is a leap year?", {answer}}}'
    found = pairs(row_of(f'<script type="application/ld+json">{data}</script>{FAQ}'))
    methods = {pair["question"]: pair["method"] for pair in found}
    assert len(found) == 3
    assert methods["What is a leap year?"] == "structure:json_ld"


def test_a_page_is_cut_at_the_most_pairs_it_may_give() -> None:
    found = verdicts(row_of(FAQ), max_pairs_per_page=2)
    assert Note("pages_cut_at_max_pairs") in found
    assert sum(isinstance(verdict, dict) for verdict in found) == 2


def test_a_method_can_be_left_out() -> None:
    assert pairs(row_of(FAQ), skip=("question_groups",)) == []


THEOREM = """<title>Parity</title><h1>Parity</h1><p><b>Theorem 1.</b> The sum of two even numbers is even.</p>
<p><i>Proof.</i> Each is twice a number, so their sum is twice the sum of these two numbers.</p>"""


def test_theorems_are_no_pairs_unless_they_are_asked_for() -> None:
    assert pairs(row_of(THEOREM)) == []
    [pair] = pairs(row_of(THEOREM), methods=("structure", "proofs"))
    assert pair["method"] == "structure:proofs"
    assert pair["question"] == "The sum of two even numbers is even."


def test_methods_by_name_run_alone_where_structure_is_not_named() -> None:
    assert pairs(row_of(FAQ), methods=("proofs",)) == []
    assert len(pairs(row_of(THEOREM), methods=("proofs",))) == 1


def test_ids_are_the_same_in_every_run() -> None:
    first, second = ([pair["pair_id"] for pair in pairs(row_of(FAQ))] for _ in range(2))
    assert first == second
    assert len(set(first)) == 3


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"methods": ["llm"]}, r"no engine is set under extract.llm. Name one, as in --set"),
        ({"methods": ["structures"]}, "Did you mean 'structure'?"),
        ({"methods": []}, "at least one method"),
        ({"skip": ["question_group"]}, "Did you mean 'question_groups'?"),
    ],
)
def test_wrong_methods_are_refused_with_what_there_is(values: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says.replace("?", r"\?")):
        checked(ExtractSettings, values, "extract")
