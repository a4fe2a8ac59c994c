"""The gate, trained from the answers of a run and used in the next one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.runs import books_of, stopped_rows
from webinstruct.core.errors import InputError
from webinstruct.pipeline.gate import threshold_for, train_gate
from webinstruct.pipeline.run import run

pytestmark = pytest.mark.timeout(120)

_THINGS = "lake mill bridge tower garden harbor school market station castle".split()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sixty pages that ask and answer, and sixty that tell news."""
    place = tmp_path_factory.mktemp("gate")
    (place / "html").mkdir()
    for k in range(60):
        thing = _THINGS[k % 10]
        asks = f"<h1>The {thing} {k}</h1><p>Exercise: how old is the {thing}?</p><p>Solution: it is {k} years old.</p>"
        news = f"<h1>News {k}</h1><p>The {thing} opened on Monday with music.</p><p>The mayor thanked {k} people.</p>"
        (place / "html" / f"asks-{k}.html").write_text(asks * 2)
        (place / "html" / f"news-{k}.html").write_text(news * 2)
    run(_config(place), run_dir=str(place / "first"), stage="recall..extract")
    return place


def _config(place: Path, **extract: Any) -> dict[str, Any]:
    engine = {"kind": "tests.helpers.told:Pointing"}
    return {
        "source": {"path": str(place / "html")},
        "recall": {"keep": "all", "min_words": 5},
        "extract": {"methods": ["llm"], "llm": {"engine": engine}, **extract},
        "executor": {"workers": 1},
    }


def test_a_gate_trained_from_a_run_stops_void_pages_and_keeps_the_others(pages: Path) -> None:
    out = str(pages / "gate.bin")
    report = train_gate(str(pages / "first"), out, recall=1.0)
    assert report.recall == 1.0
    assert report.stopped > 0.9
    gate = {"kind": "fasttext", "model": out, "threshold": report.threshold}
    run(_config(pages, gate=gate), run_dir=str(pages / "second"), stage="recall..extract")
    notes = sum((Counter(book["notes"]) for book in books_of(pages / "second", "extract")), Counter())
    assert notes["pages_gated"] >= 50
    assert notes["pages_to_model"] <= 70
    reasons = [row["reason"] for row in stopped_rows(pages / "second", "extract", "rejected")]
    assert reasons.count("gated") == notes["pages_gated"]


def test_a_run_without_a_models_answers_trains_no_gate(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Run extract with methods \[llm\] first"):
        train_gate(str(tmp_path), str(tmp_path / "gate.bin"))


@given(st.lists(st.floats(0, 1), min_size=1), st.floats(0.5, 1))
def test_the_threshold_lets_the_asked_share_through(scores: list[float], recall: float) -> None:
    threshold = threshold_for(scores, recall)
    assert sum(score >= threshold for score in scores) >= recall * len(scores) - 1e-6
