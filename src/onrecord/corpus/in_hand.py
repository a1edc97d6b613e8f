"""Which page a worker has in hand, in memory that it shares with whoever watches it.

To say it there costs a worker microseconds and who watches nothing; messages through a pipe would wake who watches
at every page. What is there outlives the worker, however it dies.
"""

from __future__ import annotations

import mmap
import os
import struct
import tempfile
import time
from dataclasses import dataclass
from typing import Final

from onrecord.corpus.pages import Place

_TURN: Final = struct.Struct("<Q")
_SINCE: Final = struct.Struct("<qqdd")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a worker had in hand when it was looked at.

    turn: how often it took a page or laid one down. place: where the page in hand stands, None where there is none.
    clock, computed: since when, in seconds of the system's clock and of the worker's processor.
    """

    turn: int
    place: Place | None
    clock: float
    computed: float


class InHand:
    """The memory, made by who watches and opened by the worker, through the descriptor `fd`, which both keep open.

    It begins with a number that is odd while a page is in hand, and that is written last: who reads the same number
    before and after the rest has read what belongs together.
    """

    def __init__(self, fd: int | None = None):
        made = fd is None
        self.fd = _anonymous() if fd is None else fd
        if made:
            os.ftruncate(self.fd, mmap.PAGESIZE)
        self._memory = mmap.mmap(self.fd, mmap.PAGESIZE)
        self._turn = 0

    def take(self, place: Place) -> None:
        """Say that a page is begun."""
        _SINCE.pack_into(self._memory, _TURN.size, place.offset, place.nth, time.monotonic(), time.process_time())
        self._say(self._turn + 1)

    def lay_down(self) -> None:
        """Say that it is over with the page."""
        self._say(self._turn + 1)

    def _say(self, turn: int) -> None:
        self._turn = turn
        _TURN.pack_into(self._memory, 0, turn)

    def look(self) -> Seen:
        """Return what is in hand."""
        while True:
            turn = self._said()
            offset, nth, clock, computed = _SINCE.unpack_from(self._memory, _TURN.size)
            if turn % 2 == 0:
                return Seen(turn, None, 0.0, 0.0)
            if self._said() == turn:
                return Seen(turn, Place(offset, nth), clock, computed)

    def _said(self) -> int:
        turn: int = _TURN.unpack_from(self._memory)[0]
        return turn

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()
        os.close(self.fd)


def _anonymous() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("onrecord")
    with tempfile.TemporaryFile() as file:  # systems other than Linux
        return os.dup(file.fileno())
