"""What is no classifier is known before anything is planned with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.seeds import train_on_seeds
from webinstruct.core.errors import InputError
from webinstruct.pipeline import run


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_run_with_a_truncated_model_is_not_begun(share: float, tmp_path: Path) -> None:
    model = tmp_path / "model.bin"
    train_on_seeds(str(model))
    content = model.read_bytes()
    model.write_bytes(content[: int(len(content) * share)])
    config = {
        "source": {"path": "builtin:sample"},
        "recall": {"model": str(model), "keep": "threshold"},
        "stages": ["recall"],
    }
    with pytest.raises(InputError, match=r"model\.bin is (truncated|no fastText model)"):
        run(config, run_dir=str(tmp_path / "run"))
    assert not (tmp_path / "run" / "plan.json").exists()
