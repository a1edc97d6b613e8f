"""A page becomes an article, or is left out: by its language, or because it is no piece of news."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from onrecord.corpus.pages import Fault, FaultKind, Raw
from onrecord.domain import Article, Page
from onrecord.errors import InputError, NoArticleError
from onrecord.ingest.language import told
from onrecord.ingest.load import load, parse
from onrecord.record.addresses import canonical
from onrecord.text import article_id

FEWEST_WORDS: Final = 40
"""Words of body that a piece of news has at least: captions of galleries and one-line tickers have fewer."""

Reason = Literal["language", "news"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages are read.

    languages: primary tags (`en`), none for all. news: only pages that have a date, an address of their own (not a
    site's front page) and FEWEST_WORDS. duplicates: whether a near-duplicate of an article is read too (`mark`), or
    only listed (`drop`). page_seconds: how long one page may take, by a
    processor's time (see `watch`).
    """

    languages: tuple[str, ...] = ("en",)
    news: bool = False
    duplicates: Literal["mark", "drop"] = "mark"
    page_seconds: float = 20.0

    def as_dict(self) -> dict[str, Any]:
        """Return the wishes as plain values."""
        return {
            "languages": list(self.languages), "news": self.news, "duplicates": self.duplicates,
            "page_seconds": self.page_seconds,
        }  # fmt: skip


def wanted_of(data: dict[str, Any]) -> Wanted:
    """Return the wishes that `as_dict` made `data` from."""
    return Wanted(**{**data, "languages": tuple(data["languages"])})


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article, the canonical form of its address, and what a reader should know of it."""

    article: Article
    address: str | None
    fetched: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A page that was not asked for, and by which filter."""

    reason: Reason


def extract(raw: Raw, wanted: Wanted) -> Extracted | LeftOut | Fault:
    """Return what becomes of a page. Whatever is wrong with it is its own Fault; no exception comes out."""
    try:
        article = _article(raw)
        if article is None:
            return Fault(raw.place, raw.address, "page", "it is empty")
        return _chosen(article, raw, wanted)
    except NoArticleError as error:
        return Fault(raw.place, raw.address, "page", error.problem)
    except InputError as error:
        kind: FaultKind = "input" if raw.data is None else "media"
        return Fault(raw.place, raw.address, kind, error.problem)
    except MemoryError:
        return Fault(raw.place, raw.address, "size", "it needs more memory than one page is given")
    except Exception as error:  # a parser may stumble over anything that a page may hold
        reason = f"it cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
        return Fault(raw.place, raw.address, "error", reason)


def _article(raw: Raw) -> Article | None:
    if raw.data is None:
        return load(raw.address or "") if raw.address else None
    digest = hashlib.sha256(raw.data).hexdigest()
    page = Page(raw.name or raw.address or "", raw.data, raw.media_type, raw.address, raw.fetched, digest)
    if not raw.data.strip():
        return None
    return parse(page, raw.known, input=raw.address or raw.name or "page")


def _chosen(article: Article, raw: Raw, wanted: Wanted) -> Extracted | LeftOut:
    language, warnings = told(article)
    if wanted.languages and (language or "").split("-")[0].lower() not in wanted.languages:
        return LeftOut("language")
    article = replace(_sound(article), language=language)
    if wanted.news and not _is_news(article):
        return LeftOut("news")
    return Extracted(article, canonical(article.url), raw.fetched, warnings)


_HALF: Final = re.compile("[\ud800-\udfff]")


def _sound(article: Article) -> Article:
    """Return the article without halves of characters, which no table can hold; each becomes one other character."""
    if not _HALF.search(article.text):
        return article
    text = _HALF.sub("\N{REPLACEMENT CHARACTER}", article.text)
    return replace(article, text=text, id=article_id(article.url or article.name or "", text))


def _is_news(article: Article) -> bool:
    if article.published is None:
        return False
    if article.url is not None and urlsplit(article.url).path.strip("/") in ("", "index.html", "index.php"):
        return False
    words = sum(len(b.span.of(article.text).split()) for b in article.blocks if b.kind == "body")
    return words >= FEWEST_WORDS


def month_of(published: str | None) -> str:
    """Return the month of publication (`2024-03`) that a row is filed under, `unknown` where there is none."""
    found = re.match(r"(\d{4})-(0[1-9]|1[0-2])(?!\d)", published or "")
    return found[0] if found else "unknown"
