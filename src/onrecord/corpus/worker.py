"""A process that does units of work and says which page it has in hand, so that it can be ended when one hangs.

`python -m onrecord.corpus.worker PIPE HAND` serves tasks that come through the pipe until it is closed; both are
numbers of open files, HAND that of the memory of `in_hand`. The encoder is loaded once, while there is nothing to do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from onrecord.corpus.in_hand import InHand
from onrecord.corpus.units import Message, Task, steps

MEMORY: Final = 4 << 30
"""Bytes of address space of one worker: a page that needs more fails, and takes nothing else with it."""
_IDLE_SECONDS: Final = 0.05


def serve(
    pipe: Connection,
    hand: InHand,
    do: Callable[[Task], Iterator[Message]] = steps,
    prepare: Callable[[], None] | None = None,
) -> None:
    """Do what comes through the pipe until it is closed, and answer each task once.

    hand: where it is said which page is in hand. prepare: is called once, when nothing is to be done.
    """
    with suppress(EOFError, OSError):
        while True:
            if prepare is not None and not pipe.poll(_IDLE_SECONDS):
                prepare()
                prepare = None
            for word, value in do(pipe.recv()):
                if word == "begin":
                    hand.take(value)
                elif word == "over":
                    hand.lay_down()
                else:
                    pipe.send((word, value))


def _prepare() -> None:
    """Load what every unit needs. Whatever goes wrong is told by the first unit that needs it."""
    with suppress(Exception):
        import trafilatura  # noqa: F401

        import onrecord.ingest.html
        import onrecord.ingest.mail  # noqa: F401
        from onrecord.pipeline import shared_reader

        shared_reader()


def main() -> None:
    """Serve the pipe whose number is the first argument; the second is that of the memory."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from onrecord.pipeline import configure

    configure(1)  # as many workers as cores, each on one of them
    serve(Connection(int(sys.argv[1])), InHand(int(sys.argv[2])), prepare=_prepare)


if __name__ == "__main__":
    sys.path = [p for p in sys.path if p and Path(p) != Path.cwd()] if "" in sys.path else sys.path
    main()
