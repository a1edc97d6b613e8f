"""What costs much to find out and is asked for often is kept until the record changes.

Nothing is kept that depends on who asks. A value is kept for as long as nothing was added or judged since; while the
record is being added to, it is found out anew at most so often that this takes a fiftieth of the time.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from onrecord.record.store import Store

T = TypeVar("T")
_MOST: Final = 128
"""So many values are kept; the one not asked for the longest goes first."""
_RARELY: Final = 50


@dataclass(frozen=True, slots=True)
class _Value:
    head: int
    value: Any
    at: float
    cost: float


_kept: WeakKeyDictionary[Store, OrderedDict[tuple[Any, ...], _Value]] = WeakKeyDictionary()
_lock = threading.Lock()


def kept(store: Store, now: int, key: tuple[Any, ...], find_out: Callable[[], T]) -> T:
    """Return what `find_out` returns, or returned for this `key` before, if that still holds.

    now: the number of the newest entry of the record's log. key: what the value is, and what it depends on.
    """
    with _lock:
        values = _kept.setdefault(store, OrderedDict())
        old = values.get(key)
        if old is not None:
            values.move_to_end(key)
    if old is not None and (old.head == now or time.monotonic() - old.at < old.cost * _RARELY):
        found: T = old.value
        return found
    begun = time.monotonic()
    value = find_out()
    ended = time.monotonic()
    with _lock:
        values[key] = _Value(now, value, ended, ended - begun)
        while len(values) > _MOST:
            values.popitem(last=False)
    return value
