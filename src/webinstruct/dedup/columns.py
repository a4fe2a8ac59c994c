"""Arrays of numbers as one file: written whole, mapped from disk when read, so that only what is touched is in memory.

The form is Arrow IPC, uncompressed, with one record batch; `facts` are a few counts in the schema's metadata.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Columns", "write_columns"]


class Columns:
    """The columns of a file that `write_columns` wrote; they stay mapped as long as this object lives."""

    def __init__(self, path: str) -> None:
        self._map = pa.memory_map(path)
        file = pa.ipc.open_file(self._map)
        self._batch = file.get_batch(0)
        self.facts = {key.decode(): int(value) for key, value in (file.schema.metadata or {}).items()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The column `name`, read-only."""
        return np.asarray(self._batch.column(name).to_numpy(zero_copy_only=True))

    def __contains__(self, name: str) -> bool:
        """Whether there is a column `name`."""
        return name in self._batch.schema.names

    def __len__(self) -> int:
        """Rows of each column."""
        return int(self._batch.num_rows)


def write_columns(
    out: str, columns: Mapping[str, NDArray[Any]], facts: Mapping[str, int] | None = None
) -> None:
    """Write arrays of one length to `out`, with some counts beside them."""
    arrays = [pa.array(values) for values in columns.values()]
    fields = [pa.field(name, array.type) for name, array in zip(columns, arrays, strict=True)]
    schema = pa.schema(fields, metadata={key: str(value) for key, value in (facts or {}).items()})
    with pa.ipc.new_file(out, schema) as file:
        file.write_batch(pa.record_batch(arrays, schema=schema))
