"""E-mail (.eml) becomes an article: its text, with the subject as headline, the sender as author and its day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from onrecord.domain import Article, Page
from onrecord.errors import NoArticleError
from onrecord.ingest.html import article_from_html
from onrecord.ingest.plain import article_from_text
from onrecord.ingest.sidecar import Known

_HEADER: Final = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+\r?\n")
_NEEDED: Final = (b"from:", b"date:", b"subject:", b"to:", b"received:", b"message-id:")
_QUOTED: Final = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_HEAD: Final = 65536


def is_mail(data: bytes) -> bool:
    """Return whether these bytes are a message: they begin with its header, at least three known lines of it."""
    header = _HEADER.match(data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n"))
    if header is None:
        return False
    lines = [line.lower() for line in header[0].splitlines()]
    return sum(any(line.startswith(key) for line in lines) for key in _NEEDED) >= 3


def article_from_mail(page: Page, said: Known, *, input: str) -> Article:
    """Return the article that a message is; its plain text goes before its HTML, attachments are left out.

    Signs of quoted lines ("> ") are taken away. Raises NoArticleError where the message has no text.
    """
    message = message_from_bytes(page.data, policy=policy.default)
    body = message.get_body(("plain", "html"))
    try:
        content = body.get_content() if isinstance(body, EmailMessage) else ""
    except (LookupError, ValueError):  # an encoding that nobody knows
        content = ""
    if not isinstance(content, str) or not content.strip() or body is None:
        raise NoArticleError(input, "there is no text in this message", "Save its attachments and read those.")
    subject = " ".join(str(message.get("Subject", "")).split()) or None
    known = said.over(Known(published=_day(str(message.get("Date", ""))), headline=subject))
    if body.get_content_subtype() == "html":
        article = article_from_html(content, page, known, input=input)
    else:
        article = article_from_text(_QUOTED.sub("", content.replace("\r\n", "\n")), page, known, input=input)
    senders = tuple(
        name or address for name, address in getaddresses([str(message.get("From", ""))]) if name or address
    )
    return replace(article, authors=article.authors or senders, byline=article.byline or ", ".join(senders) or None)


def _day(header: str) -> str | None:
    try:
        sent = parsedate_to_datetime(header)
    except (TypeError, ValueError, IndexError):
        return None
    return (sent if sent.tzinfo is None else sent.astimezone(UTC)).date().isoformat()
