"""How many tokens a text is: by the model's own tokenizer where the engine has it, else estimated from bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from webinstruct.core.errors import ConfigError, MissingExtra
from webinstruct.engines.protocol import CountsTokens, Engine, HasLength
from webinstruct.storage.files import resolved
from webinstruct.storage.prompts import Prompt

__all__ = ["TokenCounts", "counts_by", "estimated_counts", "fixed_tokens", "room_beside", "token_counts_of"]

TokenCounts = Callable[[Sequence[str]], Sequence[int]]

_TURN_TOKENS = 16
"""Tokens that a chat template puts around one turn, at most."""
_BYTES_PER_TOKEN = 3
"""English prose has about 4, formulae and code about 3: rather too many tokens than too few."""


def token_counts_of(engine: Engine) -> TokenCounts:
    """The way to count the tokens that `engine` sees."""
    return engine.token_counts if isinstance(engine, CountsTokens) else estimated_counts


def fixed_tokens(engine: Engine, prompt: Prompt) -> int:
    """Tokens of `prompt` before anything is filled in, with what a chat template puts around its turns at most."""
    turns = prompt.messages(dict.fromkeys(prompt.fields, ""))
    return sum(token_counts_of(engine)([turn["content"] for turn in turns])) + _TURN_TOKENS * len(turns)


def room_beside(engine: Engine, prompt: Prompt) -> int | None:
    """Tokens that the engine's model has for what is filled into `prompt` and for the answer; below 0 where the prompt
    alone is too long, None where the engine does not say how long its model is."""
    if not isinstance(engine, HasLength) or engine.max_model_len is None:
        return None
    return engine.max_model_len - fixed_tokens(engine, prompt)


def counts_by(tokenizer: str) -> TokenCounts:
    """The way to count with `tokenizer`, a folder with a tokenizer.json, such a file, or a name on the Hub; estimated
    where it is empty.

    Raises:
        MissingExtra: the package that reads tokenizers is not installed.
        ConfigError: there is no such tokenizer.
    """
    if not tokenizer:
        return estimated_counts
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingExtra(
            "Counting with a tokenizer needs a package that is missing: pip install 'webinstruct[openai]'. "
            "Without the setting 'tokenizer' tokens are estimated."
        ) from error
    loaded = _loaded(Tokenizer, tokenizer)

    def counts(texts: Sequence[str]) -> list[int]:
        sendable = [text.encode("utf-8", "replace").decode() for text in texts]
        return [len(found.ids) for found in loaded.encode_batch(sendable, add_special_tokens=False)]

    return counts


def estimated_counts(texts: Sequence[str]) -> list[int]:
    """A third of each text's UTF-8 bytes, at least 1.

    >>> estimated_counts(["nine byte", ""])
    [3, 1]
    """
    return [max(1, -(-len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN)) for text in texts]


def _loaded(kind: Any, name: str) -> Any:
    place = Path(resolved(name))
    file = place / "tokenizer.json" if place.is_dir() else place
    try:
        loaded = kind.from_file(str(file)) if file.exists() else kind.from_pretrained(name)
    except Exception as error:  # the package raises Exception itself
        raise ConfigError(
            f"setting 'tokenizer': '{name}' is no folder with a tokenizer.json, and no tokenizer of the Hub that can "
            f"be fetched from here ({' '.join(str(error).split())[:200]}). Leave it out to estimate tokens."
        ) from error
    loaded.no_truncation()
    loaded.no_padding()
    return loaded
