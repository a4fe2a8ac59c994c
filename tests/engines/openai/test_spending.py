"""What workers have spent is added up, also over workers that are gone."""

from __future__ import annotations

from pathlib import Path

from webinstruct.engines.openai.spending import Spending
from webinstruct.engines.settings import Budget


def test_what_another_worker_spent_counts(tmp_path: Path) -> None:
    budget = Budget(tokens=100)
    one, two = (Spending(str(tmp_path), "a", budget) for _ in range(2))
    one.add(50, 20)
    two.add(20, 10)
    assert not one.is_over
    two.save()
    one.save()
    assert one.is_over
    assert one.total.tokens == 100


def test_what_a_dead_worker_spent_still_counts(tmp_path: Path) -> None:
    dead = Spending(str(tmp_path), "a", Budget(tokens=100))
    dead.add(90, 10)
    dead.save()
    assert Spending(str(tmp_path), "a", Budget(tokens=100)).is_over
    assert not Spending(str(tmp_path), "a", Budget(tokens=101)).is_over


def test_another_engine_has_another_purse(tmp_path: Path) -> None:
    other = Spending(str(tmp_path), "b", Budget())
    other.add(90, 10)
    other.save()
    assert Spending(str(tmp_path), "a", Budget(tokens=100)).total.tokens == 0


def test_without_a_budget_nothing_is_ever_over(tmp_path: Path) -> None:
    spending = Spending(str(tmp_path), "a", Budget())
    spending.add(10**12, 10**12)
    assert not spending.is_over
