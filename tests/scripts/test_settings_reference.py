"""The reference of settings is what the settings say."""

import runpy
from pathlib import Path


def test_the_page_is_up_to_date() -> None:
    reference = runpy.run_path("scripts/settings_reference.py")["reference"]
    assert Path("docs/settings.md").read_text("utf-8") == reference(), "Next: make docs"
