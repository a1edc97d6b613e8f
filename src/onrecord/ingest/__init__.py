"""The outside world becomes articles: files, folders, addresses, standard input; copied text and HTML.

Four steps, each usable by itself: `find` what an input stands for, `open_page` it, make an article of it with
`from_text` or `from_html`, or do all of that with `load`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.ingest.files import find
from onrecord.ingest.load import load, open_page

if TYPE_CHECKING:
    from onrecord.ingest.html import from_html
    from onrecord.ingest.plain import from_text

__all__ = ["find", "from_html", "from_text", "load", "open_page"]


_PLACES = {"from_html": "html", "from_text": "plain"}
"""What is imported only when it is asked for: its patterns and parsers take a quarter of a second to load."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"onrecord.ingest.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
