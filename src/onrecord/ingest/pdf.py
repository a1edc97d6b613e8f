"""PDF documents become articles: the words of their text layer. Needs the extra `check` (pypdf)."""

from __future__ import annotations

import io
import logging
import re
from typing import Final

from onrecord.domain import Article, Page
from onrecord.errors import InputError, NoArticleError
from onrecord.ingest.plain import article_from_text
from onrecord.ingest.sidecar import Known

MAGIC: Final = b"%PDF-"
_HEAD: Final = 1024
_BROKEN: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[a-zß-ÿ])")
"""A word that the end of a line divides. One that has a hyphen anyway loses it."""
_LINE: Final = re.compile(r"(?<![.!?:;…”\"’])[ \t]*\n(?=[^\W\d_]?[a-zß-ÿ(“‘\"'])")
_SPACES: Final = re.compile(r"[ \t\u00a0]{2,}")


def is_pdf(data: bytes) -> bool:
    """Return whether these are the bytes of a PDF document."""
    return MAGIC in data[:_HEAD]


def text_of_pdf(data: bytes, *, input: str) -> str:
    """Return the text layer of a PDF document, a blank line between pages, words that lines divide made whole.

    Raises InputError, naming `input`, where it is damaged or locked, NoArticleError where it has no text, as scanned
    pages have none.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import FileNotDecryptedError, PyPdfError
    except ModuleNotFoundError:
        remedy = "Install it with: pip install 'onrecord[check]'"
        raise InputError(input, "reading a PDF document needs pypdf, which is not installed", remedy) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it could repair is no news to the user
    try:
        reader = PdfReader(io.BytesIO(data))
        pages = [page.extract_text() for page in reader.pages]
    except FileNotDecryptedError:
        raise InputError(input, "this PDF document is locked by a password", "Save a copy without one.") from None
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as e:
        problem = f"this PDF document is damaged ({type(e).__name__}: {e})"
        raise InputError(input, problem, "Download it again, or save its text as a .txt file.") from e
    text = "\n\n".join(p.strip() for p in pages if p.strip())
    if not re.search(r"\w", text):
        raise NoArticleError(
            input, "this PDF document has no text, only pictures of it", "Run it through OCR, and read what that gives."
        )
    text = _BROKEN.sub("", text.replace("\r\n", "\n"))
    return _SPACES.sub(" ", _LINE.sub(" ", text))


def article_from_pdf(page: Page, said: Known, *, input: str) -> Article:
    """Return the article that a PDF document is. Raises as `text_of_pdf` does."""
    return article_from_text(text_of_pdf(page.data, input=input), page, said, input=input)
