"""What is asked of an engine about a batch of rows: all of them at once, then each that was left out alone."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from webinstruct.core.stage import Quarantined
from webinstruct.engines.protocol import Answer, Refused, Reply, Request
from webinstruct.engines.settings import Sampling
from webinstruct.recall.labels.label import Label
from webinstruct.recall.labels.parse import LABEL_SCHEMA, Said, said_of
from webinstruct.storage.prompts import Prompt

__all__ = ["Asker", "Outcomes", "Shown"]

_HOTTER = 0.3
_HOTTEST = 2.0
_PROMPT_DIGITS = 12
_OF_THE_BATCH = {Refused.TOO_LONG, Refused.FILTERED, Refused.BAD_REQUEST}
"""Refusals that a batch may owe to one of its rows."""

Outcomes = list[Label | Quarantined]
"""One for each row of a batch, in order."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as an engine sees it; `name` is the same in every run."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Asker:
    """How an engine is asked for labels."""

    prompt: Prompt
    model: str
    answer_tokens: int
    tries: int
    sampling: Sampling

    def outcomes(self, batch: Sequence[Shown]) -> Generator[Sequence[Request], Sequence[Reply], Outcomes]:
        """A label for every row of `batch`, or why there is none after all tries."""
        found: dict[int, Label] = {}
        faults: dict[int, Quarantined] = {}
        for attempt in range(self.tries):
            open_ = [
                place for place in range(len(batch)) if place not in found and _may_go_on(faults.get(place))
            ]
            if not open_:
                break
            groups = [open_] if attempt == 0 else [[place] for place in open_]
            requests = [
                self._request([batch[k] for k in group], attempt, len(batch) == 1) for group in groups
            ]
            replies = yield requests
            for group, reply in zip(groups, replies, strict=True):
                said, fault = _heard(reply, len(group))
                for number, place in enumerate(group, 1):
                    if number in said:
                        found[place] = self._label(said[number], batch[place])
                    else:
                        faults[place] = fault
        return [found.get(place) or faults[place] for place in range(len(batch))]

    def _request(self, rows: Sequence[Shown], attempt: int, is_same: bool) -> Request:
        sampling = self.sampling.plain()
        if attempt > 1 or (attempt and is_same):
            repeats = attempt if is_same else attempt - 1
            sampling["temperature"] = round(min(_HOTTEST, sampling["temperature"] + _HOTTER * repeats), 2)
        more = f"+{len(rows) - 1}" if len(rows) > 1 else ""
        return Request(
            id="",
            messages=self.prompt.messages({"subjects": _numbered(rows)}),
            max_tokens=self.answer_tokens,
            sampling=sampling,
            schema=LABEL_SCHEMA,
            name=f"{rows[0].name}{more}/{attempt}",
        )

    def _label(self, said: Said, row: Shown) -> Label:
        return Label(
            said.is_wanted,
            said.reason,
            "engine",
            self.model,
            self.prompt.sha256[:_PROMPT_DIGITS],
            row.text,
        )


def _numbered(rows: Sequence[Shown]) -> str:
    return "\n".join(f"{number}. {row.text}" for number, row in enumerate(rows, 1))


def _heard(reply: Reply, count: int) -> tuple[Mapping[int, Said], Quarantined]:
    """What a reply says about the rows 1 to `count`, and what to say of those that it leaves out."""
    if not isinstance(reply, Answer):
        is_final = count == 1 or reply.reason not in _OF_THE_BATCH
        return {}, Quarantined(str(reply.reason) if is_final else _LEFT_OUT, reply.detail)
    said = said_of(reply.text, count)
    if reply.finish == "length":
        return said, Quarantined(_LEFT_OUT, f"the answer was cut off at {reply.output_tokens} tokens")
    return said, Quarantined(_LEFT_OUT, f"the answer gives it no label: {' '.join(reply.text.split())[:80]}")


_LEFT_OUT = "unlabelled"


def _may_go_on(fault: Quarantined | None) -> bool:
    """Whether asking again may help: the engine answered, and left the row out."""
    return fault is None or fault.reason == _LEFT_OUT
