"""The rows of a run that canaries are planted in."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.steps import DirectContext
from webinstruct.decontaminate.canaries.hosts import Host, sampled_hosts
from webinstruct.decontaminate.settings import DecontaminateSettings
from webinstruct.decontaminate.stage import Decontaminate

SHARDS = [
    [
        {
            "pair_id": f"{shard}-{n}",
            "question": f"Why is cup {shard}-{n} hot?",
            "answer": "Because of the tea.",
        }
        for n in range(20)
    ]
    for shard in range(3)
]


def sampled(folder: Path, shards: list[list[dict[str, str]]], most: int, seed: int = 0) -> list[Host]:
    return sampled_hosts(DirectContext(folder, Decontaminate(DecontaminateSettings()), shards), most, seed)


def test_no_more_rows_are_taken_than_asked_for(tmp_path: Path) -> None:
    assert len(sampled(tmp_path, SHARDS, 7)) == 7


def test_all_rows_of_a_small_run_are_taken(tmp_path: Path) -> None:
    assert {host.question for host in sampled(tmp_path, SHARDS, 100)} == {
        row["question"] for rows in SHARDS for row in rows
    }


def test_the_order_of_shards_and_rows_changes_nothing(tmp_path: Path) -> None:
    turned = [rows[::-1] for rows in SHARDS[::-1]]
    assert sampled(tmp_path, turned, 7) == sampled(tmp_path, SHARDS, 7)


def test_another_seed_takes_other_rows(tmp_path: Path) -> None:
    assert sampled(tmp_path, SHARDS, 7, 1) != sampled(tmp_path, SHARDS, 7)


def test_of_a_huge_text_the_beginning_is_taken(tmp_path: Path) -> None:
    (host,) = sampled(tmp_path, [[{"pair_id": "1", "question": "Why?", "answer": "tea " * 250_000}]], 1)
    assert 0 < len(host.answer) <= 20_000


def test_a_run_without_rows_has_no_hosts(tmp_path: Path) -> None:
    assert sampled(tmp_path, [[], []], 7) == []


class SomePages:
    """Pages that say their own names."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, str]] = []

    def text(self, shard: int, page_id: str) -> str:
        self.asked.append((shard, page_id))
        return f"page {page_id} of shard {shard}"


class WithPages(DirectContext):
    def pages(self) -> SomePages:
        return self.some

    some = SomePages()


def test_pages_are_asked_for_once_and_in_the_order_of_the_rows(tmp_path: Path) -> None:
    shards = [[row | {"page_id": f"p{n // 2}"} for n, row in enumerate(rows)] for rows in SHARDS]
    context = WithPages(tmp_path, Decontaminate(DecontaminateSettings()), shards)
    hosts = sampled_hosts(context, 30, 0, True)
    assert all(host.page.startswith("page p") for host in hosts)
    assert context.some.asked == sorted(set(context.some.asked), key=lambda page: (page[0], int(page[1][1:])))
