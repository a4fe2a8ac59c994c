"""What rounds have in common: the run that is made each time, where, by whom, and what has to come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.stories.fire.attempts import Attempt
from tests.stories.fire.disk import Disk, disk_at
from tests.stories.fire.grounds import Ground
from tests.stories.fire.prepared import Prepared, prepared
from tests.stories.fire.scene import Scene
from tests.stories.fire.seen import Seen, seen

__all__ = ["Battlefield", "battlefield"]


@dataclass(frozen=True, slots=True)
class Battlefield:
    """The run `made`, on `disk` and the `ground`; `reference` is what it comes to when nobody disturbs it."""

    made: Prepared
    disk: Disk
    ground: Ground
    reference: Seen

    def scene(self, folder: Path, environment: Mapping[str, str]) -> Scene:
        """A place for one more run; what it needs of a disk lies in `folder`."""
        temporary = folder / "t"  # short: Ray puts sockets there
        temporary.mkdir(parents=True)
        bucket, further = self.ground.bucket, {**self.ground.further, **environment}
        run_dir = f"{bucket}{folder.name}" if bucket else str(folder / "run")
        return Scene(
            self.made.config, self.made.stages, run_dir, temporary, tuple(self.ground.options), further
        )


@contextmanager
def battlefield(folder: Path, ground: Ground) -> Iterator[Battlefield]:
    """A disk of its own in `folder`, a run prepared there, and what a local one comes to that nobody disturbs."""
    with disk_at(folder / "d") as disk:
        made = prepared(folder / "prepared")
        peace = Scene(made.config, made.stages, str(folder / "peace"), folder / "tmp")
        peace.temporary.mkdir()
        code, said = Attempt(peace, 2).ended()
        assert code == 0, said
        yield Battlefield(made, disk, ground, seen(peace))
