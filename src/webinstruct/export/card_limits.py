"""What a reader of the card should not expect, depending on what the run did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webinstruct.export.markdown import plain
from webinstruct.export.tally import Tally

__all__ = ["limits"]

_MOST = 20
_DEDUP, _DECONTAMINATE = "dedup", "decontaminate"


def limits(
    stages: Mapping[str, Mapping[str, Any]], tally: Tally, benchmarks: Sequence[str] = ()
) -> Iterator[str]:
    """One sentence per limit. `stages` are the books by stage, `benchmarks` the names of those that were looked for.

    >>> any("deduplication" in limit for limit in limits({}, Tally()))
    True
    """
    yield "An answer is what its page says, which need not be true; nobody has read all rows."
    yield "Pages are as the web has them: their languages, subjects and opinions are unevenly spread."
    yield from _refining(tally)
    yield from _grounding(tally)
    if _DEDUP not in stages:
        yield "No deduplication was done."
    yield _decontamination(stages.get(_DECONTAMINATE), benchmarks)
    if len(tally.by.get("split", ())) > 1:
        yield "Splits are drawn by pair, not by page or site: pairs of one page can be in both."


def _decontamination(books: Mapping[str, Any] | None, benchmarks: Sequence[str]) -> str:
    if books is not None and benchmarks:
        count = f"{len(benchmarks)} benchmark{'' if len(benchmarks) == 1 else 's'}"
        named = ", ".join(plain(name) for name in benchmarks[:_MOST])
        more = f" and {len(benchmarks) - _MOST} more" if len(benchmarks) > _MOST else ""
        return (
            f"Only the items of {count} were looked for ({named}{more}); items of other benchmarks, and rewordings and "
            "translations, can remain."
        )
    why = "no stage did it" if books is None else "the stage had no benchmarks"
    return (
        f"Nothing was decontaminated ({why}): no benchmark items were looked for, and measured scores of models "
        "trained on it may be too high."
    )


def _refining(tally: Tally) -> Iterator[str]:
    rewritten = dict(tally.top("refine_action", 100)).get("rewritten", 0)
    if rewritten:
        yield (
            f"{rewritten:,} pairs were rewritten by a language model, which can add errors of its own; "
            "the pair as extracted is in `orig_question` and `orig_answer` of `webinstruct_sub`."
        )


def _grounding(tally: Tally) -> Iterator[str]:
    counts = dict(tally.top("grounding", 100))
    if counts.get("not_found"):
        yield f"{counts['not_found']:,} pairs could not be found in their page as extracted (`grounding`)."
    if counts.get("given"):
        yield f"{counts['given']:,} pairs came without a page, so nothing is known of their grounding."
