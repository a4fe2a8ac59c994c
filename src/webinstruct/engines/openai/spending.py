"""What a stage has spent at an endpoint, over all its workers and restarts, and whether it may go on.

Every worker keeps its own sum in a file of its own and rewrites it once a second; the sum over all files counts. A
worker that is killed forgets at most its last second.
"""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from webinstruct.core.errors import EngineRefused, StorageError
from webinstruct.engines.settings import Budget
from webinstruct.storage.files import write_whole

__all__ = ["Spending", "Spent"]

_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens of prompts and of answers."""

    prompt_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.prompt_tokens + other.prompt_tokens, self.output_tokens + other.output_tokens)

    @property
    def tokens(self) -> int:
        """Both together."""
        return self.prompt_tokens + self.output_tokens

    def usd(self, budget: Budget) -> float:
        """What they cost at the prices of `budget`, in US dollars.

        >>> Spent(2_000_000, 0).usd(Budget(usd_per_million_prompt_tokens=0.5))
        1.0
        """
        prices = budget.usd_per_million_prompt_tokens, budget.usd_per_million_output_tokens
        return (self.prompt_tokens * prices[0] + self.output_tokens * prices[1]) / 1e6


class Spending:
    """One worker's share, in `folder`; files whose names begin with `purse` belong together."""

    def __init__(self, folder: str, purse: str, budget: Budget) -> None:
        self._folder = Path(folder)
        self._purse = purse
        self._budget = budget
        self._own_file = self._folder / f"{purse}-{os.getpid()}-{uuid.uuid4().hex[:8]}.json"
        self._turn = threading.Lock()
        self._own = Spent()
        self._saved = Spent()
        self._others = self._sum_of_others()
        self._looked = time.monotonic()

    def add(self, prompt_tokens: int, output_tokens: int) -> None:
        """Count what one try has cost."""
        self._own += Spent(prompt_tokens, output_tokens)
        if time.monotonic() - self._looked > _EVERY_S:
            self.save()

    def save(self) -> None:
        """Write the own sum, and look at those of the others.

        Raises:
            EngineRefused: it cannot be written; a budget that nobody can look up is none.
        """
        with self._turn:  # the loop's thread calls it and the stream's
            own = self._own
            if own != self._saved:
                told = {"prompt_tokens": own.prompt_tokens, "output_tokens": own.output_tokens}
                try:
                    write_whole(str(self._own_file), json.dumps(told).encode())
                except StorageError as error:
                    raise EngineRefused(f"What was spent cannot be noted: {error}") from error
                self._saved = own
            self._others = self._sum_of_others()
            self._looked = time.monotonic()

    @property
    def total(self) -> Spent:
        """What all workers have spent, others as of a second ago."""
        return self._others + self._own

    @property
    def is_over(self) -> bool:
        """Whether the budget is reached."""
        budget, total = self._budget, self.total
        return (budget.tokens is not None and total.tokens >= budget.tokens) or (
            budget.usd is not None and total.usd(budget) >= budget.usd
        )

    def sentence(self) -> str:
        """What was spent, of what, and how to go on."""
        budget, total = self._budget, self.total
        spent = f"{total.tokens:,} tokens ({total.prompt_tokens:,} of prompts, {total.output_tokens:,} of answers)"
        limits = [f"{budget.tokens:,} tokens"] if budget.tokens is not None else []
        if budget.usd is not None:
            spent += f", {total.usd(budget):,.2f} US dollars"
            limits.append(f"{budget.usd:,.2f} US dollars")
        return (
            f"The budget of {' and '.join(limits)} is spent: {spent}. All that is finished is kept; "
            "raise engine.budget and run the same command to go on."
        )

    def _sum_of_others(self) -> Spent:
        total = Spent()
        for file in self._folder.glob(f"{self._purse}-*.json"):
            if file != self._own_file:
                found = json.loads(file.read_bytes())
                total += Spent(int(found["prompt_tokens"]), int(found["output_tokens"]))
        return total
