"""A small web on which a second round of recall is worth its while, and the labels of its sites."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from tests.helpers.seeds import other_text, wanted_text, write_seeds

__all__ = ["LABELS", "loop_config", "write_web"]

LABELS = {
    **{f"exams{k}.example": "keep" for k in range(3)},
    "riddles.example": "keep",
    "returns.example": "drop",
    "kettles.example": "drop",
}
_THINGS = "kettle pot saucer lamp chair coat drill tent clock radio pillow ladder".split()
_PLACES = "Lund Graz Nantes Porto Bergen Gdansk Turku Cork Siena Leiden Brno Split".split()
_CARRIERS = "mule cart barge tram sledge wagon canoe balloon scooter lorry kayak raft".split()
_ANIMALS = "fox goose goat wolf hen otter badger pony heron beaver lynx stoat".split()


def write_web(path: Path) -> str:
    """Pages of sites with exams, of one with riddles (half of them told as exams are), of a shop's help pages, which
    look like exams but are none, and of a shop."""
    rows = []
    for number in range(60):
        rows.append((f"https://www.exams{number % 3}.example/{number}", wanted_text(number)))
        rows.append((f"https://kettles.example/p/{number}", other_text(number)))
        rows.append((f"https://returns.example/help/{number}", _help_text(number)))
        told = f"{_riddle(number)} {wanted_text(number)}" if number % 2 else _riddle(number)
        rows.append((f"https://riddles.example/{number}", told))
    lines = [
        json.dumps({"url": url, "html": f"<title>Page</title><main><p>{text}</p></main>"})
        for url, text in rows
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def loop_config(folder: Path, **loop: Any) -> dict[str, Any]:
    """The config of a loop over that web."""
    positives, negatives = write_seeds(folder)
    train = {"positives": positives, "negatives": negatives, "preset": "small"}
    return {
        "source": {"path": write_web(folder / "web.jsonl"), "rows_per_shard": 100},
        "recall": {"keep": "threshold", "threshold": 0.5, "min_words": 5, "train": train},
        "loop": {"sites": {"least_pages": 3, "samples": 2}, "held_out": 0.2, **loop},
        "executor": {"workers": 1},
    }


def _help_text(number: int) -> str:
    chance = random.Random(number)
    thing, place, carrier = (chance.choice(words) for words in (_THINGS, _PLACES, _CARRIERS))
    return (
        f"Question {number}: What is the answer if my {thing} from {place} arrives broken? Why does it hold no water? "
        f"Solution: we find that the parcel went by {carrier} and is {chance.randint(2, 30)} days late. Therefore the "
        f"refund for the {thing} follows, because our help desk proved it and {carrier} mailed the voucher to {place}."
    )


def _riddle(number: int) -> str:
    chance = random.Random(number)
    animal, place, load = (chance.choice(words) for words in (_ANIMALS, _PLACES, _CARRIERS))
    return (
        f"Riddle {number}. At {place} a ferry is open daily, and shipping is free for all {animal}s over ten dollars. "
        f"A ferryman brings a {animal}, a {load} and a cabbage across, but his boat is our smallest and takes one. "
        f"He crosses now with the {animal}, and leaves the {load} to our sales clerk of {place}, all rights reserved."
    )
