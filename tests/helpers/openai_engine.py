"""The engine `openai` opened on servers of a test, with little patience."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.engines.conformance import request_of
from tests.helpers.misbehaving_server import MisbehavingServer, Response, serving
from tests.helpers.places import Place
from webinstruct.core.errors import EngineRefused
from webinstruct.engines.openai.endpoints import Patience
from webinstruct.engines.openai.engine import OpenAIEngine
from webinstruct.engines.protocol import Reply, Request
from webinstruct.engines.settings import OpenAISettings

__all__ = ["QUICK", "opened_openai", "replies_of", "reply_to", "stop_sentence"]

QUICK = Patience(first_s=0.01, most_s=0.05)


@contextmanager
def opened_openai(
    folder: Path, *servers: MisbehavingServer, patience: Patience = QUICK, **settings: Any
) -> Iterator[Any]:
    given = {"timeout_s": 5.0, "concurrency": 8, **settings}
    urls = tuple(server.url for server in servers)
    ready = OpenAISettings(kind="openai", base_url=urls, model="tiny", **given)
    with closing(OpenAIEngine(ready, patience)) as engine:
        engine.open(Place(folder))
        yield engine


def replies_of(
    folder: Path, server: MisbehavingServer, requests: Sequence[Request], **settings: Any
) -> list[Reply]:
    with opened_openai(folder, server, **settings) as engine:
        return list(engine.stream(requests))


def reply_to(folder: Path, *responses: Response, **settings: Any) -> Reply:
    with MisbehavingServer(serving(*responses)) as server:
        (reply,) = replies_of(folder, server, [request_of(0)], **settings)
    return reply


def stop_sentence(folder: Path, server: MisbehavingServer, **settings: Any) -> str:
    """What the engine says when it refuses to go on."""
    with pytest.raises(EngineRefused) as caught:
        replies_of(folder, server, [request_of(number) for number in range(4)], **settings)
    return str(caught.value)
