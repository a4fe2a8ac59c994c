"""Answers from files: found by key, then by name; a bad line is told with its number."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.engines.conformance import request_of
from tests.helpers.engines import Scripted
from tests.helpers.places import Place
from webinstruct.core.errors import InputError
from webinstruct.engines.protocol import Answer, Refusal, Reply, Request
from webinstruct.engines.replay.cache import CachedEngine
from webinstruct.engines.replay.keys import request_key
from webinstruct.engines.replay.recorded import RecordedEngine
from webinstruct.engines.settings import RecordedSettings


def _file(folder: Path, *lines: Mapping[str, Any] | str, name: str = "answers.jsonl") -> str:
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / name).write_text("\n".join(written) + "\n", "utf-8")
    return str(folder / name)


def _replies(folder: Path, files: Sequence[str], *requests: Request) -> list[Reply]:
    with closing(RecordedEngine(RecordedSettings(kind="recorded", answers=tuple(files)))) as engine:
        engine.open(Place(folder))
        return list(engine.stream(requests))


def _texts(replies: Sequence[Reply]) -> list[str]:
    return [reply.text if isinstance(reply, Answer) else reply.reason for reply in replies]


def test_an_answer_is_found_by_the_name_of_its_request(tmp_path: Path) -> None:
    file = _file(tmp_path, {"name": "page/0", "text": "nought"}, "", {"name": "page/1", "text": "één"})
    assert _texts(_replies(tmp_path, [file], request_of(1), request_of(0))) == ["één", "nought"]


def test_an_answer_under_the_key_comes_before_one_under_the_name(tmp_path: Path) -> None:
    key = request_key(request_of(0))
    file = _file(tmp_path, {"name": "page/0", "text": "by name"}, {"key": key, "text": "by key"})
    assert _texts(_replies(tmp_path, [file], request_of(0))) == ["by key"]


def test_files_are_asked_in_their_order(tmp_path: Path) -> None:
    one = _file(tmp_path, {"name": "page/0", "text": "one"}, name="one.jsonl")
    two = _file(
        tmp_path, {"name": "page/0", "text": "two"}, {"name": "page/1", "text": "too"}, name="two.jsonl"
    )
    assert _texts(_replies(tmp_path, [one, two], request_of(0), request_of(1))) == ["one", "too"]


def test_what_the_line_says_comes_back_as_a_replayed_answer(tmp_path: Path) -> None:
    line = {"name": "page/0", "text": "x", "finish": "length", "prompt_tokens": 9, "output_tokens": 2}
    assert _replies(tmp_path, [_file(tmp_path, line)], request_of(0)) == [
        Answer("id-0", "x", "length", 9, 2, 0, is_replayed=True)
    ]


def test_a_request_without_an_answer_is_refused_by_name_and_key(tmp_path: Path) -> None:
    (reply,) = _replies(tmp_path, [_file(tmp_path, {"name": "other", "text": "x"})], request_of(3))
    assert isinstance(reply, Refusal)
    assert reply.reason == "not_recorded"
    assert "page/3" in reply.detail
    assert str(request_key(request_of(3))) in reply.detail


def test_the_cache_of_another_engine_is_a_recording(tmp_path: Path) -> None:
    path = str(tmp_path / "cache.sqlite")
    with closing(CachedEngine(Scripted(lambda _: "from the cache"), path)) as engine:
        engine.open(Place(tmp_path))
        list(engine.stream([request_of(0), request_of(1)]))
        assert _texts(_replies(tmp_path, [path], request_of(1))) == ["from the cache"]
    renamed = Request("7", request_of(1).messages, 99, name="page/0")
    assert _texts(_replies(tmp_path, [path], renamed)) == ["from the cache"]


def test_the_identity_is_that_of_the_answers_wherever_they_lie(tmp_path: Path) -> None:
    def identity(*files: str) -> Mapping[str, str]:
        return RecordedEngine(RecordedSettings(kind="recorded", answers=files)).identity()

    one = _file(tmp_path, {"name": "a", "text": "x"}, name="one.jsonl")
    same = _file(tmp_path, {"name": "a", "text": "x"}, name="same.jsonl")
    other = _file(tmp_path, {"name": "a", "text": "y"}, name="other.jsonl")
    assert identity(one) == identity(same) != identity(other)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "answers.jsonl:2 is no JSON"),
        ("[1]", "answers.jsonl:2 is no object"),
        ("[" * 100_000, "answers.jsonl:2 is no JSON"),
        ({"name": "x"}, "answers.jsonl:2: setting 'text' is missing"),
        ({"name": "x", "text": "y", "finsh": "stop"}, "Did you mean 'finish'"),
        ({"name": "x", "text": 3}, "answers.jsonl:2: setting 'text' is 3"),
        ({"name": "x", "text": "y", "output_tokens": -1}, "answers.jsonl:2: setting 'output_tokens' is -1"),
        ({"text": "y"}, "answers.jsonl:2 has neither a name nor a key"),
        ({"name": "page/0", "text": "again"}, "answers.jsonl:2 answers 'page/0', as line 1 does"),
    ],
)
def test_a_line_that_is_no_answer_is_told_with_its_number(tmp_path: Path, line: Any, says: str) -> None:
    with pytest.raises(InputError, match=r"answers\.jsonl:2") as caught:
        _replies(tmp_path, [_file(tmp_path, {"name": "page/0", "text": "first"}, line)])
    assert says in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere.jsonl: there is no such file"):
        _replies(tmp_path, [str(tmp_path / "nowhere.jsonl")])


def test_texts_are_not_held_in_memory(tmp_path: Path) -> None:
    text = "x" * 20_000
    file = _file(tmp_path, *({"name": f"page/{n}", "text": text} for n in range(1_000)))
    with closing(RecordedEngine(RecordedSettings(kind="recorded", answers=(file,)))) as engine:
        tracemalloc.start()
        engine.open(Place(tmp_path))
        list(engine.stream(iter([request_of(1), request_of(999)])))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 2_000_000
