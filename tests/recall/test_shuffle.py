from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.recall.shuffle import write_shuffled

_LINES = st.lists(st.text("abc \u5b57", max_size=12), max_size=80)


def shuffled(lines: list[str], seed: int = 0) -> list[str]:
    with TemporaryDirectory() as folder:
        write_shuffled(f"{folder}/lines", lines, seed)
        assert [file.name for file in Path(folder).iterdir()] == ["lines"]
        return Path(folder, "lines").read_text("utf-8").split("\n")[:-1]


@given(_LINES)
def test_no_line_is_lost_or_doubled(lines: list[str]) -> None:
    assert sorted(shuffled(lines)) == sorted(lines)


@given(_LINES)
def test_the_order_of_the_lines_depends_on_their_text_alone(lines: list[str]) -> None:
    assert shuffled(lines) == shuffled(lines[::-1])


def test_two_kinds_that_stood_apart_are_mixed_evenly() -> None:
    found = shuffled([f"a{n}" for n in range(1_000)] + [f"b{n}" for n in range(1_000)])
    quarters = [found[start : start + 500] for start in range(0, 2_000, 500)]
    assert all(200 < sum(line[0] == "a" for line in quarter) < 300 for quarter in quarters)


def test_another_seed_is_another_order() -> None:
    lines = [str(n) for n in range(100)]
    assert shuffled(lines, 0) != shuffled(lines, 1)
