"""The options of a multiple-choice item, wherever its benchmark keeps them, and the same item with them shuffled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from webinstruct.decontaminate.canaries.draws import Draws
from webinstruct.decontaminate.items import Item, plain_name

__all__ = ["Choices", "choices_of", "with_choices"]

_FIELDS = frozenset(["options", "choices"])
_RIGHT_AND_WRONG = re.compile(r"(?:in)?correct_answer(?:_\d)?")
_LINE_MARK = re.compile(r"^[ \t]{0,8}\(?([A-J])\s?[).:]{1,2}[ \t]{0,8}", re.MULTILINE)
_MARK = re.compile(r"(?<!\S)\(([A-J])\)[.:]?[ \t]{0,8}")
_HEAD = re.compile(
    r"\n[ \t]{0,8}(?:answer )?(?:options|choices)(?: are)?[ \t]{0,3}:?[ \t]{0,8}$", re.IGNORECASE
)
_MOST = 10


class Choices(NamedTuple):
    """What is asked, and the options without their letters."""

    stem: str
    options: tuple[str, ...]


def choices_of(item: Item) -> Choices | None:
    r"""The options of `item`; None where it has fewer than two.

    >>> from webinstruct.decontaminate.items import Text
    >>> choices_of(Item("1", (Text("q", "Is tea hot?\nOptions:\n(A) yes\n(B) no", True),)))
    Choices(stem='Is tea hot?', options=('yes', 'no'))
    >>> choices_of(Item("1", (Text("q", "Is tea hot?", True), Text("choices", "yes\nno", False))))
    Choices(stem='Is tea hot?', options=('yes', 'no'))
    """
    question = next((text.text for text in item.texts if text.is_question), "")
    apart = _options_apart(item)
    if question and 2 <= len(apart) <= _MOST:
        return Choices(question, apart)
    return _listed(question)


def with_choices(choices: Choices, draws: Draws) -> str:
    """The question with its options in another order behind other letters.

    >>> print(with_choices(Choices("Is tea hot?", ("yes", "no")), Draws(1)))
    Is tea hot?
    a) no
    b) yes
    """
    lines = [
        f"{chr(ord('a') + place)}) {option}" for place, option in enumerate(draws.shuffled(choices.options))
    ]
    return "\n".join([choices.stem, *lines])


def _options_apart(item: Item) -> tuple[str, ...]:
    for text in item.texts:
        if plain_name(text.field) in _FIELDS:
            return _unlabeled(text.text.split("\n"))
    return _unlabeled(
        [text.text for text in item.texts if _RIGHT_AND_WRONG.fullmatch(plain_name(text.field))]
    )


def _listed(question: str) -> Choices | None:
    """Options that the question itself lists, behind letters in order: a line each, or in brackets."""
    marks = _in_order(_LINE_MARK, question) or _in_order(_MARK, question)
    if not marks:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(question)]
    options = _unlabeled([question[mark.start() : end] for mark, end in zip(marks, ends, strict=True)])
    stem = _HEAD.sub("", question[: marks[0].start()].rstrip()).rstrip()
    return Choices(stem, options) if stem and len(options) >= 2 else None


def _in_order(pattern: re.Pattern[str], question: str) -> list[re.Match[str]]:
    """The marks that `pattern` finds if they are A, B, C and so on; else none."""
    marks = list(pattern.finditer(question))
    letters = [chr(ord("A") + place) for place in range(len(marks))]
    return marks if 2 <= len(marks) <= _MOST and [mark[1] for mark in marks] == letters else []


def _unlabeled(lines: Sequence[str]) -> tuple[str, ...]:
    """Options without letters, each once; what follows one behind an empty line is not part of it."""
    bare = (_LINE_MARK.sub("", line, count=1).strip().partition("\n\n")[0] for line in lines)
    return tuple(dict.fromkeys(line for line in bare if line))
