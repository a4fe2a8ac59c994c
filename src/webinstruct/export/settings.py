"""What a release looks like."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from webinstruct.core.settings import Settings, nearest
from webinstruct.tables import EXPORTED

__all__ = ["ExportSettings", "Format", "Schema"]

Format = Literal["parquet", "jsonl"]
Schema = Literal["messages", "sharegpt", "webinstruct_sub"]

_COLUMNS = (
    "index",
    "pair_id",
    "page_id",
    "url",
    "domain",
    "lang",
    "method",
    "grounding",
    "answer_status",
    "refine_action",
    "refiner",
    "source_file",
    "record_offset",
    "fetched_at",
)


class ExportSettings(Settings):
    """Settings of `export`."""

    held_out_share: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Share of the pairs that go to the split `test`, in [0, 1); chosen by the hash of their ids."""
    formats: tuple[Format, ...] = Field(default=("parquet", "jsonl"), min_length=1)
    """File formats that are written; with both, load_dataset reads the Parquet files."""
    schemas: tuple[Schema, ...] = Field(default=("messages", "sharegpt", "webinstruct_sub"), min_length=1)
    """Shapes of a row, each a config of the data set; the first is the default one."""
    columns: tuple[str, ...] = _COLUMNS
    """Columns that messages and sharegpt carry beside the chat; any of the exported table's."""
    rows_per_file: int = Field(default=200_000, ge=1)
    """Rows in one Parquet file; fewer rows make more files."""
    compress_jsonl: bool = True
    """Whether JSONL files are gzipped (about a third of the size)."""
    title: str = Field(default="Question-answer pairs from web pages", min_length=1)
    """Title of the card."""
    license_note: str = ""
    """What the card says of rights beside its standing text; plain Markdown of your own."""
    out: str | None = None
    """A second place for the finished data set: a local folder, or s3://bucket/folder and the like."""

    @field_validator("columns")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in EXPORTED.names:
                raise ValueError(
                    f"'{name}' is no column of the exported table. {nearest(name, EXPORTED.names)}"
                )
        return names
