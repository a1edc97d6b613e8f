"""Somebody watches each worker: what takes too long or kills it is one failure, and the rest goes on in a new one."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Final

from onrecord.corpus.pages import Fault, Place
from onrecord.corpus.worker import Message, Task
from onrecord.errors import OnrecordError

_OPENING_SECONDS: Final = 300.0
"""How long a worker may say nothing while it has no page in hand: it loads the encoder, or waits for the network."""
_TRIES: Final = 3
COMMAND: Final = (sys.executable, "-m", "onrecord.corpus.worker")


class Watched:
    """One worker process at a time, replaced when it dies. `seconds`: how long one page or article may take."""

    def __init__(self, seconds: float, command: Sequence[str] = COMMAND):
        self._seconds, self._command = seconds, command
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def run(self, task: Task) -> Iterator[Message]:
        """Do a task; yield what the worker says, without "begin" and "end", and its failures as those of a page.

        Raises OnrecordError where no worker can be kept alive.
        """
        after = task.after
        idle = 0
        while True:
            begun: tuple[Place, str | None] | None = None
            moved = False
            problem = "it died"
            pipe = self._give(replace(task, after=after))
            while True:
                try:
                    if not pipe.poll(self._seconds if begun else _OPENING_SECONDS):
                        problem = "time"
                        break
                    word, place, value = pipe.recv()
                except (EOFError, OSError):
                    break
                if word == "end":
                    return
                moved = True
                if word == "begin":
                    begun = place, value
                    continue
                begun, after = None, place
                yield word, place, value
            status = self.stop()
            if begun is not None:
                after = begun[0]
                yield "fault", after, self._fault(*begun, problem, status)
            idle = 0 if moved or begun else idle + 1
            if idle >= _TRIES:
                how = "says nothing" if problem == "time" else f"dies ({_death(status)})"
                raise OnrecordError(
                    f"{task.unit.place}: the process that reads it {how}. Check the memory, and whether"
                    " the input can be reached; then go on with --resume."
                )

    def _fault(self, place: Place, address: str | None, problem: str, status: int | None) -> Fault:
        if problem == "time":
            return Fault(place, address, "time", f"it took longer than {self._seconds:g} seconds")
        return Fault(place, address, "crash", f"the process that read it died ({_death(status)})")

    def _give(self, task: Task) -> Connection:
        for _ in range(_TRIES):
            if self._pipe is None:
                self._start()
            assert self._pipe is not None
            try:
                self._pipe.send(task)
                return self._pipe
            except OSError:  # it died while it had nothing to do
                self.stop()
        raise OnrecordError("The process that reads cannot be started. Check the memory, then go on with --resume.")

    def _start(self) -> None:
        mine, theirs = Pipe()
        with theirs:
            # Not by multiprocessing: engines run this in processes that may have no children of that kind.
            self._process = subprocess.Popen(
                [*self._command, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._pipe = mine

    def stop(self) -> int | None:
        """End the worker and return its exit status."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        process, self._process = self._process, None
        if process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            return process.wait(0.2)
        process.kill()
        return process.wait()

    def __del__(self) -> None:
        with suppress(Exception):
            self.stop()


def _death(status: int | None) -> str:
    if status is not None and status < 0:
        with suppress(ValueError):
            return signal.Signals(-status).name
    return f"exit status {status}"
