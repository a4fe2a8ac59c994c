"""What becomes of a benchmark item on its way through the web, kind by kind: what a canary of that kind looks like.

A kind applies to an item only if it changes something there: options can be shuffled where there are options. The
words of a canary are those of its item's question, but for `translated`, whose text is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from webinstruct.core.spelling import CJK
from webinstruct.decontaminate.canaries.choices import choices_of, with_choices
from webinstruct.decontaminate.canaries.draws import Draws
from webinstruct.decontaminate.canaries.latex import respelled
from webinstruct.decontaminate.items import Item

__all__ = ["KINDS", "TRANSLATED", "question_of", "variant_of"]

TRANSLATED = "translated"

_UNIT = re.compile(rf"[{CJK}]|[^\s{CJK}]+")
_CJK_CHAR = re.compile(f"[{CJK}]")
_NUMBER = re.compile(r"\d+")
_SPACE = re.compile(r"[ \t\n]+")
_SPACES = ("  ", "\n", "\t", "\u00a0", " \n ", "\u2009")
_WORD = re.compile(r"[^\W\d_]{2,}")
_OTHER_WORDS = (
    "kettle lantern meadow harbor violet copper saddle orchard pillow ribbon thunder walnut basket candle feather "
    "island"
).split()
_OTHER_CHARACTERS = "茶灯桥船云花石鸟"
_ONE_IN = 10


def variant_of(kind: str, item: Item, draws: Draws) -> str | None:
    """The question of `item` as a canary of `kind`; None where the kind does not apply to it.

    >>> from webinstruct.decontaminate.items import Text
    >>> item = Item("1", (Text("q", "Ann has 12 cups and buys 3 more. How many cups has she?", True),))
    >>> variant_of("half", item, Draws(1))
    'Ann has 12 cups and buys 3'
    >>> variant_of("options", item, Draws(1)) is None
    True
    """
    question = question_of(item)
    if not question:
        return None
    if kind == "options":
        choices = choices_of(item)
        return with_choices(choices, draws) if choices else None
    text = _CHANGES[kind](question, draws)
    return text if kind == "verbatim" or text != question else None


def question_of(item: Item) -> str:
    """The first text of an item that is a question; "" where it has none."""
    return next((text.text.strip() for text in item.texts if text.is_question), "")


def _white_space(text: str, draws: Draws) -> str:
    return _SPACE.sub(lambda _: draws.one_of(_SPACES), text)


def _numbers_changed(text: str, draws: Draws) -> str:
    return _NUMBER.sub(lambda found: _other_number(found[0], draws), text)


def _other_number(digits: str, draws: Draws) -> str:
    """A number of as many digits, none of which stays."""
    changed = [str((int(digit) + 1 + draws.below(9)) % 10) for digit in digits]
    if len(changed) > 1 and changed[0] == "0":
        changed[0] = "1" if digits[0] != "1" else "2"
    return "".join(changed)


def _words_replaced(text: str, draws: Draws) -> str:
    """One word in ten is another one, counted in words' worth; numbers and signs are no words. A text of fewer words
    stays as it is."""
    places: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    worth = 0.0
    for unit in _UNIT.finditer(text):
        is_character = _CJK_CHAR.match(unit[0]) is not None
        worth += 0.5 if is_character else 1.0
        word = unit if is_character else _WORD.search(text, unit.start(), unit.end())
        if word:
            waiting.append(word.span())
        if worth >= _ONE_IN:
            places += [draws.one_of(waiting)] if waiting else []
            waiting, worth = [], 0.0
    for start, stop in reversed(places):
        others = _OTHER_CHARACTERS if _CJK_CHAR.match(text[start]) else _OTHER_WORDS
        text = text[:start] + draws.one_of(others) + text[stop:]
    return text


def _first_half(text: str, draws: Draws) -> str:
    units = list(_UNIT.finditer(text))
    return text[: units[(len(units) - 1) // 2].end()] if units else text


_CHANGES: dict[str, Callable[[str, Draws], str]] = {
    "verbatim": lambda text, draws: text,
    "white_space": _white_space,
    "latex": lambda text, draws: respelled(text),
    "options": lambda text, draws: text,
    "numbers": _numbers_changed,
    "replaced": _words_replaced,
    "half": _first_half,
}
KINDS = tuple(_CHANGES)
"""The kinds that are made of an item itself, in the order of the table."""
