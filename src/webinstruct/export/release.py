"""The release as a folder: `files` writes it, `copy` puts it elsewhere.

dataset/README.md                              the card, whose head tells load_dataset where the files are
dataset/<schema>/<split>-00000.parquet
dataset/jsonl/<schema>/<split>.jsonl.gz
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from webinstruct.core.errors import ConfigError, InputError
from webinstruct.core.stage import StepContext
from webinstruct.core.table import Row
from webinstruct.export.outputs import JsonLines, Output, ParquetParts
from webinstruct.export.settings import ExportSettings
from webinstruct.export.shapes import shape_of
from webinstruct.export.split import split_names
from webinstruct.storage.files import copy_file, listed, resolved, sha256_of
from webinstruct.storage.folders import files_below, remove_tree, size_of
from webinstruct.storage.place import Place, place_at

__all__ = ["CARD_FILE", "Copy", "Files", "folder_of"]

CARD_FILE = "README.md"
_ENDINGS = (".parquet", ".jsonl", ".jsonl.gz")


def folder_of(run_dir: str) -> Place:
    """The folder of a run's release."""
    return place_at(run_dir) / "export" / "dataset"


class Files:
    """The step that writes the files. Its artifact lists them: path, split, schema, rows, bytes, sha256."""

    name = "files"
    per_shard = False
    suffix = ".json"

    def __init__(self, settings: ExportSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Write the release anew: what an attempt that was killed left is removed first."""
        folder = folder_of(context.run_dir)
        remove_tree(folder)
        rows = (row for shard in range(context.shards) for row in context.kept(shard))
        listing = written_files(folder, rows, self._settings)
        Path(out).write_text(json.dumps(listing, indent=1))


class Copy:
    """The step that copies the release to a second place. Its artifact lists the copies."""

    name = "copy"
    per_shard = False
    suffix = ".json"

    def __init__(self, target: str) -> None:
        self._target = resolved(target).rstrip("/")

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Copy every file, each whole or not at all; the card comes last.

        Raises:
            ConfigError: the place holds files of another release, which load_dataset would mix with ours.
        """
        folder = folder_of(context.run_dir)
        names = files_below(folder)
        _check_free(self._target, names)
        for name in sorted(names, key=lambda name: name == CARD_FILE):
            copy_file(folder / name, f"{self._target}/{name}")
        Path(out).write_text(json.dumps([f"{self._target}/{name}" for name in names], indent=1))


def written_files(folder: Place, rows: Iterable[Row], settings: ExportSettings) -> list[dict[str, Any]]:
    """Write `rows` in every schema and format below `folder`, in one pass; what was written, by path."""
    with ExitStack() as stack:
        outputs: dict[str, list[tuple[str, Output]]] = defaultdict(list)
        for split in split_names(settings.held_out_share):
            for schema, output in _outputs(folder, split, settings):
                outputs[split].append((schema, stack.enter_context(output)))
        for row in rows:
            for _, output in outputs[row["split"]]:
                output.add(row)
    return sorted(_listing(folder, outputs), key=lambda entry: str(entry["path"]))


def _check_free(target: str, names: Iterable[str]) -> None:
    ours = tuple(f"/{name}" for name in names)
    try:
        strangers = [file.path for file in listed(target, _ENDINGS) if not file.path.endswith(ours)]
    except InputError:  # nothing there yet
        return
    if strangers:
        raise ConfigError(
            f"export.out: {target} holds files that are not of this release, the first is {strangers[0]}. "
            "Remove them, or name another folder."
        )


def _outputs(folder: Place, split: str, settings: ExportSettings) -> Iterable[tuple[str, Output]]:
    for schema in settings.schemas:
        shape = shape_of(schema, settings.columns)
        if "parquet" in settings.formats:
            yield schema, ParquetParts(folder / schema, split, shape, settings.rows_per_file)
        if "jsonl" in settings.formats:
            yield schema, JsonLines(folder / "jsonl" / schema, split, shape, settings.compress_jsonl)


def _listing(folder: Place, outputs: dict[str, list[tuple[str, Output]]]) -> Iterable[dict[str, Any]]:
    for split, ours in outputs.items():
        for schema, output in ours:
            for path, rows in output.rows.items():
                yield {
                    "path": str(path).removeprefix(f"{folder}/"),
                    "schema": schema,
                    "split": split,
                    "rows": rows,
                    "bytes": size_of(path),
                    "sha256": sha256_of(str(path)),
                }
