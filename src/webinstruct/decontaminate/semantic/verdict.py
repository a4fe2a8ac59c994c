"""What an engine says about two questions."""

from __future__ import annotations

from typing import NamedTuple

from webinstruct.core.loose_json import loose_json
from webinstruct.engines.protocol import Answer, Reply

__all__ = ["VERDICT_SCHEMA", "Verdict", "verdict_of"]

VERDICT_SCHEMA = {
    "type": "object",
    "properties": {"same": {"type": "boolean"}, "reason": {"type": "string", "maxLength": 200}},
    "required": ["same", "reason"],
    "additionalProperties": False,
}


class Verdict(NamedTuple):
    """Whether both ask the same (None where nobody said), and why."""

    is_same: bool | None
    reason: str


def verdict_of(reply: Reply) -> Verdict:
    """The verdict in an engine's reply.

    >>> verdict_of(Answer("1", 'Well: {"same": true, "reason": "other words"}', "stop", 9, 9))
    Verdict(is_same=True, reason='other words')
    >>> verdict_of(Answer("1", "Perhaps.", "stop", 9, 9)).is_same is None
    True
    """
    if not isinstance(reply, Answer):
        return Verdict(None, str(reply.reason))
    said = loose_json(reply.text)
    if not isinstance(said, dict) or not isinstance(same := said.get("same"), bool):
        return Verdict(None, "no_verdict")
    return Verdict(same, " ".join(str(said.get("reason") or "").split()))
