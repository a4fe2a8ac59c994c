"""The folders that an engine may ask for, below one."""

from __future__ import annotations

from pathlib import Path

from webinstruct.core.errors import InputError
from webinstruct.core.stage import Pages

__all__ = ["Place"]


class Place:
    """A StageContext for engines on their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def artifact(self, step: str, part: int = 0) -> str:
        return str(self._folder / f"{step}-{part}")

    def pages(self) -> Pages:
        raise InputError("There are no pages here.")

    def folder(self, name: str) -> str:
        place = self._folder / name
        place.mkdir(parents=True, exist_ok=True)
        return str(place)
