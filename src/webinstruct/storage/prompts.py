"""Prompt files: front matter, then the turns of a chat; the identity of a prompt is the hash of its file.

    ---
    name: extract_pointer
    fields: [page]
    ---
    ## system
    You are shown a web page ...
    ## user
    {{page}}

What comes before the last turn is the same for every row, so that an engine's prefix cache serves it. Fields are filled
in one pass: what a field says is never read as a field, nor as a turn.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import yaml

from webinstruct.core.errors import ConfigError
from webinstruct.storage.files import read_bytes

__all__ = ["Prompt", "prompt_at", "prompt_from"]

_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_TURN = re.compile(r"^## (system|user|assistant)[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"\{\{(\w+)\}\}")
_SPECIAL = re.compile(
    r"<(?=[|｜][^<>\n]{1,60}[|｜]>|/?s>|(?:start|end)_of_turn>|(?:bos|eos|pad|unk)>|/?think>|<SYS>>)|\[(?=/?INST\])"
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as its file has it: turns of (role, template); `sha256` of the file in hexadecimal digits."""

    name: str
    fields: tuple[str, ...]
    turns: tuple[tuple[str, str], ...]
    sha256: str

    def without_examples(self) -> Prompt:
        """The system's turns and the last one alone, for a model too short for all; the identity stays the file's."""
        turns = (*(turn for turn in self.turns if turn[0] == "system"), self.turns[-1])
        return replace(self, turns=turns)

    def messages(self, values: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
        """The chat with every field filled in.

        Text from outside cannot end its turn: where it holds what a chat template may take for a mark of its own
        (`<|im_end|>`, `[INST]`), a blank is put behind the bracket.

        >>> prompt_from("---\\nname: p\\nfields: [page]\\n---\\n## user\\nRead {{page}}").messages({"page": "a<|b|>"})
        ({'role': 'user', 'content': 'Read a< |b|>'},)
        """
        shown = {name: _SPECIAL.sub(lambda mark: mark[0] + " ", values[name]) for name in self.fields}
        return tuple(
            {"role": role, "content": _FIELD.sub(lambda field: shown[field[1]], template)}
            for role, template in self.turns
        )


def prompt_at(path: str) -> Prompt:
    """The prompt in the file `path` (`builtin:prompts/NAME.md` for those that ship).

    Raises:
        InputError: it cannot be read.
        ConfigError: it is no prompt, or uses fields that its front matter does not name.
    """
    try:
        return prompt_from(read_bytes(path).decode("utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no prompt: {error}. See prompts/README.md for the form.") from error


def prompt_from(text: str) -> Prompt:
    """The prompt that `text`, the content of a file, describes.

    Raises:
        ValueError: it does not have the form.
    """
    head = _HEAD.match(text)
    if head is None:
        raise ValueError("it does not begin with front matter between two lines of ---")
    try:
        front = yaml.safe_load(head[1])
        name, fields = str(front["name"]), tuple(str(field) for field in front["fields"])
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError("its front matter needs 'name' and a list 'fields'") from error
    pieces = _TURN.split(text[head.end() :])
    turns = tuple((role, body.strip()) for role, body in zip(pieces[1::2], pieces[2::2], strict=True))
    if pieces[0].strip() or not turns or turns[-1][0] != "user":
        raise ValueError(
            "behind the front matter come turns (## system, ## user, ## assistant), a user's last"
        )
    used = {field for _, body in turns for field in _FIELD.findall(body)}
    if used != set(fields):
        raise ValueError(f"it uses the fields {sorted(used)} and names {sorted(fields)}")
    return Prompt(name, fields, turns, hashlib.sha256(text.encode()).hexdigest())
