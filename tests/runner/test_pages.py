"""A row's page is found, whatever became of it since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import webinstruct
from tests.helpers.runs import kept_rows
from webinstruct.core.stage import WITHDRAWN
from webinstruct.runner.pages import pages_of
from webinstruct.runner.plan import loaded_plan
from webinstruct.runner.run_dir import RunDir
from webinstruct.storage.withdrawn import Withdrawn, write_withdrawn

_PAGE = """<html><body><h1>FAQ</h1><h2>Why do wells run dry in {0}?</h2><p>Because the water table sinks below the
pump, {0} meters or more, after two summers without rain.</p><h2>Who digs a well of {0} meters?</h2><p>A firm with a
drill, within a day, if no rock is in its way.</p></body></html>"""


@pytest.mark.story
def test_a_page_that_a_retry_took_back_is_still_found_by_the_pairs_made_of_it(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.html").write_text(_PAGE.format(number + 10))
    config = {
        "source": {"path": str(tmp_path / "*.html")},
        "recall": {"min_words": 5},
        "stages": ["recall", "extract"],
        "executor": {"workers": 1},
    }
    webinstruct.run(config, run_dir=str(tmp_path / "run"))
    run_dir = RunDir(tmp_path / "run")
    pair, page = kept_rows(run_dir.root, "extract")[0], kept_rows(run_dir.root, "recall")[0]
    assert pair["page_id"] == page["page_id"]
    taken_back = Withdrawn(0, 0, "seen_before", "the same page stands in shard 1")
    write_withdrawn(str(run_dir.artifact("recall", WITHDRAWN, 0, ".parquet")), [taken_back])
    plan = loaded_plan(run_dir)
    assert plan
    later = plan.with_stage(replace(plan.stages[-1], name="later"))
    assert pages_of(run_dir, later, "later").text(0, pair["page_id"]) == page["text"]
