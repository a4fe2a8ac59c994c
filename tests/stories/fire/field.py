"""What rounds have in common: the run that is made each time, where, by whom, and what has to come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.helpers.bucket import served_bucket
from tests.stories.fire.attempts import Attempt
from tests.stories.fire.disk import Disk, disk_at
from tests.stories.fire.faults import Struck
from tests.stories.fire.prepared import Prepared, prepared
from tests.stories.fire.scene import Scene
from tests.stories.fire.seen import Seen, seen

__all__ = ["Battlefield", "battlefield"]


@dataclass(frozen=True, slots=True)
class Battlefield:
    """The run `made`, on `disk` or in `bucket` (a URL; no store where empty), by commands with `options`; `faults` are
    those that only happen to its executor."""

    made: Prepared
    disk: Disk
    reference: Seen
    bucket: str = ""
    options: Sequence[str] = ()
    further: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Callable[[Struck], str]] = field(default_factory=dict)

    def scene(self, folder: Path, environment: Mapping[str, str]) -> Scene:
        """A place for one more run; what it needs of a disk lies in `folder`."""
        temporary = folder / "tmp"
        temporary.mkdir(parents=True)
        run_dir = f"{self.bucket}{folder.name}" if self.bucket else str(folder / "run")
        further = {**self.further, **environment}
        return Scene(self.made.config, self.made.stages, run_dir, temporary, self.options, further)


@contextmanager
def battlefield(
    folder: Path,
    run_dir_kind: str = "folder",
    options: Sequence[str] = (),
    further: Mapping[str, str] | None = None,
    faults: Mapping[str, Callable[[Struck], str]] | None = None,
) -> Iterator[Battlefield]:
    """A disk of its own in `folder`, or a bucket (`s3`), a run prepared, and a local one that nobody disturbed."""
    with ExitStack() as stack:
        disk = stack.enter_context(disk_at(folder / "disk"))
        bucket = stack.enter_context(served_bucket({})) if run_dir_kind == "s3" else ""
        made = prepared(folder / "prepared")
        peace = Scene(made.config, made.stages, str(folder / "peace"), folder / "tmp")
        peace.temporary.mkdir()
        code, said = Attempt(peace, 2).ended()
        assert code == 0, said
        yield Battlefield(made, disk, seen(peace), bucket, options, further or {}, faults or {})
