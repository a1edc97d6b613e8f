"""Many inputs at once: worker processes that are replaced when they die, and results in the inputs' order.

Each worker has one input at a time, so that when it dies its input is known, fails, and no other is lost or waits.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess

from onrecord.serve.one import Outcome, Wish, do

_AHEAD = 16
"""A slow input holds back at most this many finished ones a worker, so that memory stays bounded."""

Work = Callable[[str, Wish], Outcome]


def each(inputs: Sequence[str], wish: Wish, *, jobs: int = 1, work: Work = do) -> Generator[Outcome, None, None]:
    """Read every input and yield what became of it, in order; with `jobs` above one, in that many processes.

    `work` is what is done with one input; a worker process imports it by its name. Standard input is read by this
    process, for workers have none.
    """
    if jobs <= 1 or len(inputs) <= 1:
        yield from (work(i, wish) for i in inputs)
        return
    crew = _Crew(wish, work, min(jobs, len(inputs)), max(1, (os.cpu_count() or 1) // jobs))
    try:
        yield from crew.run(inputs)
    finally:
        crew.stop()


class _Worker:
    """A process, the pipe to it, and the number of the input that it has in hand."""

    def __init__(self, context: SpawnContext, wish: Wish, work: Work, threads: int):
        self.pipe, theirs = context.Pipe()
        self.task: int | None = None
        self.process: SpawnProcess = context.Process(target=_serve, args=(theirs, wish, work, threads), daemon=True)
        with _deaf_to_interrupts():
            self.process.start()
        theirs.close()

    def give(self, task: int, input: str) -> None:
        self.task = task
        with suppress(OSError):  # a worker that died is noticed where its answer is awaited
            self.pipe.send(input)

    def take(self) -> Outcome | None:
        """Return the answer, or None where the worker died with it."""
        with suppress(EOFError, OSError):
            outcome = self.pipe.recv()
            if isinstance(outcome, Outcome):
                return outcome
        return None

    def stop(self) -> int | None:
        """End the process and return its exit status."""
        self.pipe.close()
        self.process.join(0.2)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        status = self.process.exitcode
        self.process.close()
        return status


class _Crew:
    """The workers, what they still have to do, and what waits for its turn to be shown."""

    def __init__(self, wish: Wish, work: Work, jobs: int, threads: int):
        self._wish, self._work, self._jobs, self._threads = wish, work, jobs, threads
        self._context = get_context("spawn")  # a fork would copy this process's threads in mid-step
        self._workers: list[_Worker] = []

    def run(self, inputs: Sequence[str]) -> Iterator[Outcome]:
        todo = deque(range(len(inputs)))
        done: dict[int, Outcome] = {}
        shown = 0
        while shown < len(inputs):
            self._hand_out(todo, inputs, done, shown)
            if shown not in done:
                self._collect(inputs, done)
            while shown in done:
                yield done.pop(shown)
                shown += 1

    def _hand_out(self, todo: deque[int], inputs: Sequence[str], done: dict[int, Outcome], shown: int) -> None:
        while todo and todo[0] - shown < self._jobs * _AHEAD:
            if inputs[todo[0]] == "-":
                task = todo.popleft()
                done[task] = self._work("-", self._wish)
                continue
            worker = self._idle()
            if worker is None:
                return
            task = todo.popleft()
            worker.give(task, inputs[task])

    def _idle(self) -> _Worker | None:
        for worker in self._workers:
            if worker.task is None:
                return worker
        if len(self._workers) >= self._jobs:
            return None
        worker = _Worker(self._context, self._wish, self._work, self._threads)
        self._workers.append(worker)
        return worker

    def _collect(self, inputs: Sequence[str], done: dict[int, Outcome]) -> None:
        busy = {w.pipe: w for w in self._workers if w.task is not None}
        for pipe in wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]  # wait() returns the connections that it was given
            task = worker.task
            if task is None:
                continue
            outcome = worker.take()
            worker.task = None
            if outcome is None:
                self._workers.remove(worker)
                outcome = Outcome(inputs[task], problem=_death(inputs[task], worker.stop()))
            done[task] = outcome

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()


def _death(input: str, status: int | None) -> str:
    how = f"exit status {status}"
    if status is not None and status < 0:
        with suppress(ValueError):
            how = signal.Signals(-status).name
    return f"{input}: the process that read it died ({how}). Read it on its own; it may need more memory than there is."


def _serve(pipe: Connection, wish: Wish, work: Work, threads: int) -> None:
    """A worker's life: read what comes through the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on
    with suppress(ImportError):
        from onrecord.pipeline import configure

        configure(threads)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(work(pipe.recv(), wish))


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts: it inherits the mask and dies quietly, and this one hears it after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
