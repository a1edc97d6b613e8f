"""Answers that were written once are sent again for as long as the record is as it was.

What is kept does not depend on who asks: rights are checked before. `api_reads.state` says whether all still holds.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from onrecord.record.store import Store

MOST: Final = 48 * 2**20
"""So many bytes are kept for one record; what was not asked for the longest goes first."""
_LARGEST: Final = 2**20


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as it goes out: its body, the tag for it, and the way to the next page (as a Link header), or ""."""

    body: bytes
    tag: str
    link: str = ""


class Shelf:
    """The answers of one record in one state of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ""
        self._size = 0
        self._kept: OrderedDict[tuple[str, ...], Written] = OrderedDict()

    def find(self, state: str, asked: tuple[str, ...]) -> Written | None:
        """Return the answer that was given to this question in this state, None where there was none."""
        with self._lock:
            if state != self._state:
                return None
            found = self._kept.get(asked)
            if found is not None:
                self._kept.move_to_end(asked)
            return found

    def keep(self, state: str, asked: tuple[str, ...], answer: Written) -> None:
        """Keep an answer; all that was given in another state goes."""
        if len(answer.body) > _LARGEST:
            return
        with self._lock:
            if state != self._state:
                self._kept.clear()
                self._state, self._size = state, 0
            before = self._kept.pop(asked, None)
            self._kept[asked] = answer
            self._size += len(answer.body) - (len(before.body) if before is not None else 0)
            while self._size > MOST:
                self._size -= len(self._kept.popitem(last=False)[1].body)


_shelves: WeakKeyDictionary[Store, Shelf] = WeakKeyDictionary()
_lock: Final = threading.Lock()


def shelf_of(store: Store) -> Shelf:
    """Return where a record's answers are kept."""
    with _lock:
        return _shelves.setdefault(store, Shelf())
