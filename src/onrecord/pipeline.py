"""The steps from an article to its record, by name, and the one reader that a process shares."""

from __future__ import annotations

import threading
from dataclasses import replace
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


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return the version of the installed package, or "0+unknown" in a bare source tree."""
    try:
        return version("onrecord")
    except PackageNotFoundError:
        return "0+unknown"


def read_article(article: Article, *, reader: Reader | None = None) -> Record:
    """Read one article into its record.

    reader: the one to use; None for the process's shared one. The record's article has the language that its text is
    in, which may be another than the page declares; the record's warnings say so, and where that is not English.
    Raises ModelError where the model cannot be loaded.
    """
    from onrecord.ingest.language import told  # imported here: whoever only shows records reads no pages

    reader = reader or shared_reader()
    language, warnings = told(article)
    article = replace(article, language=language)
    return Record(article, reader.read(article), provenance(article, reader=reader), warnings)


def provenance(article: Article, *, reader: Reader | None = None) -> Provenance:
    """Return what a reading of `article` will say that it was made by.

    reader: the one to use; None for the process's shared one. Raises ModelError where the model cannot be loaded.
    """
    reader = reader or shared_reader()
    return Provenance(
        code_version=code_version(),
        model=reader.encoder.name,
        model_sha256=reader.encoder.sha256,
        page_sha256=article.sha256,
    )
