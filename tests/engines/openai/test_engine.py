"""The engine `openai`: what an endpoint says, and what it means for one request."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.conformance import request_of
from tests.helpers.misbehaving_server import (
    Asked,
    MisbehavingServer,
    Response,
    completion,
    error,
    said,
)
from tests.helpers.openai_engine import opened_openai, replies_of, reply_to
from webinstruct.engines.protocol import Answer, Refusal, Request

_SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}}


def test_an_answer_carries_the_endpoints_own_counts(tmp_path: Path) -> None:
    assert reply_to(tmp_path, said("Paris")) == Answer("id-0", "Paris", "stop", 7, 3, 2)


@pytest.mark.parametrize(
    "response",
    [
        error(408, "slow"),
        error(409, "conflict"),
        error(429, "too many"),
        error(429, "too many", retry_after="0.05"),
        error(500, "oh"),
        error(502, "bad gateway"),
        error(503, "busy", retry_after="0"),
        Response(503, b"<html><body>Service unavailable</body></html>"),
        Response(200, b"<html><body>Please log in</body></html>"),
        Response(200, b'{"choices": [{"mess', {}, 0.0),
        Response(200, b"[]"),
        Response(200, b""),
        Response(200, b"\xff\xfe\x00"),
        Response(200, said("a long answer").body, ending="half"),
        Response(200, said("a long answer").body, ending="reset"),
        Response(ending="hang"),
        Response(200, said("late").body, delay_s=2.0),
        completion({}),
        completion({"message": {"content": None}, "finish_reason": "stop"}),
        completion({"message": {"content": "cut"}, "finish_reason": "abort"}),
        completion({"message": None}),
        completion({"message": {"content": "x"}}, choices=[]),
        completion({"message": {"content": "x"}}, choices=None),
    ],
    ids=lambda response: f"{response.status}-{response.ending}-{response.body[:24].decode('latin-1')}",
)
def test_a_failed_try_is_followed_by_another(tmp_path: Path, response: Response) -> None:
    reply = reply_to(tmp_path, response, response, timeout_s=0.5)
    assert isinstance(reply, Answer)
    assert reply.text == "question 0"


def test_tries_that_are_spent_are_a_refusal_with_the_last_cause(tmp_path: Path) -> None:
    with MisbehavingServer(lambda _: error(500, "the model fell over")) as server:
        (reply,) = replies_of(tmp_path, server, [request_of(0)], tries=3)
    assert isinstance(reply, Refusal)
    assert reply.reason == "gave_up"
    assert "the model fell over" in reply.detail
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (
            error(400, "This model's maximum context length is 512 tokens. However, you requested 900"),
            "too_long",
        ),
        (error(400, "no", "context_length_exceeded"), "too_long"),
        (error(413, "payload"), "too_long"),
        (error(400, "flagged", "content_filter"), "filtered"),
        (completion({"message": {"content": ""}, "finish_reason": "content_filter"}), "filtered"),
        (completion({"message": {"content": None, "refusal": "I will not."}}), "filtered"),
        (error(400, "'messages' must not be empty"), "bad_request"),
        (error(422, "unprocessable"), "bad_request"),
    ],
)
def test_what_no_try_would_mend_is_refused_at_once(tmp_path: Path, response: Response, reason: str) -> None:
    with MisbehavingServer(lambda _: response) as server:
        (reply,) = replies_of(tmp_path, server, [request_of(0)])
    assert isinstance(reply, Refusal)
    assert reply.reason == reason
    assert len(server.asked) == 1


def test_a_lost_page_behind_a_good_address_is_a_refusal(tmp_path: Path) -> None:
    def behave(asked: Asked) -> Response:
        return error(404, "not here") if asked.prompt == "lost" else said("yes")

    with MisbehavingServer(behave) as server:
        replies = replies_of(tmp_path, server, [request_of(0), request_of(1, "lost")], concurrency=1)
    assert [type(reply).__name__ for reply in replies] == ["Answer", "Refusal"]


def test_an_answer_that_was_cut_off_says_so(tmp_path: Path) -> None:
    reply = reply_to(tmp_path, said("half a sen", finish_reason="length"))
    assert isinstance(reply, Answer)
    assert reply.finish == "length"


def test_without_usage_tokens_are_estimated(tmp_path: Path) -> None:
    reply = reply_to(tmp_path, completion({"message": {"content": "nine byte"}}, usage=None))
    assert isinstance(reply, Answer)
    assert (reply.prompt_tokens, reply.output_tokens) == (4, 3)


@pytest.mark.parametrize(
    ("structured", "kind"), [("json_schema", "json_schema"), ("json_object", "json_object"), ("none", None)]
)
def test_the_endpoint_is_held_to_json_as_the_settings_say(
    tmp_path: Path, structured: str, kind: str | None
) -> None:
    request = Request("1", ({"role": "user", "content": "n?"},), 8, {"temperature": 0, "top_k": 3}, _SCHEMA)
    with MisbehavingServer() as server:
        replies_of(tmp_path, server, [request], structured=structured)
    body = server.asked[0].body
    assert (body.get("response_format") or {}).get("type") == kind
    assert body["top_k"] == 3
    if kind == "json_schema":
        assert body["response_format"]["json_schema"]["schema"] == _SCHEMA


def test_a_refused_response_format_is_told_with_what_to_set(tmp_path: Path) -> None:
    reply = reply_to(tmp_path, error(400, "response_format of type json_schema is not supported"))
    assert isinstance(reply, Refusal)
    assert "engine.structured" in reply.detail


def test_the_newer_name_of_the_token_limit_is_used_where_it_is_wanted(tmp_path: Path) -> None:
    def behave(asked: Asked) -> Response:
        if "max_tokens" in asked.body:
            return error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        return said(asked.prompt)

    with MisbehavingServer(behave) as server:
        replies = replies_of(tmp_path, server, [request_of(n) for n in range(30)], concurrency=1)
    assert all(isinstance(reply, Answer) for reply in replies)
    assert len(server.asked) == 31


def test_text_that_is_no_unicode_can_be_asked_about(tmp_path: Path) -> None:
    with MisbehavingServer() as server:
        (reply,) = replies_of(tmp_path, server, [request_of(0, "lone \ud800 half")])
    assert isinstance(reply, Answer)


def test_no_more_is_shown_than_the_endpoint_says_it_takes(tmp_path: Path) -> None:
    with MisbehavingServer(max_model_len=4_096) as server:
        with opened_openai(tmp_path, server, max_model_len=8_192) as engine:
            assert engine.max_model_len == 4_096
        with opened_openai(tmp_path, server, max_model_len=2_048) as engine:
            assert engine.max_model_len == 2_048
