"""A worker that does what its unit's name says at each number: reads it, hangs, or dies."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

from onrecord.corpus.pages import Place
from onrecord.corpus.worker import Message, Task, serve


def steps(task: Task) -> Iterator[Message]:
    """Go through the letters of the unit's place: h hangs, k is killed, x ends, others are read; d dies unbegun."""
    for n, letter in enumerate(task.unit.place):
        place = Place(n)
        if task.after is not None and place <= task.after:
            continue
        if letter == "d":
            os._exit(3)
        yield "begin", place, f"https://a.example/{n}"
        if letter == "h":
            time.sleep(60)
        if letter == "k":
            os.kill(os.getpid(), signal.SIGKILL)
        if letter == "x":
            os._exit(7)
        yield "row", place, letter
    yield "end", None, None


serve(Connection(int(sys.argv[1])), steps)
