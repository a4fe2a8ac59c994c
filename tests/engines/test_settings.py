"""What an engine can be told, and what is refused with a sentence."""

from __future__ import annotations

import pytest

from webinstruct.core.errors import ConfigError
from webinstruct.core.settings import checked
from webinstruct.engines.settings import OpenAISettings, VllmSettings
from webinstruct.extract.llm.settings import ExtractLlmSettings


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8000/v1", "http://a:99999/v1", "http://a:x/v1", "http://[::1/v1", "http://a b/v1"]
)
def test_an_address_that_is_none_is_refused_before_the_run(address: str) -> None:
    with pytest.raises(ConfigError, match=r"address 1 is none; it looks like http://127\.0\.0\.1:8000/v1\."):
        checked(OpenAISettings, {"kind": "openai", "base_url": address, "model": "m"}, "engine")


def test_a_slash_behind_an_address_is_taken_away() -> None:
    told = {"kind": "openai", "base_url": "http://[::1]:8000/v1/", "model": "m"}
    assert checked(OpenAISettings, told, "engine").base_url == ("http://[::1]:8000/v1",)


@pytest.mark.parametrize("model", ["", "  "])
def test_a_model_without_a_name_is_refused(model: str) -> None:
    with pytest.raises(ConfigError, match=r"setting 'engine.model' is '\s*': it has another form"):
        checked(VllmSettings, {"model": model}, "engine")


def test_an_unknown_kind_names_those_that_can_be_written() -> None:
    with pytest.raises(ConfigError, match=r"Known here: openai, package\.module:Class, recorded, vllm"):
        checked(ExtractLlmSettings, {"engine": {"kind": 5}}, "extract.llm")
