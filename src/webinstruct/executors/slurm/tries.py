"""Which parts failed in which element of a submission, so that no part is tried by every element there is.

RUN/jobs/<n>/failed/<stage>-<step>-<part>@<element>.json

Another node may do what one could not (a full disk, a broken GPU): three elements try a part. A run submitted again
tries all of them anew.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence

from webinstruct.core.errors import StorageError, WebinstructError
from webinstruct.runner.drive import Failure
from webinstruct.runner.parts import Part
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.files import read_bytes, write_whole
from webinstruct.storage.folders import names_in
from webinstruct.storage.place import Place

__all__ = ["ELEMENTS_TRY", "Tries"]

ELEMENTS_TRY = 3
_SIGN, _ENDING = "@", ".json"


class Tries:
    """What failed in submission `number`, as `element` sees it: the label of a job, and an index."""

    def __init__(self, run_dir: RunDir, number: int, element: str = "") -> None:
        self._folder: Place = run_dir.root / "jobs" / str(number) / "failed"
        self._element = element

    def note(self, failure: Failure) -> None:
        """Say that a part failed here. A disk that is full is no reason to stop an element."""
        try:
            write_whole(
                self._file(failure.stage, failure.part, self._element),
                json.dumps({"message": failure.message}).encode(),
            )
        except StorageError as error:
            print(f"webinstruct: {error}", file=sys.stderr, flush=True)

    def worth(self, stage: str, parts: Sequence[Part]) -> list[Part]:
        """Those of `parts` that this element has not tried yet, nor so many others."""
        tried = self._tried()
        failed = [(part, tried.get(_name(stage, part), set())) for part in parts]
        return [part for part, by in failed if self._element not in by and len(by) < ELEMENTS_TRY]

    def failures(self, stage: str, parts: Sequence[Part], most: int) -> list[Failure]:
        """Those of `parts` that failed in some element, with what one of them said; at most `most`."""
        tried = self._tried()
        failed = [part for part in parts if _name(stage, part) in tried]
        return [self._failure(stage, part, min(tried[_name(stage, part)])) for part in failed[:most]]

    def own(self, stage: str, parts: Sequence[Part]) -> list[Part]:
        """Those that failed in this element, also before it was put back into the queue."""
        tried = self._tried()
        return [part for part in parts if self._element in tried.get(_name(stage, part), ())]

    def _tried(self) -> dict[str, set[str]]:
        """The elements in which each part failed, by its name: one listing."""
        found = defaultdict(set)
        for name in names_in(self._folder):
            part, sign, element = name.partition(_SIGN)
            if sign and element.endswith(_ENDING) and not name.startswith("."):
                found[part].add(element.removesuffix(_ENDING))
        return dict(found)

    def _failure(self, stage: str, part: Part, element: str) -> Failure:
        try:
            said = str(json.loads(read_bytes(self._file(stage, part, element)))["message"])
        except (KeyError, TypeError, ValueError, WebinstructError):
            said = f"it failed in element {element}; why cannot be read any more"
        return Failure(stage, part, said)

    def _file(self, stage: str, part: Part, element: str) -> Place:
        return self._folder / f"{_name(stage, part)}{_SIGN}{element}{_ENDING}"


def _name(stage: str, part: Part) -> str:
    """As in the name of its file.

    >>> _name("dedup", Part("sign", 7))
    'dedup-sign-00007'
    """
    return f"{stage}-{part.step}-{part.number:05d}"
