"""The file of translated items: JSON Lines of {benchmark, item, text}."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from webinstruct.core.errors import InputError
from webinstruct.decontaminate.canaries.planting import Items
from webinstruct.storage.files import read_bytes, sha256_of

__all__ = ["translations_identity", "translations_in"]

_FIELDS = ("benchmark", "item", "text")


def translations_identity(path: str | None, items: Items) -> dict[str, str]:
    """The hash of the file for the plan, once its lines were checked; empty without a file.

    Raises:
        InputError: as of `translations_in`.
    """
    if path is None:
        return {}
    translations_in(path, items)
    return {"canaries.translations": sha256_of(path)}


def translations_in(path: str, items: Items) -> Mapping[tuple[str, str], str]:
    """The translated texts in `path` by benchmark and item id.

    Raises:
        InputError: a line is no such object, or names a benchmark or an item that is not among `items`.
    """
    found = {}
    known = {benchmark: {item.id for item in ours} for benchmark, ours in items.items()}
    for number, row in _numbered_rows(path):
        benchmark, item, text = (str(row[name]) for name in _FIELDS)
        if benchmark not in known:
            raise InputError(
                f"{path}, line {number} names the benchmark '{benchmark}'; decontaminate.benchmarks has "
                f"{sorted(known)}. Correct the name, or take the line out."
            )
        if item not in known[benchmark]:
            raise InputError(
                f"{path}, line {number} names item '{item}', which '{benchmark}' does not have. Correct the id, or "
                "take the line out."
            )
        found[benchmark, item] = text
    return found


def _numbered_rows(path: str) -> list[tuple[int, dict[str, Any]]]:
    try:
        lines = read_bytes(path).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} (decontaminate.canaries.translations) is no UTF-8 text: {error}."
        ) from error
    return [(number, _row(line, path, number)) for number, line in enumerate(lines, 1) if line.strip()]


def _row(line: str, path: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path}, line {number} is no JSON ({error}). Give one object a line.") from error
    if not isinstance(row, dict) or any(not isinstance(row.get(name), str | int) for name in _FIELDS):
        has = sorted(row) if isinstance(row, dict) else type(row).__name__
        raise InputError(f"{path}, line {number} needs {list(_FIELDS)} and has {has}.")
    return row
