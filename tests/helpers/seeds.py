"""A small collection of wanted and other pages, easy to tell apart, in any number."""

from __future__ import annotations

import json
import random
from pathlib import Path

from webinstruct.recall.classifier import train_model
from webinstruct.recall.features import features

__all__ = ["other_text", "train_on_seeds", "wanted_text", "write_seeds"]

_TEXT_CHARS = 20_000

_ASKED = [
    "the area of a circle",
    "the root of nine",
    "the speed of sound",
    "the mass of the moon",
    "a half of pi",
]
_SOLD = ["kettles", "tea pots", "saucers", "spoons", "tea towels"]


def wanted_text(number: int) -> str:
    """A question with its answer."""
    chance = random.Random(number)
    thing = chance.choice(_ASKED)
    return (
        f"Question {number}: What is {thing}? Solution: we compute {thing} step by step and find that the answer is "
        f"{chance.randint(2, 99)}. Therefore the correct answer follows. Why does it hold? Because we proved it."
    )


def other_text(number: int) -> str:
    """A page of a shop."""
    chance = random.Random(number)
    thing = chance.choice(_SOLD)
    return (
        f"Buy {thing} now! Free shipping on all {thing} over {chance.randint(10, 99)} dollars. Add to cart, check out, "
        f"and subscribe to our newsletter for sales of {thing}. Our shop is open daily. All rights reserved."
    )


def write_seeds(folder: Path, count: int = 60) -> tuple[str, str]:
    """Files of positives and negatives, `count` each."""
    paths = []
    for name, text_of in (("positives", wanted_text), ("negatives", other_text)):
        rows = [{"url": f"https://{name}.example/{n}", "text": text_of(n)} for n in range(count)]
        path = folder / f"{name}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        paths.append(str(path))
    return paths[0], paths[1]


def train_on_seeds(out: str, count: int = 60, seed: int = 0) -> None:
    """Train a classifier on `count` pages of each kind, and write it to `out`."""
    kinds = ((True, wanted_text), (False, other_text))
    texts = [(is_wanted, text_of(n)) for is_wanted, text_of in kinds for n in range(count)]
    examples = ((is_wanted, features(text, _TEXT_CHARS)) for is_wanted, text in texts)
    train_model(examples, out, "small", seed)
