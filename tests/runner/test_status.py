"""Looking at a run whose files somebody damaged."""

from pathlib import Path

import pytest

from tests.helpers.finished_run import tea_run
from webinstruct.core.errors import InputError
from webinstruct.runner.tally import tally_of


@pytest.mark.parametrize("content", ["{", "[]", '{"read": "x"}', "", "5"])
def test_a_manifest_that_is_none_is_an_error_that_says_how_to_go_on(content: str, tmp_path: Path) -> None:
    run_dir = tea_run(tmp_path)
    stage = next(folder.name for folder in run_dir.root.iterdir() if (folder / "manifest").is_dir())
    run_dir.manifest(stage, 0).write_text(content)
    with pytest.raises(InputError, match=r"00000\.json is no manifest .*kept/00000\.parquet .*done anew"):
        tally_of(run_dir, stage)
