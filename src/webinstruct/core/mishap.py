"""What an exception in the work on one row means for that row: its verdict. Its neighbors go on."""

from __future__ import annotations

from webinstruct.core.limits import OutOfTime
from webinstruct.core.reject import Reject
from webinstruct.core.stage import Note, Quarantined, Rejected, Verdict

__all__ = ["verdicts_on"]


def verdicts_on(error: Exception) -> list[Verdict]:
    """The verdicts on a row whose work raised `error`.

    >>> verdicts_on(ValueError("no"))
    [Quarantined(reason='stage_error', detail='ValueError: no')]
    """
    if isinstance(error, OutOfTime):
        return [Rejected(Reject.TOO_SLOW, str(error))]
    if isinstance(error, MemoryError | RecursionError):
        return [Quarantined("too_deep_or_large", repr(error)), Note("rows_over_memory_or_depth")]
    return [Quarantined("stage_error", f"{type(error).__name__}: {error}")]
