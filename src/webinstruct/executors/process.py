"""One worker process, seen from its pool."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from webinstruct.core.errors import WorkerError
from webinstruct.executors.heartbeat import Beat, SharedHeartbeat
from webinstruct.runner.parts import Event, Part
from webinstruct.runner.run_dir import RunDir

__all__ = ["WorkerProcess"]

_END = json.dumps("end") + "\n"
_GRACE_S = 5.0


class WorkerProcess:
    """A running worker: parts go in, events come out of the file `events`; `parts` are those it was given and has not
    done, `unread` those of them that it has not begun. `gpus` are those it may use; None: what it finds. `place`
    tells its log from those of other machines.

    Raises:
        WorkerError: it cannot be started, for want of room, rights or memory.
    """

    def __init__(
        self,
        run_dir: RunDir,
        stage: str,
        number: int,
        row_timeout_s: float,
        gpus: str | None = None,
        place: str = "",
    ) -> None:
        self.number = number
        self.parts: list[Part] = []
        self.unread: set[Part] = set()
        self.last_words = ""
        self.is_ready = False
        self.has_ended = False
        log = run_dir.log(stage, f"{place}-{number}" if place else number)
        self.log = str(log)
        self._rest = b""
        self._killed_because = ""
        words = [str(run_dir.root), stage, str(row_timeout_s)]
        self.events, sending = os.pipe()
        try:
            self._heartbeat = SharedHeartbeat()
            self._process = _started(words, (sending, self._heartbeat.handle), log, gpus)
        except OSError as error:
            os.close(self.events)
            raise WorkerError(
                f"No worker of '{stage}' can be started: {error}. Mend that and run the same command again."
            ) from error
        finally:
            os.close(sending)
        os.set_blocking(self.events, False)

    def give(self, part: Part) -> None:
        """Hand the worker a part; if it is gone, its death is heard soon and the part goes back."""
        self.parts.append(part)
        self.unread.add(part)
        self._send(json.dumps({"step": part.step, "number": part.number}) + "\n")

    def heard(self) -> list[Event]:
        """The events since last time; `has_ended` is set once there will be no more."""
        ended = self._process.poll() is not None  # asked first: what it wrote before its end is read below
        try:
            piece = os.read(self.events, 1 << 16)
        except BlockingIOError:  # also where a process that the worker started still holds the other side
            self.has_ended = ended
            return []
        self.has_ended = not piece
        *lines, self._rest = (self._rest + piece).split(b"\n")
        events = [Event(**json.loads(line)) for line in lines]
        self.is_ready = self.is_ready or any(event.word == "ready" for event in events)
        return events

    def beat(self) -> Beat:
        """Where the worker is, or was when it died."""
        return self._heartbeat.beat()

    def kill(self, because: str) -> None:
        """End the worker at once because it is stuck."""
        self._killed_because = because
        self._process.kill()

    @property
    def was_stuck(self) -> bool:
        """Whether it was `kill` that ended it."""
        return bool(self._killed_because)

    @property
    def was_lost(self) -> bool:
        """Never: its machine is this one."""
        return False

    @property
    def died_by_signal(self) -> bool:
        """Whether something killed the worker, as opposed to its own exit."""
        return (self._process.returncode or 0) < 0

    def cause_of_death(self) -> str:
        """How the worker ended, in words."""
        code = self._waited()
        if self._killed_because or self.last_words:
            return self._killed_because or self.last_words
        if code < 0:
            name = signal.Signals(-code).name
            return f"killed by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")
        return f"exit code {code}"

    def dismiss(self) -> None:
        """Tell an idle worker to leave; one that still has parts lets go of them, or is killed a little later."""
        if self.parts or not self.is_ready:
            self._process.terminate()
        else:
            self._send(_END)

    def end(self, within_s: float) -> None:
        """Wait until a dismissed worker is gone, end it after `within_s`, and let go of it."""
        self._waited(within_s)
        self.close()

    def close(self) -> None:
        """Let go of pipes and memory; an empty log is removed."""
        with suppress(OSError):
            assert self._process.stdin is not None  # noqa: S101 -- made with a pipe
            self._process.stdin.close()
        os.close(self.events)
        self._heartbeat.close()
        with suppress(OSError):
            log = Path(self.log)
            if not log.stat().st_size:
                log.unlink()

    def _waited(self, within_s: float = _GRACE_S) -> int:
        """The worker's exit code; one that does not leave is killed."""
        try:
            return self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _send(self, line: str) -> None:
        with suppress(BrokenPipeError):
            assert self._process.stdin is not None  # noqa: S101 -- made with a pipe
            self._process.stdin.write(line.encode())


def _started(
    words: Sequence[str], handles: tuple[int, int], log: Path, gpus: str | None
) -> subprocess.Popen[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    # The worker imports from where its parent does, and not from whatever lies in the current folder (-P).
    paths = {"PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    share = {} if gpus is None else {"CUDA_VISIBLE_DEVICES": gpus}
    with log.open("ab") as printed:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "webinstruct.executors.worker", *words, *map(str, handles)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=printed,
            stderr=printed,
            env={**os.environ, **paths, **share},
            pass_fds=handles,
        )
