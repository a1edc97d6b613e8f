"""The outside world becomes articles: files, folders, addresses, standard input; copied text and HTML.

Four steps, each usable by itself: `find` what an input stands for, `open_page` it, make an article of it with
`from_text` or `from_html`, or do all of that with `load`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.ingest.files import find
from onrecord.ingest.load import load, open_page
from onrecord.lazy import lazily

if TYPE_CHECKING:
    from onrecord.ingest.html import from_html
    from onrecord.ingest.plain import from_text

__all__ = ["find", "from_html", "from_text", "load", "open_page"]


# The patterns and parsers of these take a quarter of a second to load.
__getattr__ = lazily(__name__, {"from_html": "html", "from_text": "plain"})
