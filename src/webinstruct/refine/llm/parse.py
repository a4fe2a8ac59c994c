"""From what a model wrote to the pair in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webinstruct.core.loose_json import loose_json
from webinstruct.refine.gate.pair import Pair

__all__ = ["PAIR_SCHEMA", "refined_pair"]

PAIR_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "question": {"type": "string", "minLength": 1},
        "answer": {"type": "string", "minLength": 1},
    },
    "required": ["question", "answer"],
    "additionalProperties": False,
}
"""What an engine with structured output is held to; its length is bounded by the tokens of the answer."""


def refined_pair(text: str) -> Pair | None:
    r"""The pair that a model's answer holds; None where it holds none that is whole.

    >>> refined_pair('```json\n{"question": "What is $2+2$?", "answer": "4"}\n```')
    Pair(question='What is $2+2$?', answer='4')
    >>> refined_pair('{"question": "What is $2+2$?", "answer": "Two and tw') is None
    True
    """
    found = loose_json(text)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, Mapping):
        return None
    question, answer = found.get("question"), found.get("answer")
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        answer = str(answer)
    if not isinstance(question, str) or not isinstance(answer, str):
        return None
    return Pair(question, answer)
