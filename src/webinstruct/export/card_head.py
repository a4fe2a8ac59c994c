"""The YAML head of the card: what load_dataset and the Hub read."""

from __future__ import annotations

import re
from typing import Any

import yaml

from webinstruct.export.settings import ExportSettings
from webinstruct.export.split import TRAIN
from webinstruct.export.tally import Tally

__all__ = ["card_head"]

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGER = ((10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"))


def card_head(settings: ExportSettings, tally: Tally) -> str:
    """The head between its two rules; the first config is the default one.

    A split without rows has files but is not named: load_dataset refuses it.
    """
    languages = sorted(
        value for value, _ in tally.top("lang", tally.distinct("lang") + 1) if _LANGUAGE.fullmatch(value)
    )
    splits = [name for name, _ in sorted(tally.top("split"), reverse=True)] or [TRAIN]
    head: dict[str, Any] = {
        "pretty_name": settings.title,
        "license": "other",
        **({"language": languages} if languages else {}),
        "task_categories": ["question-answering", "text-generation"],
        "tags": ["instruction-tuning", "web", "webinstruct"],
        "size_categories": [_size(tally.pairs)],
        "configs": [_config(name, settings, splits) for name in settings.schemas],
    }
    head["configs"][0]["default"] = True
    return f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---\n"


def _config(schema: str, settings: ExportSettings, splits: list[str]) -> dict[str, Any]:
    files = [{"split": split, "path": _pattern(schema, split, settings)} for split in splits]
    return {"config_name": schema, "data_files": files}


def _pattern(schema: str, split: str, settings: ExportSettings) -> str:
    if "parquet" in settings.formats:
        return f"{schema}/{split}-*.parquet"
    return f"jsonl/{schema}/{split}.jsonl{'.gz' if settings.compress_jsonl else ''}"


def _size(pairs: int) -> str:
    return next((word for limit, word in (*_SIZES, *_LARGER) if pairs < limit), "n>1B")
