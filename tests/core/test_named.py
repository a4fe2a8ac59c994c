"""Classes of one's own, built from settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from webinstruct.core.errors import ConfigError
from webinstruct.core.named import built


@pytest.mark.parametrize(
    ("use", "needed", "arguments", "says"),
    [
        ("decimal:Decimal", ["sqrt", "stream", "identity"], {}, "is no number: it lacks stream, identity"),
        ("decimal:Decimal", ["sqrt"], {"worth": "4"}, "decimal:Decimal cannot be built from its arguments"),
        ("decimal:Dezimal", ["sqrt"], {}, "decimal has no 'Dezimal'"),
        ("Decimal", ["sqrt"], {}, "names no class"),
    ],
)
def test_what_cannot_be_built_is_said(
    use: str, needed: list[str], arguments: Mapping[str, Any], says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        built(use, "number", needed, arguments)
