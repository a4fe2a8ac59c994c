"""The step `canaries`: plants benchmark items in a copy of some rows, searches the copy, and leaves the counts.

The run's rows are only read. The file holds counts alone: the texts never leave memory, so that items whose authors ask
for it stand in no file in plain text. What an engine judges (`semantic`) is not asked for canaries.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from webinstruct.core.detection import Detection, KindFound
from webinstruct.core.stage import StepContext
from webinstruct.decontaminate.benchmarks import planned_benchmarks
from webinstruct.decontaminate.canaries.hosts import Host, sampled_hosts
from webinstruct.decontaminate.canaries.kinds import KINDS, TRANSLATED
from webinstruct.decontaminate.canaries.planting import PLACES, Canary, Items, canaries_of, planted
from webinstruct.decontaminate.canaries.search import Searched, hits_on, kind_found
from webinstruct.decontaminate.canaries.settings import CanarySettings
from webinstruct.decontaminate.canaries.translations import translations_in
from webinstruct.decontaminate.index import Index, IndexBuilder
from webinstruct.decontaminate.search import SIDES
from webinstruct.decontaminate.settings import DecontaminateSettings

__all__ = ["PlantCanaries", "detection_of"]

_HOSTS = 2_000


class PlantCanaries:
    """Once, behind the index: the known detection rate, as JSON (webinstruct.core.detection)."""

    name = "canaries"
    per_shard = False
    suffix = ".json"

    def __init__(self, settings: DecontaminateSettings) -> None:
        self._settings = settings

    def write(self, part: int, out: str, context: StepContext) -> None:
        """Plant, search, count."""
        settings = self._settings
        benchmarks = planned_benchmarks(settings.benchmarks, settings.text_fields, context.facts())
        items = {benchmark.name: benchmark.items for benchmark in benchmarks}
        asked = settings.canaries or CanarySettings()
        hosts = sampled_hosts(context, _HOSTS, asked.seed, settings.level == "page")
        found = detection_of(items, hosts, Index(context.artifact("index")).hits, settings)
        Path(out).write_text(json.dumps(found.plain(), indent=1), "utf-8")


def detection_of(
    items: Items, hosts: Sequence[Host], searched: Searched, settings: DecontaminateSettings
) -> Detection:
    """What `searched` finds of canaries made of `items` in `hosts`. Rows that are stopped anyway are no hosts.

    Raises:
        InputError: the file of translations has a fault.
    """
    asked = settings.canaries or CanarySettings()
    sides = _sides(settings)
    clean: list[Host] = []
    stopped: Counter[str] = Counter()
    for host, hit in hits_on(hosts, sides, searched):
        if hit is None:
            clean.append(host)
        else:
            stopped[hit.tier] += 1
    kinds = tuple(_kinds_found(items, clean, searched, settings))
    return Detection(
        asked.per_kind,
        asked.seed,
        sum(map(len, items.values())),
        settings.numbers,
        len(hosts),
        stopped.total(),
        dict(sorted(stopped.items())),
        kinds,
    )


def _kinds_found(
    items: Items, hosts: Sequence[Host], searched: Searched, settings: DecontaminateSettings
) -> Iterator[KindFound]:
    asked = settings.canaries or CanarySettings()
    translations = translations_in(asked.translations, items) if asked.translations else {}
    covered = _Covered(items, settings)
    for kind in (*KINDS, TRANSLATED) if translations else KINDS:
        canaries, applies_to = canaries_of(kind, items, asked.per_kind, asked.seed, translations)
        rows = planted(canaries, hosts, _places(settings))
        found = hits_on(rows, _sides(settings), searched)
        yield kind_found(kind, applies_to, found, covered)


def _sides(settings: DecontaminateSettings) -> Sequence[str]:
    """What is searched of a row."""
    return (*SIDES[settings.fields], *(["page"] if settings.level == "page" else []))


def _places(settings: DecontaminateSettings) -> Sequence[str]:
    """Where a canary can be seen at all: not in a side that is not searched."""
    sides = _sides(settings)
    return [place for place in PLACES if place in sides or (place == "alone" and "question" in sides)]


class _Covered:
    """Whether any tier covers the item of a canary; found out for each item by itself, once."""

    def __init__(self, items: Items, settings: DecontaminateSettings) -> None:
        self._items = {benchmark: {item.id: item for item in ours} for benchmark, ours in items.items()}
        self._settings = settings
        self._known: dict[tuple[str, str], bool] = {}

    def __call__(self, canary: Canary) -> bool:
        key = (canary.benchmark, canary.item)
        if key not in self._known:
            item = self._items[canary.benchmark][canary.item]
            coverage = IndexBuilder(self._settings).add(canary.benchmark, [item])
            self._known[key] = coverage.uncovered == 0
        return self._known[key]
