"""A process that does units of work and tells each step through a pipe, so that it can be ended when one hangs.

`python -m onrecord.corpus.worker FD` serves tasks that come through the pipe FD until it is closed. The encoder is
loaded once, while there is nothing else to do. What a worker says is `units.Message`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from onrecord.corpus.units import Message, Task, steps

MEMORY: Final = 4 << 30
"""Bytes of address space of one worker: a page that needs more fails, and takes nothing else with it."""
_IDLE_SECONDS: Final = 0.05


def serve(
    pipe: Connection, do: Callable[[Task], Iterator[Message]] = steps, prepare: Callable[[], None] | None = None
) -> None:
    """Do what comes through the pipe until it is closed. `prepare` is called once, when nothing is to be done."""
    with suppress(EOFError, OSError):
        while True:
            if prepare is not None and not pipe.poll(_IDLE_SECONDS):
                prepare()
                prepare = None
            for message in do(pipe.recv()):
                pipe.send(message)


def _prepare() -> None:
    """Load what every unit needs. Whatever goes wrong is told by the first unit that needs it."""
    with suppress(Exception):
        import trafilatura  # noqa: F401

        import onrecord.ingest.html
        import onrecord.ingest.mail  # noqa: F401
        from onrecord.pipeline import shared_reader

        shared_reader()


def main() -> None:
    """Serve the pipe whose number is the only argument."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from onrecord.pipeline import configure

    configure(1)  # as many workers as cores, each on one of them
    serve(Connection(int(sys.argv[1])), prepare=_prepare)


if __name__ == "__main__":
    sys.path = [p for p in sys.path if p and Path(p) != Path.cwd()] if "" in sys.path else sys.path
    main()
