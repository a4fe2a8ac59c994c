"""datatrove as it can be run beside us: a hash that its packages take, and the fastest of tokenizers."""

from __future__ import annotations

from typing import Any

__all__ = ["at_spaces", "hash_of_text"]


def hash_of_text(text: str) -> int:
    """As its own does it; that one hands xxhash a str, which xxhash 4 refuses."""
    from xxhash import xxh64_intdigest

    return int(xxh64_intdigest(text.encode("utf-8", "surrogatepass")))


def at_spaces() -> Any:
    """Its tokenizer that cuts at spaces: the one for English wants spaCy, and is slower."""
    from datatrove.utils.word_tokenizers import WordTokenizer

    class AtSpaces(WordTokenizer):  # type: ignore[misc]  # its package has no types
        def word_tokenize(self, text: str) -> list[str]:
            return text.split()

        def sent_tokenize(self, text: str) -> list[str]:
            return [text]

        def span_tokenize(self, text: str) -> list[tuple[int, int]]:
            return [(0, len(text))]

    return AtSpaces()
