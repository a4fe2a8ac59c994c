"""Answers that were written by hand for pages of the sample, as a recording and as an engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from webinstruct.engines.protocol import Answer, Request
from webinstruct.extract.look import page_in
from webinstruct.extract.view.lines import NumberedPage, numbered_page

__all__ = ["DATA", "HandAnswers", "hand_answer", "hand_pairs", "hand_truth", "numbered"]

DATA = Path(__file__).parents[1] / "data"
_NUMBER = re.compile(r"^(\d+)\| ", re.MULTILINE)

Lines = list[int]


@cache
def hand_pairs() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What to point at on each page, by the page's file."""
    found: Mapping[str, Sequence[Mapping[str, Any]]] = yaml.safe_load(
        (DATA / "llm_answers.yaml").read_text("utf-8")
    )
    return found


@cache
def hand_truth() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The pairs of every page of the sample as they were written down with it, by the page's file."""
    with (DATA / "pages.jsonl").open(encoding="utf-8") as lines:
        return {record["file"]: record["pairs"] for record in map(json.loads, lines)}


def numbered(row: Mapping[str, Any]) -> NumberedPage:
    """The page of a row of CANDIDATES as a model is shown it."""
    return numbered_page(page_in(row)[0])


def hand_answer(style: str, file: str, page: NumberedPage, seen: Iterable[int] | None = None) -> str:
    """The answer to a page's file in one of the styles, where only the lines `seen` were shown (all by default).

    Of an answer that goes on behind them, it names what there is, as a model would.
    """
    shown = set(seen) if seen is not None else {line.number for line in page.lines}
    pairs: list[dict[str, Any]] = []
    for pair, truth in zip(hand_pairs()[file], hand_truth()[file], strict=True):
        question = _lines(page, pair["q"], 0)
        answer = _lines(page, pair["a"], question[-1])
        others = [_lines(page, other, 0) for other in pair.get("o", [])]
        there = [number for number in answer if number in shown]
        if not set(question) <= shown or not there:
            continue
        if style == "verbatim":
            told = truth["answer"] if there == answer else _text(page, there)
            pairs.append({"question": truth["question"], "answer": told})
        else:
            ranges = [_ranges([n for n in other if n in shown]) for other in others]
            pairs.append({"q": _ranges(question), "a": _ranges(there), "o": [r for r in ranges if r]})
    return json.dumps({"pairs": pairs}, separators=(",", ":"), ensure_ascii=False)


class HandAnswers:
    """Answers every request by what it shows; `rows` is a JSONL file with the file and the row of each page."""

    def __init__(self, rows: str, style: str, max_model_len: int = 32_768) -> None:
        self._style = style
        self._pages: dict[str, tuple[str, NumberedPage]] = {}
        self._rows = rows
        self.max_model_len = max_model_len

    def identity(self) -> Mapping[str, str]:
        return {"engine": "hand", "style": self._style}

    def open(self, context: object) -> None:
        for line in Path(self._rows).read_text("utf-8").splitlines():
            row = json.loads(line)
            self._pages[row["page_id"]] = (row["file"], numbered(row))

    def stream(self, requests: Iterable[Request]) -> Iterator[Answer]:
        for request in requests:
            file, page = self._pages[request.name.partition("/")[0]]
            seen = _seen(request.messages[-1]["content"], page, self._style)
            text = hand_answer(self._style, file, page, seen)
            yield Answer(request.id, text, "stop", 100, len(text.split()))


def _seen(content: str, page: NumberedPage, style: str) -> list[int]:
    if style == "pointer":
        return [int(number) for number in _NUMBER.findall(content)]
    bars = "\n".join(line[2:] for line in content.splitlines() if line.startswith("| "))
    shown = [line.shown for line in page.lines]
    start = next(k for k in range(len(shown)) if "\n".join(shown[k:]).startswith(bars))
    return list(range(start + 1, start + 2 + bars.count("\n")))


def _lines(page: NumberedPage, named: Sequence[str | Sequence[str]], after: int) -> Lines:
    """The numbers of the lines behind line `after` that begin as `named`."""
    numbers: Lines = []
    for part in named:
        first, last = (part, part) if isinstance(part, str) else part
        start = _line(page, first, after)
        numbers += range(start, _line(page, last, start - 1) + 1)
    return numbers


def _line(page: NumberedPage, begins: str, after: int) -> int:
    found = [
        line.number
        for line in page.lines
        if line.number > after and line.shown.removeprefix("> ").startswith(begins)
    ]
    assert found, f"no line of {page.url} behind line {after} begins with {begins!r}"
    return found[0]


def _ranges(numbers: Sequence[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def _text(page: NumberedPage, numbers: Sequence[int]) -> str:
    return "\n".join(page.text[start:end] for n in numbers for start, end in page.lines[n - 1].spans)
