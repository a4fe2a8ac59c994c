"""What a stage reads and writes: an Arrow schema with a name, a version and a sentence per column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from webinstruct.core.errors import TableError

__all__ = ["Column", "Row", "Table"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, what it holds, and the value where a file from outside lacks it.

    A column without a `default` has to be there.
    """

    name: str
    type: pa.DataType
    says: str
    default: Any = ...


@dataclass(frozen=True)
class Table:
    """A named, versioned set of columns; `key` is the column that identifies a row."""

    name: str
    version: int
    key: str
    columns: tuple[Column, ...]

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema; each field's metadata carries the column's sentence."""
        fields = [pa.field(c.name, c.type, metadata={"says": c.says}) for c in self.columns]
        return pa.schema(fields, metadata={"table": self.name, "version": str(self.version)})

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The value of each column where a row lacks it, in order; None also where it has to be there."""
        return {c.name: None if c.default is ... else c.default for c in self.columns}

    @cached_property
    def texts(self) -> frozenset[str]:
        """The names of the columns that hold text."""
        return frozenset(c.name for c in self.columns if pa.types.is_string(c.type))

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]

    def extended(self, name: str, *columns: Column, version: int = 1) -> Table:
        """A table with this one's columns and further ones behind them."""
        return Table(name, version, self.key, self.columns + columns)

    def check(self, found: Sequence[str], where: str, advice: str) -> None:
        """Raise unless the columns `found` in the file `where` hold all that have no default.

        Raises:
            TableError: naming the missing columns, those found, and `advice` as the next step.
        """
        missing = [c.name for c in self.columns if c.default is ... and c.name not in found]
        if missing:
            raise TableError(
                f"{where} does not fit '{self.name}' v{self.version}: missing {missing}, found {list(found)}. {advice}"
            )

    def completed(self, row: Row) -> dict[str, Any]:
        """`row` with this table's columns only, in order, and defaults where it has none."""
        return {name: row.get(name, default) for name, default in self.defaults.items()}
