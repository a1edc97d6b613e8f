"""A process that reads units of work and tells each step through a pipe, so that it can be ended when one hangs.

`python -m onrecord.corpus.worker FD` serves tasks that come through the pipe FD until it is closed. The encoder is
loaded once, with the first article. What a worker says:

    ("begin", place, address)   the next page or article is begun
    ("row", place, row)         it became this; in the reading, rows of every table
    ("left", place, reason)     it was not asked for
    ("passed", place, None)     it is no page
    ("fault", place, fault)     it could not be read
    ("end", None, None)         the unit is done
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, Literal

from onrecord.corpus.pages import Fault, Passed, Place
from onrecord.corpus.sources import Unit

Message = tuple[Literal["begin", "row", "left", "passed", "fault", "end"], Place | None, Any]
MEMORY: Final = 4 << 30
"""Bytes of address space of one worker: a page that needs more fails, and takes nothing else with it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is to do: a unit's pages (`extract`), or the articles in the file `pages` (`read`).

    wanted: what `Wanted.as_dict` gives. skip: rows of it that are not read. after: go on behind this place.
    """

    stage: Literal["extract", "read"]
    unit: Unit
    wanted: dict[str, Any]
    pages: str = ""
    skip: frozenset[int] = frozenset()
    after: Place | None = None


def steps(task: Task) -> Iterator[Message]:
    """Do a task step by step, and yield what is to be said of it."""
    yield from (_extract if task.stage == "extract" else _read)(task)
    yield "end", None, None


def _extract(task: Task) -> Iterator[Message]:
    from onrecord.corpus.extract import Extracted, LeftOut, extract, wanted_of
    from onrecord.corpus.opening import pieces
    from onrecord.corpus.tables import page_row

    wanted = wanted_of(task.wanted)
    for piece in pieces(task.unit, after=task.after):
        if isinstance(piece, Fault):
            yield "fault", piece.place, piece
            continue
        if isinstance(piece, Passed):
            yield "passed", piece.place, None
            continue
        yield "begin", piece.place, piece.address
        found = extract(piece, wanted)
        if isinstance(found, Fault):
            yield "fault", piece.place, found
        elif isinstance(found, LeftOut):
            yield "left", piece.place, found.reason
        else:
            assert isinstance(found, Extracted)
            row = page_row(found.article, found.address, found.warnings)
            # A file's own name tells more than its folder and number.
            source = piece.address if piece.data is None else task.unit.place
            yield "row", piece.place, row | {"fetched": found.fetched, "source": source, "offset": piece.place.offset}


def _read(task: Task) -> Iterator[Message]:
    import pyarrow.parquet as pq

    from onrecord.corpus.tables import article_of, rows_of
    from onrecord.domain import Record
    from onrecord.pipeline import provenance, shared_reader

    reader = shared_reader()
    begin = 0 if task.after is None else task.after.offset + 1
    rows = pq.read_table(task.pages, partitioning=None).slice(begin).to_pylist()
    for n, row in enumerate(rows, start=begin):
        if n in task.skip:
            continue
        place = Place(n)
        yield "begin", place, row["url"] or row["name"]
        try:
            article = article_of(row)
            reading = reader.read(article)
            record = Record(article, reading, provenance(article, reader=reader), tuple(row["warnings"]))
            yield "row", place, rows_of(record, row)
        except Exception as error:  # one article in which the reader has a fault costs no other
            reason = f"it cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
            yield "fault", place, Fault(Place(row["offset"]), row["url"] or row["name"], "error", reason)


def serve(pipe: Connection, do: Callable[[Task], Iterator[Message]] = steps) -> None:
    """Do what comes through the pipe until it is closed."""
    with suppress(EOFError, OSError):
        while True:
            for message in do(pipe.recv()):
                pipe.send(message)


def main() -> None:
    """Serve the pipe whose number is the only argument."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from onrecord.pipeline import configure

    configure(1)  # as many workers as cores, each on one of them
    serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    sys.path = [p for p in sys.path if p and Path(p) != Path.cwd()] if "" in sys.path else sys.path
    main()
