"""Pairs that come as rows of Parquet or JSONL, for a run that begins behind extract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from webinstruct.core.ids import pair_id
from webinstruct.core.reject import Reject
from webinstruct.core.stage import Quarantined, Rejected, Stopped
from webinstruct.core.table import Row, Table
from webinstruct.sources.charset import clean_text
from webinstruct.sources.table_rows import FoundRow, Wanted

__all__ = ["given_pair", "wanted_of_pairs"]

_EMPTY = (("question", Reject.EMPTY_QUESTION), ("answer", Reject.EMPTY_ANSWER))


def wanted_of_pairs(table: Table, theirs: Mapping[str, str]) -> Wanted:
    """What is looked for in a file of pairs that shall become rows of `table`."""
    return Wanted(table.name, table.names, [["question"], ["answer"]], theirs)


def given_pair(found: FoundRow, table: Table, name: str, place: str) -> Row | Stopped:
    """The row of `table` in a row of the file `name`; `place` names that row in an error."""
    row: dict[str, Any] = {
        key: clean_text(value) if isinstance(value, str) else value for key, value in found.columns.items()
    }
    if isinstance(row.get("pair_id"), str) and not row["pair_id"].strip():
        del row["pair_id"]
    row_id = row.get("pair_id") if isinstance(row.get("pair_id"), str) else None
    url = row.get("url") if isinstance(row.get("url"), str) else None
    verdict = _fault(row, table, place)
    if verdict is not None:
        return Stopped(row_id or f"{name}#{found.number}", url or "", verdict)
    return {**table.defaults, **_derived(row, table, name), **row}


def _fault(row: Mapping[str, Any], table: Table, place: str) -> Rejected | Quarantined | None:
    texts = table.texts
    for name, value in row.items():
        if type(value) is str and name in texts:  # nearly all of them
            continue
        kind = table.schema.field(name).type
        if not _is_of(value, kind):
            shown = f"a {type(value).__name__} ({str(value)[:40]!r}), not {kind}"
            return Quarantined("bad_row", f"{place}: '{name}' is {shown}")
    for name, reason in _EMPTY:
        if not str(row.get(name) or "").strip():
            return Rejected(reason, place)
    return None


def _is_of(value: object, kind: pa.DataType) -> bool:
    if pa.types.is_list(kind):
        return isinstance(value, list | tuple) and all(_is_of(part, kind.value_type) for part in value)
    if pa.types.is_struct(kind):
        return isinstance(value, dict)
    if pa.types.is_boolean(kind):
        return isinstance(value, bool)
    if pa.types.is_integer(kind):
        return isinstance(value, int) and not isinstance(value, bool)
    if pa.types.is_floating(kind):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _derived(row: Mapping[str, Any], table: Table, name: str) -> dict[str, Any]:
    """Values for columns of `table` that the row may lack."""
    question, answer = row["question"], row["answer"]
    derived = {"source_file": name}
    if "orig_question" in table.defaults:
        derived |= {"orig_question": question, "orig_answer": answer}
    if "pair_id" not in row:
        before = (row.get("orig_question") or question, row.get("orig_answer") or answer)
        derived["pair_id"] = pair_id(str(row.get("page_id") or row.get("url") or ""), *before)
    return derived
