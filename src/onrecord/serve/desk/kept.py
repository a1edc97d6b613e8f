"""What costs much to find out and is asked for often is kept until the record changes.

Nothing is kept that depends on who asks. A value is kept for as long as nothing was added or judged since; while the
record is being added to, it is found out anew at most so often that this takes a fiftieth of the time. What is being
found out for one is waited for by all others who ask, or they are shown the former value where there is one.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast
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


class _Shelf:
    """The values of one record, and which of them are being found out."""

    def __init__(self) -> None:
        self.values: OrderedDict[tuple[Any, ...], _Value] = OrderedDict()
        self.asked: dict[tuple[Any, ...], threading.Event] = {}


_kept: WeakKeyDictionary[Store, _Shelf] = WeakKeyDictionary()
_lock = threading.Lock()
_PATIENCE: Final = 30.0
"""For so many seconds another's answer is waited for."""


def kept(store: Store, now: int, key: tuple[Any, ...], find_out: Callable[[], T]) -> T:
    """Return what `find_out` returns, or returned for this `key` before, if that still holds.

    now: the number of the newest entry of the record's log. key: what the value is, and what it depends on.
    """
    with _lock:
        shelf = _kept.setdefault(store, _Shelf())
        old = shelf.values.get(key)
        if old is not None:
            shelf.values.move_to_end(key)
        holds = old is not None and (old.head == now or time.monotonic() - old.at < old.cost * _RARELY)
        others = shelf.asked.get(key)
        if not holds and others is None:
            shelf.asked[key] = threading.Event()
    if old is not None and (holds or others is not None):
        return cast("T", old.value)
    if others is not None:
        others.wait(_PATIENCE)
        with _lock:
            new = shelf.values.get(key)
        return cast("T", new.value) if new is not None else find_out()  # the other's failed
    try:
        begun = time.monotonic()
        value = find_out()
        ended = time.monotonic()
        with _lock:
            shelf.values[key] = _Value(now, value, ended, ended - begun)
            while len(shelf.values) > _MOST:
                shelf.values.popitem(last=False)
        return value
    finally:
        with _lock:
            shelf.asked.pop(key).set()
