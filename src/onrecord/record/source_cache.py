"""A cache of sources: what the bytes of a file were taken apart into, by their digest. Needs nothing but SQLite.

It can be thrown away at any time. Whatever goes wrong with it (a full disk, a locked or damaged file) is passed over:
a check without it is slower, and no less right.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint32]
NAME: Final = "sources.sqlite"
MOST_BYTES: Final = 1024**3
"""The cache forgets what was not asked for longest once it is larger."""
_PATIENCE: Final = 2.0
_TABLE: Final = """
create table if not exists source (
    key text primary key, text blob not null, words blob not null, size integer not null, used real not null
) without rowid
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a source: its text, and the arrays of its words."""

    text: str
    arrays: tuple[Array, ...]


def default_folder() -> Path:
    """Return where caches lie: XDG_CACHE_HOME, or what the system has for them."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "onrecord"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "onrecord" / "cache"
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "onrecord"


class SourceCache:
    """The cache in a folder, which is made if need be. Not to be shared between threads; processes may."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES):
        self._most = most_bytes
        self._used: list[str] = []
        self._connection: sqlite3.Connection | None = None
        with suppress(OSError, sqlite3.Error):
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(folder / NAME, timeout=_PATIENCE, isolation_level=None)
            self._connection = connection
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = off")
            connection.execute(_TABLE)
            connection.execute("begin")

    def get(self, key: str) -> Kept | None:
        """Return what was kept under a key, or None."""
        row: tuple[Any, ...] | None = None
        if self._connection is not None:
            with suppress(sqlite3.Error):
                row = self._connection.execute("select text, words from source where key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            flat = np.frombuffer(zlib.decompress(row[1]), dtype=np.uint32).reshape(3, -1)
            text = zlib.decompress(row[0]).decode("utf8", "surrogatepass")
        except (zlib.error, ValueError):
            return None
        self._used.append(key)
        return Kept(text, tuple(flat))

    def put(self, key: str, text: str, arrays: Sequence[Array]) -> None:
        """Keep a text and its three arrays of equal length under a key."""
        if self._connection is None:
            return
        words = zlib.compress(np.stack(arrays).astype(np.uint32).tobytes(), 1)
        packed = zlib.compress(text.encode("utf8", "surrogatepass"), 1)
        with suppress(sqlite3.Error):
            self._connection.execute(
                "insert or replace into source values (?, ?, ?, ?, ?)",
                (key, packed, words, len(packed) + len(words), time.time()),
            )

    def close(self) -> None:
        """Write what is new, forget what is oldest, and let go of the file."""
        if self._connection is None:
            return
        with suppress(sqlite3.Error):
            now = time.time()
            self._connection.executemany("update source set used = ? where key = ?", [(now, k) for k in self._used])
            total = self._connection.execute("select sum(size) from source").fetchone()[0] or 0
            if total > self._most:
                self._forget(total)
            self._connection.execute("commit")
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = None

    def _forget(self, total: int) -> None:
        assert self._connection is not None
        for key, size in self._connection.execute("select key, size from source order by used").fetchall():
            if total <= self._most:
                return
            self._connection.execute("delete from source where key = ?", (key,))
            total -= size
