"""The same reading over millions of articles: archives go in, tables of Parquet come out, on Daft.

`build` reads, `link` ties what runs through many articles, `report` counts, `load` brings articles into a record. Needs
the extra `corpus`; nothing of it is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.lazy import lazily

if TYPE_CHECKING:
    from onrecord.corpus.building import build
    from onrecord.corpus.linking import link
    from onrecord.corpus.loading import load
    from onrecord.corpus.reporting import report

__all__ = ["build", "link", "load", "report"]

__getattr__ = lazily(__name__, {"build": "building", "link": "linking", "load": "loading", "report": "reporting"})
