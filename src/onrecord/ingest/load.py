"""From an input's name to an article: open it, see what it is, add what the sidecar knows.

What makes articles of pages is imported where that is done: whoever only finds pages, or shares out the work on them,
has no use for its patterns and parsers, which take a quarter of a second to load.
"""

from __future__ import annotations

import hashlib
import os

from onrecord.domain import Article, Page
from onrecord.ingest import files
from onrecord.ingest.decode import decode, refuse_binary
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
        from onrecord.ingest.fetch import fetch

        page = fetch(input, allow_private=allow_private)
    else:
        data = files.read_stdin() if input == files.STDIN else files.read_file(input)
        name = STDIN_NAME if input == files.STDIN else os.path.basename(input)
        page = Page(name, data, _media_type(input), None, None, hashlib.sha256(data).hexdigest())
    from onrecord.ingest.pdf import is_pdf

    if not is_pdf(page.data):
        refuse_binary(page.data, name=input)
    return page


def load(
    input: str, *, published: str | None = None, outlet: str | None = None, allow_private: bool = False
) -> Article:
    """Return the article behind `input`, as `open_page` takes it.

    What is given here beats the sidecar, the sidecar (`<name>.meta.json` beside a file) beats the page. Raises
    InputError, FetchError, or NoArticleError where the page was read and holds no article.
    """
    page = open_page(input, allow_private=allow_private)
    return parse(page, beside(input, published=published, outlet=outlet), input=input)


def beside(input: str, *, published: str | None = None, outlet: str | None = None) -> Known:
    """Return what is known of an input beside its page: what is given here, filled up from the sidecar of a file.

    Raises InputError for a date that is none, or a broken sidecar.
    """
    said = known(input, published=published, outlet=outlet)
    return said if files.is_address(input) or input == files.STDIN else said.over(read_sidecar(input))


def parse(page: Page, said: Known, *, input: str) -> Article:
    """Return the article in a page: PDF, a message, subtitles, HTML or plain text, by what it looks like.

    `input` names it in errors.
    """
    from onrecord.ingest.html import article_from_html
    from onrecord.ingest.mail import article_from_mail, is_mail
    from onrecord.ingest.pdf import article_from_pdf, is_pdf
    from onrecord.ingest.plain import article_from_text
    from onrecord.ingest.subtitles import is_subtitles, spoken

    if is_pdf(page.data):
        return article_from_pdf(page, said, input=input)
    if is_mail(page.data):
        return article_from_mail(page, said, input=input)
    text = decode(page.data, declared=_charset(page.media_type))
    if is_html(text):
        return article_from_html(text, page, said, input=input)
    return article_from_text(spoken(text) if is_subtitles(text) else text, page, said, input=input)


def plain_text(page: Page) -> str | None:
    """Return the text of a page where it is all that its article has, as a plain text's is; None for other kinds."""
    from onrecord.ingest.mail import is_mail
    from onrecord.ingest.pdf import is_pdf
    from onrecord.ingest.subtitles import is_subtitles

    if is_pdf(page.data) or is_mail(page.data):
        return None
    text = decode(page.data, declared=_charset(page.media_type))
    return None if is_html(text) or is_subtitles(text) else text


def _media_type(input: str) -> str:
    html = files.stem(input) != input and input.lower().removesuffix(".gz").endswith((".html", ".htm", ".xhtml"))
    return "text/html" if html else "text/plain"


def _charset(media_type: str) -> str | None:
    for part in media_type.split(";")[1:]:
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset":
            return value.strip() or None
    return None
