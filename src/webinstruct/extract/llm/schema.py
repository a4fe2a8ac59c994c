"""The form of an answer as JSON schema: bounded, without optional parts, of words that all structured decoders take.

`minItems`, `maxItems`, `minimum` and `maximum` are among what OpenAI's strict mode and xgrammar both know; tuples
(`prefixItems`) and patterns are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["COPIED", "POINTED"]

_MOST_PAIRS, _MOST_OTHERS, _MOST_RANGES, _MOST_LINES = 128, 16, 8, 999_999


def _record(**parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": parts,
        "required": list(parts),
        "additionalProperties": False,
    }


def _some(of: Mapping[str, Any], least: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": of, "minItems": least, "maxItems": most}


_NUMBER = {"type": "integer", "minimum": 1, "maximum": _MOST_LINES}
_RANGES = _some(_some(_NUMBER, 2, 2), 1, _MOST_RANGES)
_TEXT = {"type": "string"}

POINTED: Mapping[str, Any] = _record(
    pairs=_some(_record(q=_RANGES, a=_RANGES, o=_some(_RANGES, 0, _MOST_OTHERS)), 0, _MOST_PAIRS)
)
"""Answers of style pointer: q, a and each of o are lists of inclusive ranges of line numbers."""

COPIED: Mapping[str, Any] = _record(pairs=_some(_record(question=_TEXT, answer=_TEXT), 0, _MOST_PAIRS))
"""Answers of style verbatim."""
