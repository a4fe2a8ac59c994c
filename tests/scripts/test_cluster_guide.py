"""The arithmetic of docs/guides/cluster.md is what its code prints."""

import contextlib
import io
import re
from pathlib import Path

_PAGE = Path("docs/guides/cluster.md").read_text("utf-8")


def test_the_figures_shown_are_those_that_the_code_prints() -> None:
    code, shown = (re.search(rf"```{kind}\n(.*?)```", _PAGE, re.DOTALL) for kind in ("python", "text"))
    assert code
    assert shown
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code[1], {})  # noqa: S102 -- our own page
    assert printed.getvalue() == shown[1]
