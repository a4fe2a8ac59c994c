"""Rewritings for the gate, written by hand, in tests/data/gate: one JSON object a line.

Those of changed.jsonl alter an answer or a question, those of faithful.jsonl do not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

__all__ = ["CHANGED", "FAITHFUL", "Case"]

_FOLDER = Path(__file__).parents[2] / "data" / "gate"


class Case(NamedTuple):
    """One rewriting: what is done to which pair; an empty refined question is the original."""

    what: str
    question: str
    answer: str
    refined_question: str
    refined_answer: str


def _cases(name: str) -> list[Case]:
    return [Case(**json.loads(line)) for line in (_FOLDER / name).read_text("utf-8").splitlines()]


CHANGED = _cases("changed.jsonl")
FAITHFUL = _cases("faithful.jsonl")
