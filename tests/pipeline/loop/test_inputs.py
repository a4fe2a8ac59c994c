"""What a loop asks for before it begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.labelling import loop_config
from webinstruct.core.errors import InputError
from webinstruct.pipeline.loop.config import loop_from
from webinstruct.pipeline.loop.rounds import Teller, Wish, rounds


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("loop.label.file=none.csv", "none.csv cannot be read"),
        ("loop.negatives=none.jsonl", "No file at none.jsonl"),
        ("recall.train.positives=none.jsonl", "No file at none.jsonl"),
    ],
)
def test_a_missing_file_is_told_before_anything_is_done(override: str, says: str, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("domain,label\na.example,keep\n")
    config = loop_config(tmp_path, label={"file": str(labels)})
    with pytest.raises(InputError, match=says):
        rounds(loop_from(config, str(tmp_path / "work"), [override]), Wish(1), Teller(print))
    assert not (tmp_path / "work").exists()


def test_labels_of_another_form_can_be_mended_as_no_work_directory_holds_them(tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("domain;label\na.example;keep\n")
    config = loop_config(tmp_path, label={"file": str(labels)})
    with pytest.raises(InputError, match="row 1 has none of the columns site, domain"):
        rounds(loop_from(config, str(tmp_path / "work")), Wish(1), Teller(print))
    assert not (tmp_path / "work").exists()
