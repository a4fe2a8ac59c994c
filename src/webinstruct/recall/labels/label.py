"""A label and where it comes from, and the words that people and models use for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Label", "truth_of"]

_TRUE = {"keep", "kept", "wanted", "yes", "true", "1", "1.0", "qa", "positive"}
_FALSE = {"drop", "dropped", "other", "unwanted", "no", "false", "0", "0.0", "no_qa", "negative"}


@dataclass(frozen=True, slots=True)
class Label:
    """Whether something is wanted, and the evidence: who said so, why, and what he was shown.

    `labeller` is "file:NAME", "engine", or "earlier:FOLDER", where the rest of the evidence lies; `model` and `prompt`
    (the first 12 digits of its hash) are empty for a file.
    """

    is_wanted: bool
    reason: str = ""
    labeller: str = ""
    model: str = ""
    prompt: str = ""
    shown: str = ""

    def columns(self) -> dict[str, str]:
        """The evidence as the columns LABEL_COLUMNS."""
        return {
            "label_reason": self.reason,
            "labeller": self.labeller,
            "label_model": self.model,
            "label_prompt": self.prompt,
            "label_shown": self.shown,
        }


def truth_of(word: Any) -> bool | None:
    """Whether a word for a label says wanted; None where it is no such word.

    >>> [truth_of(word) for word in (" Keep", "no_qa", True, 0, "no-qa", "**drop**.", "perhaps", None)]
    [True, False, True, False, False, False, None, None]
    """
    plain = str(word).strip(" \t\r\n*_`'\".,;:!").lower().replace("-", "_").replace(" ", "_")
    if plain in _TRUE:
        return True
    return False if plain in _FALSE else None
