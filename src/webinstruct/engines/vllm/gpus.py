"""The GPUs of one worker, dealt out to its engines.

A worker sees its GPUs in CUDA_VISIBLE_DEVICES. An engine that starts takes the next of them; what is left for the ones
after it stands in an environment variable of our own, so that it is one process's affair and needs no lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from webinstruct.core.errors import EngineRefused

__all__ = ["own_gpus"]

_VISIBLE = "CUDA_VISIBLE_DEVICES"
_FREE = "WEBINSTRUCT_FREE_GPUS"


@contextmanager
def own_gpus(count: int) -> Iterator[None]:
    """Inside the block CUDA_VISIBLE_DEVICES names `count` GPUs that no engine of this process has taken yet.

    Where the variable is not set, nothing was dealt out to this worker and nothing changes.

    Raises:
        EngineRefused: fewer are left.
    """
    visible = os.environ.get(_VISIBLE, "")
    if not visible:
        yield
        return
    free = os.environ.get(_FREE, visible).split(",") if os.environ.get(_FREE, visible) else []
    if len(free) < count:
        raise EngineRefused(
            f"An engine needs {count} GPUs and {len(free)} of this worker's ({visible}) are left. "
            "Lower tensor_parallel_size, or show the run more GPUs in CUDA_VISIBLE_DEVICES."
        )
    os.environ[_FREE] = ",".join(free[count:])
    os.environ[_VISIBLE] = ",".join(free[:count])
    try:
        yield
    finally:
        os.environ[_VISIBLE] = visible
