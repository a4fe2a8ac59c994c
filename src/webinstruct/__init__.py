"""Turn web pages into instruction data: recall, extract, refine, dedup, decontaminate, export.

    >>> import webinstruct
    >>> run = webinstruct.run("configs/quickstart.yaml")          # doctest: +SKIP

The public surface is `__all__`. A stage of one's own is a class with `reads`, `writes` and `process`; see
docs/custom_stages.md.
"""

from typing import TYPE_CHECKING, Any

from webinstruct.core.errors import WebinstructError
from webinstruct.core.reject import Reject
from webinstruct.core.settings import Settings
from webinstruct.core.source import Shard, Slice, Source
from webinstruct.core.stage import Aside, Note, Numbered, Quarantined, Rejected, Settled, Stage, Step, Stopped
from webinstruct.core.table import Column, Row, Table
from webinstruct.engines.protocol import Answer, Engine, Refusal, Request
from webinstruct.version import __version__

if TYPE_CHECKING:
    from webinstruct.pipeline import Run, run

__all__ = [
    "Answer",
    "Aside",
    "Column",
    "Engine",
    "Note",
    "Numbered",
    "Quarantined",
    "Refusal",
    "Reject",
    "Rejected",
    "Request",
    "Row",
    "Run",
    "Settings",
    "Settled",
    "Shard",
    "Slice",
    "Source",
    "Stage",
    "Step",
    "Stopped",
    "Table",
    "WebinstructError",
    "__version__",
    "run",
]


def __getattr__(name: str) -> Any:
    """`run` and `Run` on first use: a worker imports this package too, and needs no pipeline."""
    if name in ("Run", "run"):
        from webinstruct import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'webinstruct' has no attribute {name!r}")
