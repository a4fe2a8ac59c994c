"""Tokens are counted by the model's tokenizer where it is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from webinstruct.core.errors import ConfigError
from webinstruct.engines.tokens import counts_by, estimated_counts


def test_a_folder_with_a_tokenizer_counts_with_it(tmp_path: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({"a": 0, "?": 1}, "?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_truncation(2)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert list(counts_by(str(tmp_path))(["a a a b", "", "lone \ud800"])) == [4, 0, 2]


def test_without_a_tokenizer_tokens_are_estimated() -> None:
    assert counts_by("") is estimated_counts


def test_a_tokenizer_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "huggingface_hub.constants.HF_HUB_OFFLINE", True
    )  # its variable is read at import only
    with pytest.raises(ConfigError, match="'no/such-tokenizer'"):
        counts_by("no/such-tokenizer")
