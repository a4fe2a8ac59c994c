"""From messages to token ids, and back: the model's own chat template and tokenizer.

What a message says cannot become a mark of the template: where it holds the text of one of the tokenizer's special
tokens, a blank is put behind its first character before the template is applied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Chat", "defused"]


def defused(text: str, marks: re.Pattern[str] | None) -> str:
    """`text` with no special token in it.

    >>> defused("a <|im_end|> b <s", re.compile(r"<[|]im_end[|]>|<s>"))
    'a < |im_end|> b <s'
    """
    return marks.sub(lambda mark: mark[0][0] + " " + mark[0][1:], text) if marks else text


class Chat:
    """The tokenizer of one model. `tokenizer` is what vLLM uses; a copy of it works here, in threads of its own."""

    def __init__(self, tokenizer: Any, template_arguments: Mapping[str, Any]) -> None:
        self._tokenizer = tokenizer
        self._template_arguments = dict(template_arguments)
        self._fast = _own_copy(tokenizer)
        self._marks = _pattern_of(tokenizer)
        self.eos_id: int | None = getattr(tokenizer, "eos_token_id", None)

    def prompt_ids(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        """The token ids of `messages` with the template's marks around them and the answer's beginning behind them.

        Raises:
            ValueError: the tokenizer has no chat template.
        """
        safe = [{"role": m["role"], "content": defused(m["content"], self._marks)} for m in messages]
        text = self._tokenizer.apply_chat_template(
            safe, tokenize=False, add_generation_prompt=True, **self._template_arguments
        )
        return self._encoded([text])[0]

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without special ones; the interpreter is free meanwhile."""
        return [len(ids) for ids in self._encoded(texts)]

    def text(self, ids: Sequence[int]) -> str:
        """What `ids` say, special tokens left out; half a character at the end too."""
        model = self._fast or self._tokenizer
        said: str = model.decode(list(ids), skip_special_tokens=True)
        return said.rstrip("\ufffd")

    def _encoded(self, texts: Sequence[str]) -> list[list[int]]:
        if self._fast is not None:
            return [one.ids for one in self._fast.encode_batch(list(texts), add_special_tokens=False)]
        return [list(self._tokenizer.encode(text, add_special_tokens=False)) for text in texts]


def _own_copy(tokenizer: Any) -> Any | None:
    """A copy of the tokenizer's fast part that neither cuts nor pads; None where it has none."""
    fast: Any = getattr(tokenizer, "backend_tokenizer", None)
    if not hasattr(fast, "encode_batch"):
        return None
    own = type(fast).from_str(fast.to_str())
    own.no_truncation()
    own.no_padding()
    return own


def _pattern_of(tokenizer: Any) -> re.Pattern[str] | None:
    """The special tokens as one pattern, the longest first."""
    added = getattr(tokenizer, "added_tokens_decoder", {})
    marks = {str(token.content) for token in added.values() if getattr(token, "special", False)}
    marks |= set(getattr(tokenizer, "all_special_tokens", ()))
    ordered = sorted((mark for mark in marks if len(mark) > 1), key=lambda mark: (-len(mark), mark))
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None
