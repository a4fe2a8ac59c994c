"""The card beside a model, as far as scoring has to know it: MODEL.bin has its card in MODEL.json."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from webinstruct.core.errors import ConfigError
from webinstruct.storage.files import is_local, resolved

__all__ = ["beside", "check_look"]


def beside(model: str, ending: str) -> str:
    """The path of `model` with another ending.

    >>> beside("models/first.bin", ".json"), beside("models/v1.2", ".md")
    ('models/first.json', 'models/v1.2.md')
    """
    return (model.removesuffix(".bin") if PurePosixPath(model).suffix == ".bin" else model) + ending


def check_look(model: str, text_chars: int) -> None:
    """Raise where the card of a local model says that it was trained on another length of text.

    Raises:
        ConfigError: with both lengths. A model without a card, or with one of another form, may have any.
    """
    place = resolved(beside(model, ".json"))
    if not is_local(place) or not Path(place).is_file():
        return
    try:
        trained = json.loads(Path(place).read_bytes())["text_chars"]
    except (ValueError, KeyError, TypeError):
        return
    if trained != text_chars:
        raise ConfigError(
            f"{model} was trained on the first {trained} characters of a page ({place}), but recall.text_chars is "
            f"{text_chars}. Set recall.text_chars={trained}, or train it with --text-chars {text_chars}."
        )
