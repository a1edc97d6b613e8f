"""Somebody watches each worker: what takes too long or kills it is one failure, and the rest goes on in a new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock
from typing import Any, Final

from onrecord.corpus.pages import Lost, Place
from onrecord.corpus.units import Task
from onrecord.errors import OnrecordError

_OPENING_SECONDS: Final = 300.0
"""How long a worker may say nothing while it has no page in hand: it loads the encoder, or waits for the network."""
_TRIES: Final = 3
_PATIENCE: Final = 10
"""So many times its seconds a page may take by the clock, where other work keeps the processor from it."""
COMMAND: Final = (sys.executable, "-m", "onrecord.corpus.worker")


class Watched:
    """One worker process at a time, replaced when it dies.

    seconds: how long one page or article may take, of a processor where the system tells that: what other work takes is
    no fault of a page, and which pages fail should not hang on it. A page at which nothing is computed for so long by
    the clock has taken too long as well.
    """

    def __init__(self, seconds: float, command: Sequence[str] = COMMAND):
        self._seconds, self._command = seconds, command
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._ended = False

    def run(self, task: Task) -> dict[str, Any]:
        """Do a task and return its note.

        After a page at which a worker died, or that took too long, the task begins anew without it: a unit is small,
        and such pages are few. Raises OnrecordError where no worker can be kept alive, or one cannot go on.
        """
        lost: dict[Place, Lost] = {}
        idle = 0
        while True:
            begun: Place | None = None
            late = False
            pipe = self._give(replace(task, lost=lost))
            while True:
                try:
                    if not (self._in_time(pipe) if begun else pipe.poll(_OPENING_SECONDS)):
                        late = True
                        break
                    word, value = pipe.recv()
                except (EOFError, OSError):
                    break
                if word == "end":
                    note: dict[str, Any] = value
                    return note
                if word == "problem":
                    raise OnrecordError(value)
                begun = value if word == "begin" else None
            status = self.stop()
            if begun is not None:
                lost[begun] = self._lost(status, late=late)
            idle = idle + 1 if begun is None else 0
            if idle >= _TRIES:
                how = "says nothing" if late else f"dies ({_death(status)})"
                raise OnrecordError(
                    f"{task.unit.place}: the process that reads it {how}. Check the memory, and whether"
                    " the input can be reached; then go on with --resume."
                )

    def _in_time(self, pipe: Connection) -> bool:
        """Wait until the worker says something of the page in hand; return whether it does before its time is over."""
        begin, at_first = time.monotonic(), self._computed()
        left, before = self._seconds, at_first
        while not pipe.poll(max(left, self._seconds / 4)):  # too short a while says nothing of whether it computes
            now = self._computed()
            if now == before or now is None or at_first is None:
                return False
            left, before = self._seconds - (now - at_first), now
            if left <= 0 or time.monotonic() - begin >= _PATIENCE * self._seconds:
                return False
        return True

    def _computed(self) -> float | None:
        """Return the seconds of a processor that the worker has used, None where the system does not tell (proc(5))."""
        if self._process is None:
            return None
        try:
            with open(f"/proc/{self._process.pid}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return None

    def _lost(self, status: int | None, *, late: bool) -> Lost:
        if late:
            return "time", f"it took longer than {self._seconds:g} seconds"
        return "crash", f"the process that read it died ({_death(status)})"

    def _give(self, task: Task) -> Connection:
        for _ in range(_TRIES):
            try:
                pipe = self.start()
                pipe.send(task)
                return pipe
            except OSError:  # it died while it had nothing to do
                self.stop()
        raise OnrecordError("The process that reads cannot be started. Check the memory, then go on with --resume.")

    def start(self) -> Connection:
        """Begin the worker where there is none, and return the pipe to it. Raises OnrecordError after `end`."""
        if self._ended:
            raise OnrecordError("It was stopped. What is done stays; go on with --resume.")
        if self._pipe is not None:
            return self._pipe
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
        return mine

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

    def end(self) -> None:
        """Let no worker begin any more, and kill the one that is there; whoever runs a task in it is told."""
        self._ended = True
        process = self._process
        if process is not None:
            process.kill()

    def __del__(self) -> None:
        with suppress(Exception):
            self.stop()


class Crew:
    """The workers of one build in this process. They stay from stage to stage, so that each loads the encoder once.

    Safe to share between threads: each task gets a worker that has none, and waits where there is none such.
    """

    def __init__(self, seconds: float, count: int, command: Sequence[str] = COMMAND):
        self._all = [Watched(seconds, command) for _ in range(count)]
        self._free: SimpleQueue[Watched] = SimpleQueue()
        for one in self._all:
            self._free.put(one)

    def start(self) -> None:
        """Begin all workers now; otherwise each begins with its first task."""
        for one in self._all:
            one.start()

    def run(self, task: Task) -> dict[str, Any]:
        """Do a task and return its note, as `Watched.run` does."""
        one = self._free.get()
        try:
            return one.run(task)
        finally:
            self._free.put(one)

    def stop(self) -> None:
        """End all workers, those with a task too."""
        for one in self._all:
            one.end()
        while not self._free.empty():
            self._free.get().stop()


_crews: Final[dict[str, Crew]] = {}
_lock: Final = Lock()


def crew(root: str, seconds: float, count: int) -> Crew:
    """Return this process's crew for the corpus at `root`, made when it is first asked for.

    An engine makes anew whatever it is given, for each stage; so it finds the crew by the corpus's place.
    """
    with _lock:
        return _crews.setdefault(root, Crew(seconds, count))


def dismiss(root: str) -> None:
    """End the workers of this process's crew for the corpus at `root`, if there is one."""
    with _lock:
        found = _crews.pop(root, None)
    if found is not None:
        found.stop()


def _death(status: int | None) -> str:
    if status is not None and status < 0:
        with suppress(ValueError):
            return signal.Signals(-status).name
    return f"exit status {status}"
