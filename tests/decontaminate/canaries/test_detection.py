"""What is found of the canaries, by the run's own search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from webinstruct.core.detection import Detection, KindFound
from webinstruct.decontaminate.benchmarks import benchmarks_at
from webinstruct.decontaminate.canaries.hosts import Host
from webinstruct.decontaminate.canaries.step import detection_of
from webinstruct.decontaminate.index import Index, IndexBuilder
from webinstruct.decontaminate.items import Item, Text
from webinstruct.decontaminate.settings import DecontaminateSettings

HOSTS = [
    Host(
        f"How do I get lime out of kettle number {n}? It has been there for years and nothing helps.",
        "Boil one part vinegar with three parts water, wait an hour, and rinse twice before the next cup.",
    )
    for n in range(9)
]


def detected(folder: Path, items: dict[str, list[Item]], hosts: list[Host], **settings: Any) -> Detection:
    chosen = DecontaminateSettings(**settings)
    builder = IndexBuilder(chosen)
    for name, ours in items.items():
        builder.add(name, ours)
    builder.write(str(folder / "index"))
    return detection_of(items, hosts, Index(str(folder / "index")).hits, chosen)


def bundled() -> dict[str, list[Item]]:
    return {one.name: list(one.items) for one in benchmarks_at(["builtin:benchmarks"])}


def of_kind(detection: Detection, kind: str) -> KindFound:
    return next(found for found in detection.kinds if found.kind == kind)


@pytest.mark.parametrize("kind", ["verbatim", "white_space", "latex"])
def test_what_says_the_same_is_found_wherever_it_stands(tmp_path: Path, kind: str) -> None:
    found = of_kind(detected(tmp_path, bundled(), HOSTS, canaries={"per_kind": 40}), kind)
    assert found.planted > 0
    assert found.found == found.named == found.planted
    assert sum(found.by_tier.values()) == found.found


def test_items_that_say_too_little_are_counted_apart(tmp_path: Path) -> None:
    short = {"sums": [Item("1", (Text("q", "Solve x.", True),))]}
    found = of_kind(detected(tmp_path, short, HOSTS, canaries={"per_kind": 5}), "verbatim")
    assert (found.planted, found.not_covered, found.not_covered_found) == (0, 3, 0)


def test_rows_that_are_stopped_anyway_are_counted_and_are_no_hosts(tmp_path: Path) -> None:
    item = bundled()["quickstart"][0]
    stopped = Host(item.texts[0].text, "100")
    only_stopped = detected(tmp_path, bundled(), [stopped], canaries={"per_kind": 2})
    assert (only_stopped.rest_rows, only_stopped.rest_hits) == (1, 1)
    assert {place for kind in only_stopped.kinds for place in kind.by_place} == {"alone"}


def test_no_row_without_a_canary_is_stopped_by_chance(tmp_path: Path) -> None:
    assert detected(tmp_path, bundled(), HOSTS).rest_hits == 0


def test_only_the_sides_that_are_searched_hold_canaries(tmp_path: Path) -> None:
    found = of_kind(
        detected(tmp_path, bundled(), HOSTS, fields="answer", canaries={"per_kind": 3}), "verbatim"
    )
    assert found.by_place == {"answer": [3, 3]}


def test_where_pages_are_searched_they_hold_canaries_too(tmp_path: Path) -> None:
    hosts = [host._replace(page="All about kettles, and how to keep them.") for host in HOSTS]
    found = of_kind(detected(tmp_path, bundled(), hosts, level="page", canaries={"per_kind": 3}), "verbatim")
    assert found.by_place["page"] == [3, 3]


def test_folded_numbers_find_more_renumbered_canaries(tmp_path: Path) -> None:
    kept, folded = (
        of_kind(detected(tmp_path, bundled(), HOSTS, numbers=numbers, canaries={"per_kind": 40}), "numbers")
        for numbers in ("keep", "fold")
    )
    assert folded.found > kept.found
    assert folded.by_tier["renumbered"] > 0


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    first, second = (
        detected(tmp_path, bundled(), HOSTS, canaries={"per_kind": 7, "seed": 3}) for _ in range(2)
    )
    assert first == second


def test_the_figures_hold_no_text_of_an_item(tmp_path: Path) -> None:
    said = str(detected(tmp_path, bundled(), HOSTS, canaries={"per_kind": 40}).plain())
    words = {word for item in bundled()["quickstart"] for word in item.texts[0].text.split() if len(word) > 7}
    assert len(words) > 20
    assert [word for word in words if word in said] == []
