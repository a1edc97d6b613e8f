"""From an input's name to an article: open it, see what it is, add what the sidecar knows."""

from __future__ import annotations

import hashlib
import os

from onrecord.domain import Article, Page
from onrecord.ingest import files
from onrecord.ingest.decode import decode, refuse_binary
from onrecord.ingest.html import article_from_html
from onrecord.ingest.plain import article_from_text
from onrecord.ingest.sidecar import Known, known, read_sidecar
from onrecord.ingest.sniff import is_html

STDIN_NAME = "stdin"


def open_page(input: str, *, allow_private: bool = False) -> Page:
    """Return the bytes behind `input`: a file (also .gz), an http(s) address, or "-" for standard input.

    The page's `name` is the file's name without its folders, the address, or "stdin"; `sha256` is of the bytes after
    decompression. At most 64 MB are taken. `allow_private` lets an address lead into a private network. Raises
    InputError, for an address FetchError, where there is nothing to read or it must not be read.
    """
    if files.is_address(input):
        # Imported here because reading a file needs no network, and its parts take time to load.
        from onrecord.ingest.fetch import fetch

        page = fetch(input, allow_private=allow_private)
    else:
        data = files.read_stdin() if input == files.STDIN else files.read_file(input)
        name = STDIN_NAME if input == files.STDIN else os.path.basename(input)
        page = Page(name, data, _media_type(input), None, None, hashlib.sha256(data).hexdigest())
    refuse_binary(page.data, name=input)
    return page


def load(
    input: str, *, published: str | None = None, outlet: str | None = None, allow_private: bool = False
) -> Article:
    """Return the article behind `input`, as `open_page` takes it.

    What is given here beats the sidecar, the sidecar (`<name>.meta.json` beside a file) beats the page. Raises
    InputError, FetchError, or NoArticleError where the page was read and holds no article.
    """
    said = known(input, published=published, outlet=outlet)
    page = open_page(input, allow_private=allow_private)
    if not files.is_address(input) and input != files.STDIN:
        said = said.over(read_sidecar(input))
    return parse(page, said, input=input)


def parse(page: Page, said: Known, *, input: str) -> Article:
    """Return the article in a page, HTML or plain text by what it looks like. `input` names it in errors."""
    text = decode(page.data, declared=_charset(page.media_type))
    if is_html(text):
        return article_from_html(text, page, said, input=input)
    return article_from_text(text, page, said, input=input)


def _media_type(input: str) -> str:
    html = files.stem(input) != input and input.lower().removesuffix(".gz").endswith((".html", ".htm", ".xhtml"))
    return "text/html" if html else "text/plain"


def _charset(media_type: str) -> str | None:
    for part in media_type.split(";")[1:]:
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset":
            return value.strip() or None
    return None
