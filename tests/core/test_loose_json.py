from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.core.loose_json import loose_json

_SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("abc \"'{}[]:,\\$é求\n/", max_size=20)
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcq", min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
)
_RECORDS = st.dictionaries(st.text("abcq", min_size=1), _VALUES, min_size=1, max_size=4)


@given(_RECORDS)
def test_what_is_json_is_read_as_json(record: dict[str, Any]) -> None:
    assert loose_json(json.dumps(record)) == record


@given(_RECORDS)
def test_chatter_and_fences_around_change_nothing(record: dict[str, Any]) -> None:
    chatter = f"Here it is:\n```json\n{json.dumps(record, indent=2)}\n```\nAnything else?"
    assert loose_json(chatter) == record


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    loose_json(text)


@given(st.text("{}[]:,\"\\ \n1a'", max_size=100))
def test_no_heap_of_marks_makes_it_raise(text: str) -> None:
    loose_json(text)


@given(
    st.lists(st.dictionaries(st.sampled_from("qa"), st.text("ab \\$\n", max_size=9), min_size=1), max_size=5),
    st.data(),
)
def test_records_of_an_answer_that_was_cut_off_are_whole_ones(
    records: list[dict[str, str]], data: Any
) -> None:
    text = json.dumps({"pairs": records})
    cut = loose_json(text[: data.draw(st.integers(0, len(text)))])
    found = cut.get("pairs", []) if cut else []
    assert found == records[: len(found)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "b": 2,}', {"a": 1, "b": 2}),
        ("{'a': 'it is', 'b': None}", {"a": "it is", "b": None}),
        ("{a: 1}", {"a": 1}),
        ('{"a": "line\nend"}', {"a": "line\nend"}),
        ('<think>{"a": 1}</think>{"a": 2}', {"a": 2}),
        ('[1] {"question": "x", "answer": "y"}', {"question": "x", "answer": "y"}),
        ('{"question": "x", "answer": "cut o', {"question": "x"}),
        ('{"a": 12', None),
        ('{"a": [[1, 2], [3', {"a": [[1, 2]]}),
        ('{"a": "he said "so" and left", "b": 1}', {"a": 'he said "so" and left', "b": 1}),
        ('{"a": "he said "so", and left", "b": 1}', None),
        ('{"a": 1, "b": 12 km}', {"a": 1}),
        ('{"a": 1 "b": 2}', None),
        ("[]", []),
        ("", None),
    ],
)
def test_what_models_write(text: str, value: Any) -> None:
    assert loose_json(text) == value or (value is None and not loose_json(text))


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{1}{2}",
        r"\times",
        r"\theta",
        r"\beta",
        r"\neq",
        r"\nabla f",
        r"\right)",
        r"\(x\)",
        r"\{1\}",
        r"\sqrt{2}",
        r"\underline{x}",
    ],
)
def test_latex_that_is_not_escaped_survives(formula: str) -> None:
    assert loose_json('{"a": "$' + formula + '$"}') == {"a": f"${formula}$"}
    assert loose_json(json.dumps({"a": f"${formula}$"})) == {"a": f"${formula}$"}


def test_tabs_before_words_of_code_stay_tabs() -> None:
    assert loose_json(r'{"a": "if x:\n\tfor y in x:\n\treturn"}') == {"a": "if x:\n\tfor y in x:\n\treturn"}


@pytest.mark.parametrize(
    "text", ["[" * 200_000, '{"a":' * 100_000, '"\\' * 200_000, "{" + "'" * 200_001, "\\" * 300_000]
)
def test_a_long_heap_of_marks_is_read_in_linear_time(text: str) -> None:
    began = time.process_time()
    loose_json(text)
    assert time.process_time() - began < 5
