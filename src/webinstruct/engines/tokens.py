"""How many tokens a text is: by the model's own tokenizer where the engine has it, else estimated from bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from webinstruct.engines.protocol import CountsTokens, Engine

__all__ = ["TokenCounts", "estimated_counts", "token_counts_of"]

TokenCounts = Callable[[Sequence[str]], Sequence[int]]

_BYTES_PER_TOKEN = (
    3  # English prose has about 4, formulae and code about 3: rather too many tokens than too few
)


def token_counts_of(engine: Engine) -> TokenCounts:
    """The way to count the tokens that `engine` sees."""
    return engine.token_counts if isinstance(engine, CountsTokens) else estimated_counts


def estimated_counts(texts: Sequence[str]) -> list[int]:
    """A third of each text's UTF-8 bytes, at least 1.

    >>> estimated_counts(["nine byte", ""])
    [3, 1]
    """
    return [max(1, -(-len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN)) for text in texts]
