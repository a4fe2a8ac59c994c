"""The shapes in which a pair is released, each with its Arrow schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from webinstruct.core.table import Row
from webinstruct.tables import EXPORTED

__all__ = ["Shape", "shape_of"]


@dataclass(frozen=True)
class Shape:
    """A way to write a pair: the Arrow schema of the file, and the row made of an exported row."""

    name: str
    schema: pa.Schema
    shaped: Callable[[Row], dict[str, Any]]


def shape_of(name: str, columns: Sequence[str]) -> Shape:
    """The shape `name`; `columns` of the exported row go beside the chat (webinstruct_sub has its own).

    >>> shape_of("messages", ["url"]).schema.names
    ['messages', 'url']
    >>> shape_of("sharegpt", []).shaped({"question": "1+1?", "answer": "2"})
    {'conversations': [{'from': 'human', 'value': '1+1?'}, {'from': 'gpt', 'value': '2'}]}
    """
    return _SHAPES[name](columns)


def _messages(columns: Sequence[str]) -> Shape:
    def shaped(row: Row) -> dict[str, Any]:
        chat = [
            {"role": "user", "content": row["question"]},
            {"role": "assistant", "content": row["answer"]},
        ]
        return {"messages": chat, **_beside(row, columns)}

    return Shape("messages", _chat_schema("messages", ("role", "content"), columns), shaped)


def _sharegpt(columns: Sequence[str]) -> Shape:
    def shaped(row: Row) -> dict[str, Any]:
        chat = [{"from": "human", "value": row["question"]}, {"from": "gpt", "value": row["answer"]}]
        return {"conversations": chat, **_beside(row, columns)}

    return Shape("sharegpt", _chat_schema("conversations", ("from", "value"), columns), shaped)


def _webinstruct_sub(_columns: Sequence[str]) -> Shape:
    """The columns of the published WebInstruct subset; `source` is the page's URL.

    Where nobody refined, the original is the pair itself.
    """
    texts = ("orig_question", "orig_answer", "question", "answer", "source")
    schema = pa.schema([*((name, pa.string()) for name in texts), ("index", pa.int64())])

    def shaped(row: Row) -> dict[str, Any]:
        return {
            "orig_question": row["orig_question"] or row["question"],
            "orig_answer": row["orig_answer"] or row["answer"],
            "question": row["question"],
            "answer": row["answer"],
            "source": row["url"],
            "index": row["index"],
        }

    return Shape("webinstruct_sub", schema, shaped)


_SHAPES: Mapping[str, Callable[[Sequence[str]], Shape]] = {
    "messages": _messages,
    "sharegpt": _sharegpt,
    "webinstruct_sub": _webinstruct_sub,
}


def _beside(row: Row, columns: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in columns}


def _chat_schema(name: str, keys: tuple[str, str], columns: Sequence[str]) -> pa.Schema:
    turn = pa.struct([(key, pa.string()) for key in keys])
    beside = [pa.field(column, EXPORTED.schema.field(column).type) for column in columns]
    return pa.schema([pa.field(name, pa.list_(turn)), *beside])
