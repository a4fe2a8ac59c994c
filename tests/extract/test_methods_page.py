"""The guide to the methods names those there are, in their order."""

import re
from pathlib import Path

from webinstruct.extract.structure import METHODS


def test_the_table_of_methods_is_complete() -> None:
    page = Path("docs/extraction_methods.md").read_text("utf-8")
    section = page.partition("## Methods")[2].partition("settle")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(METHODS)
