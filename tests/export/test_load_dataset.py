"""What the `datasets` library makes of a release, given nothing but its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import datasets
import pytest

from tests.helpers.exportable import FACTS, exportable
from tests.helpers.finished_stage import FinishedStage
from webinstruct.export.release import folder_of
from webinstruct.export.settings import ExportSettings
from webinstruct.export.stage import Export

BOTH = pytest.mark.parametrize("formats", [("parquet",), ("jsonl",), ("parquet", "jsonl")], ids="+".join)


@pytest.fixture(autouse=True)
def _quiet() -> None:
    datasets.disable_progress_bars()


def loaded(tmp_path: Path, rows: list[dict[str, Any]], schema: str, **settings: Any) -> Any:
    run = FinishedStage(tmp_path / "run", Export(ExportSettings(**settings)), [rows], FACTS)
    return datasets.load_dataset(str(folder_of(run.run_dir)), schema, cache_dir=str(tmp_path / "cache"))


@BOTH
@pytest.mark.parametrize("schema", ["messages", "sharegpt", "webinstruct_sub"])
def test_every_schema_loads_by_its_name(tmp_path: Path, formats: tuple[str, ...], schema: str) -> None:
    rows = [exportable(n) for n in range(40)]
    found = loaded(tmp_path, rows, schema, formats=formats, held_out_share=0.3, rows_per_file=10)
    assert {index for split in found.values() for index in split["index"]} == set(range(40))
    assert set(found) == {"train", "test"}


@BOTH
def test_a_chat_arrives_as_it_was_exported(tmp_path: Path, formats: tuple[str, ...]) -> None:
    answer = 'quoted "so",\u2028then a break\nand ' + "x" * (1 << 20)
    found = loaded(tmp_path, [exportable(1, answer=answer)], "messages", formats=formats)
    assert found["train"][0]["messages"] == [
        {"role": "user", "content": "What is 1 + 1?"},
        {"role": "assistant", "content": answer},
    ]


@BOTH
def test_a_held_out_split_without_rows_does_not_stop_the_other(
    tmp_path: Path, formats: tuple[str, ...]
) -> None:
    found = loaded(tmp_path, [exportable(1)], "messages", formats=formats, held_out_share=1e-12)
    assert found["train"].num_rows == 1
