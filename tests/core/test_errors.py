"""Errors travel between processes."""

import pickle

import pytest

from webinstruct.core.errors import WebinstructError


def _tree(kind: type[WebinstructError]) -> list[type[WebinstructError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in _tree(below))]


@pytest.mark.parametrize("kind", _tree(WebinstructError))
def test_every_error_survives_pickling(kind: type[WebinstructError]) -> None:
    error = pickle.loads(pickle.dumps(kind("what happened. What to do.")))  # noqa: S301
    assert type(error) is kind
    assert str(error) == "what happened. What to do."
