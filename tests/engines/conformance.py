"""What every engine promises. A test class inherits it and says what its engine is; see test_conformance.py.

class TestMine(EngineConformance):
    @pytest.fixture
    def engine(self, tmp_path): ...
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

import pytest

from webinstruct.engines.protocol import Answer, Engine, Refusal, Request

__all__ = ["EngineConformance", "request_of"]


def request_of(number: int, text: str = "") -> Request:
    """A small request that is answered with certainty."""
    message = {"role": "user", "content": text or f"question {number}"}
    return Request(f"id-{number}", (message,), 16, {"temperature": 0.0}, name=f"page/{number}")


class EngineConformance:
    """Claims about `engine`, a fixture that gives it opened."""

    many = 10_000
    """Requests in the long test."""
    most_pulled = 64
    """Requests that may be pulled and not answered yet."""
    refused: Request | None = Request(
        "id-refused", ({"role": "user", "content": "refuse me"},), 16, name="none"
    )
    """A request that the engine refuses; None where it refuses nothing."""

    def request(self, number: int) -> Request:
        """A request that the engine answers; `number` is below `many`."""
        return request_of(number)

    def test_every_request_gets_exactly_one_reply(self, engine: Engine) -> None:
        replies = list(engine.stream(self.request(number) for number in range(50)))
        assert sorted(reply.id for reply in replies) == sorted(self.request(n).id for n in range(50))

    def test_an_answer_says_how_it_ended_and_what_it_cost(self, engine: Engine) -> None:
        (answer,) = engine.stream([self.request(0)])
        assert isinstance(answer, Answer)
        assert answer.finish in ("stop", "length")
        assert answer.prompt_tokens > 0
        assert answer.output_tokens >= 0
        assert 0 <= answer.cached_tokens <= answer.prompt_tokens

    def test_requests_without_end_are_answered(self, engine: Engine) -> None:
        endless = (self.request(number % self.many) for number in count())
        numbered = (Request(f"{n}", r.messages, 16, r.sampling, name=r.name) for n, r in enumerate(endless))
        stream = engine.stream(numbered)
        assert len(list(islice(stream, 100))) == 100
        stream.close()  # type: ignore[attr-defined]

    def test_only_a_bounded_number_is_pulled_ahead(self, engine: Engine) -> None:
        pulled = 0

        def counted() -> Iterator[Request]:
            nonlocal pulled
            for number in range(min(500, self.many)):
                pulled += 1
                yield self.request(number)

        most = 0
        for answered, _ in enumerate(engine.stream(counted())):
            most = max(most, pulled - answered)
        assert most <= self.most_pulled

    def test_nothing_is_pulled_before_the_first_reply_is_wanted(self, engine: Engine) -> None:
        requests = iter([self.request(number) for number in range(5)])
        engine.stream(requests)
        assert len(list(requests)) == 5

    def test_streams_follow_one_another(self, engine: Engine) -> None:
        for start in (0, 10, 20):
            replies = list(engine.stream(self.request(start + number) for number in range(10)))
            assert {reply.id for reply in replies} == {self.request(start + n).id for n in range(10)}

    def test_a_stream_that_is_closed_early_leaves_the_engine_usable(self, engine: Engine) -> None:
        stream = engine.stream(self.request(number) for number in range(40))
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        (reply,) = engine.stream([self.request(41)])
        assert reply.id == self.request(41).id

    def test_no_requests_mean_no_replies(self, engine: Engine) -> None:
        assert list(engine.stream([])) == []

    def test_a_refusal_is_a_value_between_answers(self, engine: Engine) -> None:
        if self.refused is None:
            pytest.skip("this engine refuses nothing")
        replies = list(engine.stream([self.request(1), self.refused, self.request(2)]))
        assert len(replies) == 3
        (refusal,) = (reply for reply in replies if reply.id == self.refused.id)
        assert isinstance(refusal, Refusal)
        assert refusal.reason

    def test_the_identity_is_words_and_does_not_change(self, engine: Engine) -> None:
        identity = engine.identity()
        assert identity
        assert all(isinstance(word, str) for pair in identity.items() for word in pair)
        list(engine.stream([self.request(0)]))
        assert engine.identity() == identity

    def test_many_requests_are_each_answered_once(self, engine: Engine) -> None:
        replies = [reply.id for reply in engine.stream(self.request(n) for n in range(self.many))]
        assert len(replies) == len(set(replies)) == self.many
