"""What a page says of itself in its head: JSON-LD and meta tags, in the many ways that are in use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from onrecord.ingest import byline, dates

_ARTICLE = re.compile(r"(?:\w*Article|\w*NewsArticle|Report\w*|BlogPosting|LiveBlogPosting|SocialMediaPosting|Review)$")
_MAX_DEPTH = 12
_FIELDS = {
    "headline": (
        "og:title",
        "twitter:title",
        "parsely-title",
        "sailthru.title",
        "dc.title",
        "dcterms.title",
        "citation_title",
        "title",
    ),
    "authors": (
        "author",
        "article:author_name",
        "parsely-author",
        "sailthru.author",
        "byl",
        "dc.creator",
        "dcterms.creator",
        "citation_author",
        "article:author",
        "twitter:creator_name",
    ),
    "outlet": (
        "og:site_name",
        "application-name",
        "parsely-site",
        "dc.publisher",
        "dcterms.publisher",
        "citation_journal_title",
        "publisher",
        "article:publisher_name",
        "apple-mobile-web-app-title",
        "copyright",
    ),
    "published": (
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "dcterms.date",
        "citation_publication_date",
        "citation_online_date",
        "pubdate",
        "publish-date",
        "publication_date",
        "article.published",
        "date",
        "og:pubdate",
        "cxenseparse:recs:publishtime",
        "originalpublicationdate",
        "parsely-page-pub-date",
        "ptime",
        "pdate",
        "rnews:datepublished",
        "dc.date.created",
    ),
    "updated": (
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "lastmod",
        "last-modified",
        "dcterms.modified",
        "dc.date.modified",
        "utime",
        "revised",
    ),
    "section": ("article:section", "parsely-section", "og:section", "section", "cg", "sailthru.section", "category"),
}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head of a page gives, None and empty for what it does not. Dates are ISO 8601 as the page has them."""

    headline: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    updated: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    descriptions: tuple[str, ...] = ()
    """What the head says the article is about: often the very words of its standfirst."""
    body: str | None = None
    """The article's words where JSON-LD has them: for pages that show them only by script."""


def metadata(root: Any, *, base: str | None = None) -> Metadata:
    """Return what the head of a page says. `base` is the address that it came from, if any."""
    meta = _meta(root)
    linked = [_loads(script.text or "") for script in root.iter("script") if _is_linked_data(script)]
    main = next(iter(sorted((a for x in linked for a in _within(x, 0)), key=lambda a: -_worth(a))), {})
    people = {k: v for x in linked for k, v in _named(x, 0)} if main else {}
    links = (link.get("href") for link in root.iter("link") if link.get("rel") == "canonical")
    address = next((a for a in links if a is not None), None)
    if address is None:
        address = _one(meta, ("og:url", "parsely-link", "twitter:url"))
    outlet = _name(main.get("publisher")) or _name(main.get("sourceOrganization"))
    published = _date(main.get("datePublished")) or _first_date(meta, "published")
    section = _text(main.get("articleSection")) or _one(meta, _FIELDS["section"])
    language = (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or _text(main.get("inLanguage"))
    )
    return Metadata(
        headline=_text(main.get("headline")) or _one(meta, _FIELDS["headline"]) or _title(root),
        authors=_authors(main, people) or _meta_authors(meta),
        outlet=_one(meta, ("og:site_name",)) or outlet or _one(meta, _FIELDS["outlet"]),
        published=published or _date(main.get("dateCreated")),
        updated=_date(main.get("dateModified")) or _first_date(meta, "updated"),
        section=None if section and section.startswith("http") else section,
        language=_language(language or _one(meta, ("og:locale", "language", "content-language"))),
        url=_address(address, base) or _address(_text(main.get("url")), base),
        descriptions=tuple(
            d
            for d in (_text(main.get("description")), *meta.get("og:description", ()), *meta.get("description", ()))
            if d
        ),
        body=main["articleBody"] if isinstance(main.get("articleBody"), str) else None,
    )


def _meta(root: Any) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        value = " ".join(unescape(tag.get("content") or "").split())
        if name and value:
            out.setdefault(name.strip().lower(), []).append(value)
    return out


def _is_linked_data(script: Any) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _named(value: Any, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what has a name and an @id, by which an article may refer to its author."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _named(item, depth + 1)
    elif isinstance(value, dict):
        if isinstance(value.get("@id"), str) and value.get("name"):
            yield value["@id"], value
        yield from _named([v for v in value.values() if isinstance(v, dict | list)], depth + 1)


def _loads(text: str) -> Any:
    """Return JSON as pages have it: in comments, with raw line breaks, with a comma too many; None if beyond that."""
    text = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?://\s*\]\]>|\]\]>|-->)\s*;?\s*$",
        "",
        text,
        flags=re.DOTALL,
    )
    text = text.strip().rstrip(";")
    for attempt in (text, re.sub(r",\s*(?=[}\]])", "", text), re.sub(r"\\(?![\"\\/bfnrtu])", r"\\\\", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    try:  # several objects one after another, or something behind the first
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _within(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _within(item, depth + 1)
    elif isinstance(value, dict):
        if _is_article(value):
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "hasPart"):
            if isinstance(value.get(name), dict | list):
                yield from _within(value[name], depth + 1)


def _is_article(value: dict[str, Any]) -> bool:
    types = value.get("@type")
    return any(isinstance(t, str) and _ARTICLE.search(t) for t in (types if isinstance(types, list) else [types]))


def _worth(article: dict[str, Any]) -> int:
    return sum(bool(article.get(k)) for k in ("headline", "datePublished", "author", "articleBody", "publisher"))


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str)), None)
    if not isinstance(value, str):
        return None
    return " ".join(re.sub(r"</?[a-z][^<>]*>", "", unescape(unescape(value)), flags=re.IGNORECASE).split()) or None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        return next((n for n in map(_name, value) if n), None)
    name = _text(value.get("name") or value.get("legalName")) if isinstance(value, dict) else _text(value)
    return None if name and "://" in name else name


def _authors(article: dict[str, Any], people: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    given = article.get("author") or article.get("creator")
    found: list[str] = []
    for person in given if isinstance(given, list) else [given]:
        if isinstance(person, dict) and not person.get("name"):
            person = people.get(str(person.get("@id")), person)
        if isinstance(person, dict) and isinstance(person.get("name"), list):
            found += [n for p in person["name"] for n in byline.names(_text(p) or "")]
        elif name := _name(person):
            found += byline.names(name)
    return tuple(dict.fromkeys(found))


def _meta_authors(meta: dict[str, list[str]]) -> tuple[str, ...]:
    for name in _FIELDS["authors"]:
        found = [n for value in meta.get(name, ()) for n in byline.names(value)]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _one(meta: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((meta[n][0] for n in names if meta.get(n)), None)


def _date(value: Any) -> str | None:
    text = _text(value)
    return dates.read(text) if text else None


def _first_date(meta: dict[str, list[str]], what: str) -> str | None:
    return next((d for n in _FIELDS[what] for v in meta.get(n, ()) if (d := dates.read(v))), None)


def _title(root: Any) -> str | None:
    found = root.find(".//title")
    return " ".join((found.text or "").split()) or None if found is not None else None


def _language(value: str | None) -> str | None:
    m = re.match(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2,4}))?\b", value or "")
    return (m[1].lower() + (f"-{m[2]}" if m[2] else "")) if m else None


def _address(value: str | None, base: str | None) -> str | None:
    """Return an address made absolute; None for what is not http(s), or is only a site's front page."""
    if not value:
        return None
    try:
        whole = urljoin(base or "", value.strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.netloc and parts.path.strip("/") else None
