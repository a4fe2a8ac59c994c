"""Many conversations with engines at the same time.

A row that needs a model is a conversation: a generator that yields the requests it has, is sent their replies in the
same order, may ask again, and returns its verdicts. Rows begin only while an engine wants more, so that memory does
not grow with the input, and an engine's stream lasts as long as there are rows: it never drains between shards.

Each engine is read by a thread of its own; rows are read, and conversations go on, in the caller's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from webinstruct.core.limits import time_limit
from webinstruct.core.mishap import verdicts_on
from webinstruct.core.stage import Note, Numbered, Settled, Verdict
from webinstruct.core.table import Row
from webinstruct.engines.desk import Desk
from webinstruct.engines.protocol import Answer, Engine, Reply, Request

__all__ = ["Talk", "settled"]

Talk = Generator[Sequence[Request], Sequence[Reply], Sequence[Verdict]]
"""What a row has to say: requests out, their replies in, verdicts at the end."""


def settled(
    engines: Mapping[str, Engine],
    rows: Iterable[Numbered],
    talk: Callable[[Row], Talk],
    row_timeout_s: float,
) -> Iterator[Settled]:
    """The verdicts on every row of `rows`, as its conversation ends; Notes on requests and tokens come with them.

    A request goes to the engine that its `engine` names; a stage with one engine names it "". Each step of a
    conversation may take `row_timeout_s` seconds of work, waiting for replies not counted.

    Raises:
        EngineDied, EngineRefused: an engine cannot go on.
    """
    waiting: dict[str, _Conversation] = {}
    numbered = iter(rows)
    has_rows = True
    with Desk(engines) as desk:
        while has_rows or waiting:
            if has_rows and desk.is_hungry:
                row = next(numbered, None)
                if row is None:
                    has_rows = False
                    desk.end_of_rows()
                    continue
                conversation = _Conversation(row.number, talk(row.row), row_timeout_s)
                requests = conversation.begun()
            else:
                reply = desk.reply(is_hunger_heard=has_rows)
                if reply is None:
                    continue
                conversation = waiting.pop(reply.id)
                requests = conversation.told(reply)
            for request in requests:
                waiting[request.id] = conversation
                desk.put(request)
            if conversation.verdicts is not None:
                yield Settled(conversation.number, conversation.verdicts)


class _Conversation:
    """One row's talk: which replies it waits for, and what it came to."""

    def __init__(self, number: int, talk: Talk, row_timeout_s: float) -> None:
        self.number = number
        self.verdicts: Sequence[Verdict] | None = None
        self._talk = talk
        self._row_timeout_s = row_timeout_s
        self._asked: list[Request] = []
        self._replies: dict[str, Reply] = {}
        self._requests = 0
        self._usage: Counter[str] = Counter()

    def begun(self) -> Sequence[Request]:
        """The first requests."""
        return self._gone_on(None)

    def told(self, reply: Reply) -> Sequence[Request]:
        """Hear a reply; further requests once all replies are there."""
        self._replies[reply.id] = reply
        self._count(reply)
        if len(self._replies) < len(self._asked):
            return ()
        return self._gone_on([self._replies[request.id] for request in self._asked])

    def _gone_on(self, replies: Sequence[Reply] | None) -> Sequence[Request]:
        try:
            asked: Sequence[Request] = ()
            while not asked:
                with time_limit(self._row_timeout_s):
                    asked = self._talk.send(replies) if replies is not None else next(self._talk)
                replies = ()
        except StopIteration as end:
            self._end(end.value)
            return ()
        except Exception as error:  # the judgement on one row, perhaps a user's: its neighbors go on
            self._end(verdicts_on(error))
            return ()
        self._asked = [
            replace(request, id=f"{self.number}.{k}") for k, request in enumerate(asked, self._requests)
        ]
        self._requests += len(asked)
        self._replies = {}
        return self._asked

    def _count(self, reply: Reply) -> None:
        engine = next(request.engine for request in self._asked if request.id == reply.id)
        of = f":{engine}" if engine else ""
        self._usage[f"llm_requests{of}"] += 1
        if not isinstance(reply, Answer):
            self._usage[f"llm_refusals{of}"] += 1
        elif reply.is_replayed:
            self._usage[f"llm_replayed{of}"] += 1
        else:
            self._usage[f"llm_prompt_tokens{of}"] += reply.prompt_tokens
            self._usage[f"llm_cached_tokens{of}"] += reply.cached_tokens
            self._usage[f"llm_output_tokens{of}"] += reply.output_tokens

    def _end(self, verdicts: Sequence[Verdict]) -> None:
        notes = [Note(word, count) for word, count in sorted(self._usage.items()) if count]
        self.verdicts = [*verdicts, *notes]
