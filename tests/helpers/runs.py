"""What tests ask of a run directory."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from webinstruct.storage import parquet

TOY = "tests.helpers.toy"


def toy_config(
    *stages: str, size: str = "3x20", source: str = "Numbers", workers: int = 2, **settings: Any
) -> dict[str, Any]:
    """A config over the toy source with toy stages."""
    return {
        "source": {"use": f"{TOY}:{source}", "path": size},
        "stages": [f"{TOY}:{stage}" for stage in stages],
        "executor": {"workers": workers, **settings.pop("executor", {})},
        **settings,
    }


def kept_rows(run_dir: Path, stage: str) -> list[dict[str, Any]]:
    """All rows that a stage kept, in order."""
    return [
        row
        for file in sorted((run_dir / stage / "kept").glob("*.parquet"))
        for row in parquet.rows(str(file))
    ]


def stopped_rows(run_dir: Path, stage: str, what: str) -> list[dict[str, Any]]:
    """All rows that a stage rejected or quarantined."""
    return [
        row for file in sorted((run_dir / stage / what).glob("*.parquet")) for row in parquet.rows(str(file))
    ]


def kept_digest(run_dir: Path) -> dict[str, str]:
    """The SHA-256 of every kept file and exported file."""
    files = [
        *run_dir.glob("*/kept/*.parquet"),
        *(f for f in run_dir.glob("export/dataset/**/*") if f.is_file()),
    ]
    return {
        f.relative_to(run_dir).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(files)
    }


def books_of(run_dir: Path, stage: str) -> list[dict[str, Any]]:
    """The manifests of a stage, in order."""
    return [json.loads(file.read_bytes()) for file in sorted((run_dir / stage / "manifest").glob("*.json"))]


def left_over(run_dir: Path) -> list[str]:
    """Temporary files and locks that should not be there any more."""
    found = [*run_dir.rglob("*.tmp"), *(run_dir / "locks").glob("*")]
    return sorted(file.relative_to(run_dir).as_posix() for file in found)
