"""A worker that does what its unit's name says at each number: reads it, hangs, or dies."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

from onrecord.corpus.in_hand import InHand
from onrecord.corpus.pages import Place
from onrecord.corpus.units import Message, Task
from onrecord.corpus.worker import serve


def compute(seconds: float) -> None:
    """Keep the processor busy."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def steps(task: Task) -> Iterator[Message]:
    """Go through the letters of the unit's place, and note what was read and what was lost.

    h hangs, s spins, k is killed, x ends, w is slow because it mostly waits; others are read. d dies between pages, p
    cannot go on.
    """
    read = ""
    for n, letter in enumerate(task.unit.place):
        place = Place(n)
        if place in task.lost:
            continue
        if letter == "d":
            os._exit(3)
        if letter == "p":
            yield "problem", "the disk is full"
            return
        yield "begin", place
        if letter == "h":
            time.sleep(60)
        if letter == "s":
            compute(60)
        if letter == "w":
            for _ in range(20):
                time.sleep(0.05)
                compute(0.015)
        if letter == "k":
            os.kill(os.getpid(), signal.SIGKILL)
        if letter == "x":
            os._exit(7)
        yield "over", None
        read += letter
    yield "end", {"read": read, "lost": [(p.offset, *why) for p, why in task.lost.items()], "process": os.getpid()}


serve(Connection(int(sys.argv[1])), InHand(int(sys.argv[2])), steps)
