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

from onrecord.corpus.in_hand import InHand, Seen
from onrecord.corpus.pages import Lost, Place
from onrecord.corpus.units import Task
from onrecord.errors import OnrecordError

_OPENING_SECONDS: Final = 300.0
"""How long a worker may say nothing while it has no page in hand: it loads the encoder, or waits for the network."""
_TRIES: Final = 3
_PATIENCE: Final = 10
"""So many times its seconds a page may take by the clock, where other work keeps the processor from it."""
_LOOK_SECONDS: Final = 1.0
"""So often a worker is looked at: a page may take longer by as much."""
_TICK: Final = 0.02
"""Seconds of a processor that say nothing: the system counts in hundredths, and waiting takes some, too."""
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
        self._hand: InHand | None = None
        self._ended = False

    def run(self, task: Task) -> dict[str, Any]:
        """Do a task and return its note.

        After a page at which a worker died, or that took too long, the task begins anew without it: a unit is small,
        and such pages are few. Raises OnrecordError where no worker can be kept alive, or one cannot go on.
        """
        lost: dict[Place, Lost] = {}
        idle = 0
        while True:
            pipe, hand = self._give(replace(task, lost=lost))
            late = self._too_late(pipe, hand)
            if late is None:
                with suppress(EOFError, OSError):
                    word, value = pipe.recv()
                    if word == "problem":
                        raise OnrecordError(value)
                    note: dict[str, Any] = value
                    return note
            status = self._end()
            place = (late or hand.look()).place
            self.stop()
            if place is not None:
                lost[place] = self._lost(status, late=late is not None)
            idle = idle + 1 if place is None else 0
            if idle >= _TRIES:
                how = "says nothing" if late else f"dies ({_death(status)})"
                raise OnrecordError(
                    f"{task.unit.place}: the process that reads it {how}. Check the memory, and whether"
                    " the input can be reached; then go on with --resume."
                )

    def _too_late(self, pipe: Connection, hand: InHand) -> Seen | None:
        """Wait until the worker answers or is gone; return what it has in hand where it takes too long."""
        patience = _Patience(self._seconds)
        while not pipe.poll(min(_LOOK_SECONDS, self._seconds / 4)):
            seen = hand.look()
            if patience.over(seen, self._computed()):
                return seen
        return None

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

    def _give(self, task: Task) -> tuple[Connection, InHand]:
        for _ in range(_TRIES):
            try:
                pipe, hand = self.start()
                pipe.send(task)
                return pipe, hand
            except OSError:  # it died while it had nothing to do
                self.stop()
        raise OnrecordError("The process that reads cannot be started. Check the memory, then go on with --resume.")

    def start(self) -> tuple[Connection, InHand]:
        """Begin the worker where there is none, and return the pipe to it and what it has in hand.

        Raises OnrecordError after `end`.
        """
        if self._ended:
            raise OnrecordError("It was stopped. What is done stays; go on with --resume.")
        if self._pipe is not None and self._hand is not None:
            return self._pipe, self._hand
        hand = self._hand = InHand()
        mine, theirs = Pipe()
        with theirs:
            # Not by multiprocessing: engines run this in processes that may have no children of that kind.
            self._process = subprocess.Popen(
                [*self._command, str(theirs.fileno()), str(hand.fd)],
                pass_fds=[theirs.fileno(), hand.fd],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._pipe = mine
        return mine, hand

    def stop(self) -> None:
        """End the worker."""
        self._end()
        if self._hand is not None:
            self._hand.close()
            self._hand = None

    def _end(self) -> int | None:
        """End the worker and return its exit status; what it had in hand can still be looked at."""
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


class _Patience:
    """How long one may wait for a worker, judged by what is seen of it from time to time."""

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._turn: int | None = None
        self._moved, self._computed = time.monotonic(), 0.0

    def over(self, seen: Seen, computed: float | None) -> bool:
        """Return whether it takes too long; computed: the worker's seconds of a processor by now, None if unknown."""
        now = time.monotonic()
        if seen.turn != self._turn:
            self._turn = seen.turn
            self._moved, self._computed = (now, 0.0) if seen.place is None else (seen.clock, seen.computed)
        if seen.place is None:
            return now - self._moved >= _OPENING_SECONDS
        if computed is None:
            return now - seen.clock >= self._seconds
        if computed > self._computed + _TICK:
            self._moved, self._computed = now, computed
        return (
            computed - seen.computed >= self._seconds
            or now - seen.clock >= _PATIENCE * self._seconds
            or now - self._moved >= self._seconds
        )


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
