"""Where a run is worked on."""

from __future__ import annotations

import sys

import pytest

from webinstruct.pipeline.placing import own_command


def test_the_command_that_is_written_down_has_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["run", "-c", "my config.yaml", "--set", "engine.base_url=http://me:secret@host:1/v1"]
    monkeypatch.setattr(sys, "argv", ["/usr/bin/webinstruct", *words])
    assert own_command() == "webinstruct run -c 'my config.yaml' --set engine.base_url=http://host:1/v1"


def test_a_program_of_somebody_else_has_no_command_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["theirs.py", "run"])
    assert own_command() == ""
