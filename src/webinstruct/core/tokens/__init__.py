"""The tokens of many texts at once, as arrays: what `normal_form.words` gives one by one, many times as fast.

    texts ─one_spelling─▶ code points ─segments─▶ hashes and kinds, without loose signs and idle braces

Every step is one pass of numpy over the characters or the tokens of a batch. A token is known by its kind and a 64-bit
hash of its characters (a polynomial with an odd factor, then mixed). `words` says what a token is; a property test
holds the two together.
"""

from webinstruct.core.tokens.arrays import Tokens
from webinstruct.core.tokens.batch import tokens_of
from webinstruct.core.tokens.characters import (
    BRACE,
    BRACKET,
    CHARACTER,
    COMMAND,
    MARKED,
    NUMBER,
    PRIMED,
    SIGN,
    SYMBOL,
    WORD,
    flags_of,
    token_hashes,
)

__all__ = [
    "BRACE",
    "BRACKET",
    "CHARACTER",
    "COMMAND",
    "MARKED",
    "NUMBER",
    "PRIMED",
    "SIGN",
    "SYMBOL",
    "WORD",
    "Tokens",
    "flags_of",
    "token_hashes",
    "tokens_of",
]
