"""A crawl of any number of files, and a run over it of which most is done already.

The plan is the real one. One shard is worked on for real; its files, with their own numbers in the manifests, are then
what every finished shard left.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import webinstruct
from webinstruct import Row, Shard, Slice
from webinstruct.pipeline import config_from
from webinstruct.pipeline.planning import planned
from webinstruct.runner.run_dir import RunDir, part_name
from webinstruct.tables import PAGES

__all__ = ["Crawl", "config_of", "finished", "planned_run"]

_NAME = (
    "crawl-data/CC-MAIN-2024-10/segments/1707947{0:06d}.{1}/warc/"
    "CC-MAIN-20240220211055-20240221001055-{2:05d}.warc.gz"
)
_FILES_PER_SEGMENT = 1_000
_LINKS = 30_000
"""Names that one file may have: ext4 allows 65,000."""
_PAGE = """<html><head><title>Kettle questions</title></head><body><dl>
<dt>Why does a kettle whistle when its water boils?</dt><dd>Steam that leaves by the lid makes the air tremble.</dd>
<dt>How long does a litre of water take to boil?</dt><dd>About three minutes in a kettle of two kilowatts.</dd>
</dl></body></html>"""


class Crawl:
    """Files of a crawl, one to a shard, with one page in each; `source.path` is how many there are."""

    writes = PAGES

    def __init__(self, settings: Any) -> None:
        self._files = int(settings.path)

    def shards(self) -> Sequence[Shard]:
        names = (_NAME.format(n // _FILES_PER_SEGMENT, n % _FILES_PER_SEGMENT, n) for n in range(self._files))
        return [Shard((Slice(name),)) for name in names]

    def read(self, shard: Shard) -> Iterator[Row]:
        name = shard.slices[0].path
        yield PAGES.completed(
            {"page_id": name, "url": f"https://kettles.example/{name}", "body": _PAGE.encode()}
        )


def config_of(files: int) -> dict[str, Any]:
    """The config of a run over a crawl of so many files."""
    return {
        "source": {"use": "simulated.crawl:Crawl", "path": str(files)},
        "recall": {"keep": "all"},
        "extract": {"methods": ["structure"]},
        "executor": {"workers": 2},
    }


def planned_run(place: Path, files: int, stages: str) -> RunDir:
    """A run directory in `place` with a plan for `stages` ("recall..extract") and nothing done."""
    config, run_dir = config_from(config_of(files)), RunDir(place)
    place.mkdir(parents=True)
    planned(config, config.selected(stages), run_dir, alone=True)
    return run_dir


def finished(run_dir: RunDir, done: dict[str, range]) -> None:
    """Leave in `run_dir` what these shards of these stages would have left; an earlier stage has more of them."""
    model = RunDir(run_dir.root.with_name("model"))
    webinstruct.run(config_of(1), run_dir=str(model.root), stage=f"recall..{list(done)[-1]}")
    for stage, shards in done.items():
        for folder in sorted(place for place in model.stage(stage).iterdir() if place.is_dir()):
            _copied(Path(str(folder)), Path(str(run_dir.stage(stage))) / folder.name, shards)
    shutil.rmtree(str(model.root))


def _copied(model: Path, target: Path, shards: range) -> None:
    """The file of shard 0 in `model` for each of `shards`: manifests with their number, others as links."""
    target.mkdir(parents=True, exist_ok=True)
    file = next(model.iterdir())
    if file.suffix == ".json":
        books = json.loads(file.read_bytes())
        for shard in shards:
            text = json.dumps({**books, "shard": shard}, indent=1)
            (target / part_name(shard, file.suffix)).write_text(text)
        return
    for start in range(shards.start, shards.stop, _LINKS):
        first = target / part_name(start, file.suffix)
        shutil.copyfile(file, first)
        for shard in range(start + 1, min(start + _LINKS, shards.stop)):
            os.link(first, target / part_name(shard, file.suffix))
