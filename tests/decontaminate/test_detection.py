"""How many planted benchmark questions are found, and how few honest pairs are stopped.

The real benchmark files are used where they are present (../shared/data/benchmarks beside the repository), the
bundled ones otherwise. Failures name benchmark and item only: some benchmarks must not be shown in plain text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from webinstruct.core.normal_form import words
from webinstruct.core.tokens import tokens_of
from webinstruct.decontaminate.benchmarks import benchmarks_at
from webinstruct.decontaminate.index import Index, IndexBuilder
from webinstruct.decontaminate.index.runs import counting_runs, ngram_rules
from webinstruct.decontaminate.index.wholes import is_tellable
from webinstruct.decontaminate.settings import DecontaminateSettings

SHARED = Path(__file__).parents[3] / "shared" / "data"
BENCHMARKS = str(SHARED / "benchmarks") if (SHARED / "benchmarks").exists() else "builtin:benchmarks"
PLANTED = 500
NGRAM = 10

Question = tuple[str, str, str]
"""Benchmark, item and question."""


@pytest.fixture(scope="module")
def items() -> list[Question]:
    """Every item by its first question text."""
    found = []
    for benchmark in benchmarks_at([BENCHMARKS]):
        for item in benchmark.items:
            question = next((text.text for text in item.texts if text.is_question), "")
            found.append((benchmark.name, item.id, question))
    return found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    builder = IndexBuilder(DecontaminateSettings(ngram=NGRAM))
    for benchmark in benchmarks_at([BENCHMARKS]):
        builder.add(benchmark.name, benchmark.items)
    place = str(tmp_path_factory.mktemp("index") / "index.npz")
    builder.write(place)
    return Index(place)


def verbatim(text: str, _draw: random.Random) -> str:
    return text


def with_other_white_space(text: str, draw: random.Random) -> str:
    looser = re.sub(r" ", lambda _: draw.choice([" ", "  ", " \n", "\t", "\u00a0"]), text)
    return re.sub(r"(?<=[\d}]) ?([+=]) ?(?=\d)", r" \1  ", looser)


def with_other_delimiters(text: str, _draw: random.Random) -> str:
    display = re.sub(r"(?<!\\)\$\$([^$]+)\$\$", r"\\[\1\\]", text)
    return re.sub(r"(?<!\\)\$([^$]+)\$", r"[tex]\1[/tex]" if len(text) % 2 else r"\\(\1\\)", display)


@pytest.fixture(scope="module")
def coverable(items: list[Question]) -> list[Question]:
    """The items whose question says enough to be found."""
    content = tokens_of([question for *_, question in items]).content()
    has_run = np.bincount(counting_runs(content, ngram_rules(NGRAM)[0]).texts, minlength=len(items)) > 0
    return [item for item, found in zip(items, has_run, strict=True) if found or is_tellable(words(item[2]))]


@pytest.fixture(scope="module")
def chosen(coverable: list[Question]) -> list[Question]:
    """About as many coverable items of each benchmark, in a fixed order."""
    by_benchmark: dict[str, list[Question]] = {}
    for item in coverable:
        by_benchmark.setdefault(item[0], []).append(item)
    share = -(-PLANTED // len(by_benchmark))
    return [
        item
        for benchmark, found in sorted(by_benchmark.items())
        for item in random.Random(benchmark).sample(found, min(share, len(found)))
    ]


@pytest.mark.parametrize("change", [verbatim, with_other_white_space, with_other_delimiters])
def test_every_planted_question_is_found(
    chosen: list[Question], index: Index, change: Callable[[str, random.Random], str]
) -> None:
    draw = random.Random(7)
    texts = [
        f"I met this one yesterday. {change(question, draw)}\nThank you for any help!"
        for *_, question in chosen
    ]
    missed = [item[:2] for item, hit in zip(chosen, index.hits(texts), strict=True) if hit is None]
    assert missed == []


def with_a_word_in_ten_replaced(text: str, draw: random.Random) -> str:
    pieces = re.split(r"(\s+)", text)
    first = draw.randrange(10)
    return "".join(
        draw.choice("lantern walk green often seven maple".split()) if n % 20 == 2 * first else piece
        for n, piece in enumerate(pieces)
    )


def with_other_numbers(text: str, draw: random.Random) -> str:
    return re.sub(r"\d+", lambda number: str(int(number[0][:9]) + draw.randrange(1, 30)), text)


@pytest.mark.parametrize(
    ("change", "least"),
    [
        (with_a_word_in_ten_replaced, 0.75),
        (with_other_numbers, 0.6),
        (lambda text, _: text[: len(text) // 2], 0.5),
    ],
    ids=["word_in_ten", "numbers", "first_half"],
)
def test_most_changed_questions_are_found(
    chosen: list[Question], index: Index, change: Callable[[str, random.Random], str], least: float
) -> None:
    draw = random.Random(7)
    texts = [f"I met this one yesterday. {change(question, draw)}\nThanks!" for *_, question in chosen]
    assert sum(hit is not None for hit in index.hits(texts)) >= least * len(texts)


def test_a_question_alone_in_its_field_is_found(chosen: list[Question], index: Index) -> None:
    hits = index.hits([question for *_, question in chosen])
    assert [item[:2] for item, hit in zip(chosen, hits, strict=True) if hit is None] == []


def test_few_questions_say_too_little_to_be_covered(items: list[Question], coverable: list[Question]) -> None:
    assert len(items) - len(coverable) <= len(items) // 200


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
        "0 1 1 0 1 0 0 1 0 1 1 0 1",
        "Which of the following is one of the above, and what is the value of it?",
        "Home Products Support Contact Login Register Cart Checkout Terms Privacy Imprint",
        "Sign up for our newsletter and be the first to know about new offers and events.",
        "The coronary arteries are part of any text on the heart, and sound travels in air.",
    ],
)
def test_text_that_any_page_may_hold_is_no_match(index: Index, text: str) -> None:
    assert index.hit(text) is None


def test_the_bundled_benchmarks_load() -> None:
    (bundled,) = benchmarks_at(["builtin:benchmarks"])
    assert len(bundled.items) == 40
