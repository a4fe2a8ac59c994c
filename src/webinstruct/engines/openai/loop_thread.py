"""An asyncio loop in a thread of its own, for code that is otherwise ordinary."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["LoopThread"]

T = TypeVar("T")


class LoopThread:
    """Runs coroutines; ends with `close`, when it is forgotten, or with the process."""

    def __init__(self, name: str) -> None:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name=name, daemon=True)
        thread.start()
        self._loop = loop
        self.close = weakref.finalize(self, _ended, loop, thread)

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin `work`; the future can be waited for, and cancelled, from any thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def result(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` comes to."""
        return self.submit(work).result()

    def cancel_all(self) -> None:
        """End all work that is under way, and wait until it has ended."""
        self.result(_all_cancelled())


def _ended(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    if threading.current_thread() is thread:  # it was forgotten there: nobody can wait for it
        loop.stop()
        return
    asyncio.run_coroutine_threadsafe(_all_cancelled(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _all_cancelled() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()
