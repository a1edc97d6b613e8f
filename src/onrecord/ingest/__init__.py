"""The outside world becomes articles: files, folders, addresses, standard input; copied text and HTML.

Four steps, each usable by itself: `find` what an input stands for, `open_page` it, make an article of it with
`from_text` or `from_html`, or do all of that with `load`.
"""

from onrecord.ingest.files import find
from onrecord.ingest.html import from_html
from onrecord.ingest.load import load, open_page
from onrecord.ingest.plain import from_text

__all__ = ["find", "from_html", "from_text", "load", "open_page"]
