"""What can be seen of a run from outside, in a folder or in a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.helpers.runs import books_of, kept_digest, left_over
from tests.stories.fire.scene import Scene
from webinstruct.storage.files import read_bytes
from webinstruct.storage.folders import files_below
from webinstruct.storage.place import is_local, place_at

__all__ = ["Seen", "files_of", "seen", "temporaries"]

_STAYS = ("locks/leases", "locks/here")
"""What says that several machines work on the run, and the folder in which their processes say that they are there."""
_COUNTS = ("read", "kept", "sources", "rejected", "quarantined")


@dataclass(frozen=True, slots=True)
class Seen:
    """A run's final bytes by their hashes, its books by stage and shard, how many files it has, and what should not
    be there any more."""

    digest: dict[str, str]
    books: dict[str, list[dict[str, Any]]]
    files: int
    left: list[str]


def seen(scene: Scene) -> Seen:
    """The run as it is now."""
    with _folder_of(scene.run_dir) as place:
        books = {stage: _closed_books(place, stage) for stage in scene.stages}
        left = [name for name in left_over(place) if name not in _STAYS]
        left += sorted(file.name for file in (place / _STAYS[1]).glob("*"))
        return Seen(kept_digest(place), books, files_of(scene), left)


def files_of(scene: Scene, below: str = "") -> int:
    """How many finished files a run has so far, or a folder of it."""
    names = files_below(place_at(scene.run_dir) / below)
    return sum(name.partition("/")[0] not in ("locks", "logs") for name in names)


def temporaries(folder: Path) -> list[str]:
    """What lies in the folder for temporary files. The scratch of a run in a store keeps its copies and logs, and of
    its last processes a folder with a lock each, which the next one removes; Ray keeps what its clusters logged."""
    found = (file for file in folder.rglob("*") if file.is_file() and file.name != ".lock")
    return sorted(str(file) for file in found if not {"runs", "ray"} & {*file.relative_to(folder).parts})


def _closed_books(place: Path, stage: str) -> list[dict[str, Any]]:
    found = books_of(place, stage)
    for books in found:
        stopped = sum(books["rejected"].values()) + sum(books["quarantined"].values())
        assert books["read"] == stopped + books["sources"], (stage, books)
    return [{word: books[word] for word in _COUNTS} for books in found]


@contextmanager
def _folder_of(run_dir: str) -> Iterator[Path]:
    """The run's own folder, or a copy of what a store has."""
    if is_local(run_dir):
        yield Path(run_dir)
        return
    with TemporaryDirectory() as copy:
        for name in files_below(place_at(run_dir)):
            file = Path(copy, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(read_bytes(f"{run_dir}/{name}"))
        yield Path(copy)
