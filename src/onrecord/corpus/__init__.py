"""The same reading over millions of articles: archives go in, tables of Parquet come out, on Daft.

`build` reads, `link` ties what runs through many articles, `report` counts, `load` brings articles into a record. Needs
the extra `corpus`; nothing of it is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.corpus.building import build
    from onrecord.corpus.linking import link
    from onrecord.corpus.loading import load
    from onrecord.corpus.reporting import report

__all__ = ["build", "link", "load", "report"]

_PLACES = {"build": "building", "link": "linking", "load": "loading", "report": "reporting"}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"onrecord.corpus.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
