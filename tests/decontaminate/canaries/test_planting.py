"""Which items are drawn, and where they stand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from webinstruct.core.errors import InputError
from webinstruct.decontaminate.canaries.hosts import Host
from webinstruct.decontaminate.canaries.kinds import TRANSLATED
from webinstruct.decontaminate.canaries.planting import PLACES, Canary, canaries_of, planted
from webinstruct.decontaminate.canaries.translations import translations_in
from webinstruct.decontaminate.items import Item, Text

SUMS = [Item(str(n), (Text("q", f"How many cups are {n} trays of six cups each?", True),)) for n in range(30)]
TEAS = [Item("t", (Text("q", "Which tea is made without heat?", True),))]
ITEMS = {"sums": SUMS, "teas": TEAS}
CANARY = Canary("verbatim", "teas", "t", "Which tea is made without heat?")


def test_benchmarks_take_turns() -> None:
    canaries, applies_to = canaries_of("verbatim", ITEMS, 6, 0, {})
    assert Counter(canary.benchmark for canary in canaries) == {"sums": 5, "teas": 1}
    assert applies_to == 31


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    drawn = [[canary.item for canary in canaries_of("verbatim", ITEMS, 6, seed, {})[0]] for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_the_order_of_the_items_changes_nothing() -> None:
    turned = {"teas": TEAS, "sums": SUMS[::-1]}
    assert canaries_of("numbers", ITEMS, 6, 0, {}) == canaries_of("numbers", turned, 6, 0, {})


def test_only_items_to_which_a_kind_applies_are_drawn() -> None:
    canaries, applies_to = canaries_of("numbers", ITEMS, 40, 0, {})
    assert {canary.benchmark for canary in canaries} == {"sums"}
    assert applies_to == 30


def test_a_canary_stands_in_every_place_and_its_host_around_it() -> None:
    hosts = [Host("Is green tea ever boiled?", "No, it turns bitter then.", "All about tea and its kettles.")]
    rows = {row.place: row for row in planted([CANARY], hosts, PLACES)}
    assert rows["alone"].question == CANARY.text
    assert rows["alone"].answer == hosts[0].answer
    assert rows["question"].question.replace(f"\n\n{CANARY.text}\n\n", " ") == hosts[0].question
    assert rows["answer"].answer.replace(f"\n\n{CANARY.text}\n\n", " ") == hosts[0].answer
    assert rows["page"].page.replace(f"\n\n{CANARY.text}\n\n", " ") == hosts[0].page
    assert rows["page"].question == hosts[0].question


def test_hosts_take_turns() -> None:
    hosts = [Host(f"question {n}", f"answer {n}") for n in range(4)]
    rows = list(planted([CANARY] * 2, hosts, ("alone", "question")))
    assert [row.answer for row in rows] == [f"answer {n}" for n in range(4)]


def test_without_a_host_a_canary_stands_alone() -> None:
    assert [(row.place, row.question) for row in planted([CANARY], [], PLACES)] == [("alone", CANARY.text)]


def translated(folder: Path, *lines: object) -> str:
    file = folder / "translated.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return str(file)


def test_translated_items_are_those_of_the_file(tmp_path: Path) -> None:
    file = translated(tmp_path, {"benchmark": "teas", "item": "t", "text": "Welcher Tee wird kalt gemacht?"})
    canaries, applies_to = canaries_of(TRANSLATED, ITEMS, 5, 0, translations_in(file, ITEMS))
    assert [(canary.item, canary.text) for canary in canaries] == [("t", "Welcher Tee wird kalt gemacht?")]
    assert applies_to == 1


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "line 2 is no JSON"),
        ("[1]", "line 2 needs"),
        ({"benchmark": "teas", "item": "t"}, "line 2 needs"),
        ({"benchmark": "tees", "item": "t", "text": "x"}, "names the benchmark 'tees'"),
        ({"benchmark": "teas", "item": "u", "text": "x"}, "names item 'u'"),
    ],
)
def test_a_fault_in_the_file_names_file_and_line(tmp_path: Path, line: object, fault: str) -> None:
    file = translated(tmp_path, "", line)
    with pytest.raises(InputError, match=fault) as raised:
        translations_in(file, ITEMS)
    assert file in str(raised.value)
