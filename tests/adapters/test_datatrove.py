"""A datatrove filter as a stage."""

import pytest

from webinstruct.adapters.datatrove import Filter, FilterSettings
from webinstruct.core.errors import ConfigError
from webinstruct.core.stage import Rejected
from webinstruct.tables import CANDIDATES, REFINED


def _opened(**settings) -> Filter:
    stage = Filter(FilterSettings(filter="datatrove.pipeline.filters:RegexFilter", **settings))
    stage.open(None)  # type: ignore[arg-type]
    return stage


def _candidate(text: str) -> dict:
    return CANDIDATES.completed({"page_id": "p", "url": "u", "text": text})


def test_a_row_that_the_filter_keeps_goes_on_as_it_is() -> None:
    row = _candidate("sunny words")
    assert list(_opened(arguments={"regex_exp": "rain"}).process({**row, "__row__": 1})) == [row]


def test_a_row_that_the_filter_drops_is_rejected_with_its_reason() -> None:
    (verdict,) = _opened(arguments={"regex_exp": "rain"}).process(_candidate("a rainy day"))
    assert isinstance(verdict, Rejected)
    assert verdict.reason == "filtered"


def test_pairs_are_judged_by_the_column_that_is_named() -> None:
    stage = _opened(table="refined", text="answer", arguments={"regex_exp": "rain"})
    assert stage.reads is REFINED
    row = REFINED.completed({"pair_id": "x", "question": "rain?", "answer": "sun"})
    assert list(stage.process(row)) == [row]


@pytest.mark.parametrize("use", ["nosuch.module:Filter", "datatrove.pipeline.filters:NoSuch", "plainword"])
def test_a_filter_that_cannot_be_had_is_a_config_error(use: str) -> None:
    with pytest.raises(ConfigError):
        Filter(FilterSettings(filter=use)).open(None)  # type: ignore[arg-type]
