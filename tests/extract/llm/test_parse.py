from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.extract.llm.parse import Copied, Pointed, copied_pairs, pointed_pairs

_PAIR = '{"q":[[3,4]],"a":[[6,9],[12,12]],"o":[[[15,16]]]}'
_READ = Pointed(((3, 4),), ((6, 9), (12, 12)), (((15, 16),),))

_ranges = st.lists(
    st.tuples(st.integers(1, 99_999), st.integers(0, 50)).map(lambda two: (two[0], two[0] + two[1])),
    min_size=1,
    max_size=8,
).map(tuple)
_pointed = st.builds(Pointed, _ranges, _ranges, st.lists(_ranges, max_size=4).map(tuple))


def written(pairs: list[Pointed]) -> str:
    plain = [{"q": pair.question, "a": pair.answer, "o": pair.others} for pair in pairs]
    return json.dumps({"pairs": plain}, separators=(",", ":"))


@given(st.lists(_pointed, max_size=20))
def test_what_is_written_in_the_form_asked_for_is_read_back(pairs: list[Pointed]) -> None:
    parsed = pointed_pairs(written(pairs))
    assert parsed.pairs == tuple(pairs)
    assert parsed.is_whole


@given(st.text())
def test_no_text_makes_the_parsers_raise(text: str) -> None:
    pointed_pairs(text)
    copied_pairs(text)


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=20)
)
def test_no_json_makes_the_parsers_raise(value: Any) -> None:
    for text in (json.dumps({"pairs": value}), json.dumps([{"q": value, "a": value, "o": value}])):
        pointed_pairs(text)
        copied_pairs(text)


@given(st.lists(_pointed, min_size=1, max_size=5), st.data())
def test_of_a_cut_answer_only_pairs_that_were_written_are_read(pairs: list[Pointed], data: Any) -> None:
    whole = written(pairs)
    parsed = pointed_pairs(whole[: data.draw(st.integers(1, len(whole) - 1))])
    assert parsed.pairs == tuple(pairs[: len(parsed.pairs)])
    assert not parsed.is_whole


@pytest.mark.parametrize(
    "text",
    [
        f'{{"pairs":[{_PAIR}]}}',
        f"```json\n[{_PAIR}]\n```",
        f'Here you are:\n\n{{"pairs": [{_PAIR},]}}\n\nI hope that helps.',
        f"<think>Lines [1] to [4] ask.</think>{_PAIR}",
        '{"pairs":[{"q":["3-4"],"a":"6-9, 12","o":[["15-16"]]}]}',
        '{"result":{"pairs":[{"question":[3,4],"answer":[[6,9],12],"others":[[15,16]]}]}}',
        '{"pairs":[{"q":[[1,1]],"q":[[4,3]],"a":[[6,9],[12]],"o":[[[15,16]]]}]}',
    ],
)
def test_other_ways_to_write_it_are_read_too(text: str) -> None:
    parsed = pointed_pairs(text)
    assert parsed.pairs == (_READ,)
    assert parsed.is_whole


@pytest.mark.parametrize(
    "text", ["[]", '{"pairs":[]}', "void", "VOID.", "```json\n[]\n```", "<think>hm</think> []"]
)
def test_every_way_to_say_that_there_is_nothing_is_whole(text: str) -> None:
    parsed = pointed_pairs(text)
    assert parsed.pairs == ()
    assert parsed.is_whole


@pytest.mark.parametrize(
    "text", ["", "There are two questions.", '{"answer": 3}', '{"pairs": nothing', "[[[["]
)
def test_what_has_no_form_is_not_whole(text: str) -> None:
    assert not pointed_pairs(text).is_whole


@pytest.mark.parametrize(
    "entry",
    [
        '{"q":[],"a":[[1,2]]}',
        '{"q":[[1,2]]}',
        '{"q":[[1,null]],"a":[[1,2]]}',
        '{"q":[[NaN,2]],"a":[[1,2]]}',
        '{"q":[[1,99999999999999999999]],"a":[[1,2]]}',
        '{"q":true,"a":false}',
        '{"q":{"from":1},"a":[[1,2]]}',
        "17",
    ],
)
def test_entries_that_are_no_pairs_are_counted(entry: str) -> None:
    parsed = pointed_pairs(f'{{"pairs":[{entry},{_PAIR}]}}')
    assert parsed.pairs == (_READ,)
    assert parsed.malformed == 1


def test_of_ten_thousand_pairs_the_rest_is_counted() -> None:
    parsed = pointed_pairs(f"[{','.join([_PAIR] * 10_000)}]")
    assert len(parsed.pairs) == 1_000
    assert parsed.left_out == 9_000


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000_000,
        '"\\"' * 3_000_000,
        "[" * 5_000_000,
        '{"q":' * 1_000_000,
        "{'a':[1,2]} " * 800_000,
        '{"' * 4_000_000,
    ],
    ids=["letters", "quotes", "brackets", "objects", "many", "keys"],
)
def test_ten_megabytes_of_anything_take_seconds(text: str) -> None:
    began = time.process_time()
    pointed_pairs(text)
    copied_pairs(text)
    assert time.process_time() - began < 20


def test_latex_that_nobody_escaped_is_copied_as_it_was() -> None:
    parsed = copied_pairs('{"pairs":[{"question":"What is $\\frac{1}{2}\\theta$?","answer":7}]}')
    assert parsed.pairs == (Copied("What is $\\frac{1}{2}\\theta$?", "7"),)


def test_half_a_character_is_copied_as_something_that_a_file_takes() -> None:
    parsed = copied_pairs('[{"question":"What is \\ud800 this?","answer":"A half."}]')
    assert parsed.pairs[0].question.encode("utf-8")


@pytest.mark.parametrize(
    "text", ["As [1] says, I cannot.", '{"error": {"code": 500, "causes": []}}', '["q", "a"]', "See [2, 3]."]
)
def test_what_is_no_list_of_pairs_is_not_void(text: str) -> None:
    for read in (pointed_pairs, copied_pairs):
        assert not read(text).is_whole
        assert not read(text).pairs
