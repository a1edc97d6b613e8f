"""The steps from an article to its record, by name, and the one reader that a process shares."""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from onrecord.domain import Article, Provenance, Record

if TYPE_CHECKING:
    from onrecord.read.reader import Reader

_lock = threading.Lock()
_threads: int | None = None


def configure(threads: int) -> None:
    """Say how many cores the shared reader may use. To be called before the first reading of the process."""
    global _threads
    _threads = threads


@lru_cache(maxsize=1)
def _load(threads: int | None) -> Reader:
    from onrecord.read.reader import Reader  # the network and its engine are loaded on first use, not on import

    return Reader(threads=threads)


def shared_reader() -> Reader:
    """Return the process's reader; the model is loaded once, on first use, whichever thread asks first."""
    with _lock:
        return _load(_threads)


def code_version() -> str:
    """Return the version of the installed package, or "0+unknown" in a bare source tree."""
    try:
        return version("onrecord")
    except PackageNotFoundError:
        return "0+unknown"


def read_article(article: Article, *, reader: Reader | None = None) -> Record:
    """Read one article into its record.

    reader: the one to use; None for the process's shared one. Raises ModelError where the model cannot be loaded.
    """
    reader = reader or shared_reader()
    reading = reader.read(article)
    provenance = Provenance(
        code_version=code_version(),
        model=reader.encoder.name,
        model_sha256=reader.encoder.sha256,
        page_sha256=article.sha256,
    )
    return Record(article=article, reading=reading, provenance=provenance)
