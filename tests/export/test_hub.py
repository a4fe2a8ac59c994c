"""What is checked before an upload begins."""

import sys

import pytest

from webinstruct.core.errors import ConfigError, MissingExtra
from webinstruct.export.hub import check_ready


def test_an_upload_without_a_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="Set HF_TOKEN in the environment"):
        check_ready("owner/pairs")


def test_an_upload_without_its_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtra, match=r"webinstruct\[hf\]"):
        check_ready("owner/pairs")


@pytest.mark.parametrize("name", ["pairs", "https://a.example/owner/pairs", "owner/", ""])
def test_a_name_that_is_no_repository_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="OWNER/NAME"):
        check_ready(name)
