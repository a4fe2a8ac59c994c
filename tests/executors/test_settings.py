"""Where a run is worked on."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from webinstruct.executors.settings import ExecutorSettings


@pytest.mark.parametrize(
    ("settings", "variable", "spans"),
    [
        ({"kind": "local"}, "10.0.0.7:6379", False),
        ({"kind": "slurm"}, "", True),
        ({"kind": "ray"}, "", False),
        ({"kind": "ray", "ray": {"address": "local"}}, "10.0.0.7:6379", False),
        ({"kind": "ray", "ray": {"address": "auto"}}, "", True),
        ({"kind": "ray"}, "10.0.0.7:6379", True),
    ],
)
def test_whether_there_may_be_several_machines_is_known_before_any_begins(
    settings: dict[str, Any], variable: str, spans: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "ray", raising=False)
    monkeypatch.setenv("RAY_ADDRESS", variable)
    assert ExecutorSettings.model_validate(settings).spans_machines is spans
