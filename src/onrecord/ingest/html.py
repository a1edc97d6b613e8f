"""HTML becomes an article: its headline, its main text, and the captions, bylines and corrections around it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from onrecord.domain import Article, Page
from onrecord.errors import NoArticleError
from onrecord.ingest import body, byline, dates, furniture, plain
from onrecord.ingest.decode import decode, refuse_binary
from onrecord.ingest.metadata import Metadata, metadata
from onrecord.ingest.rules import CORRECTION
from onrecord.ingest.sidecar import Known, known
from onrecord.ingest.tree import HUMP, Chunk, chunks, key, parse
from onrecord.text import article_id

_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:fig)?caption(?:s|ed)?(?:$|[\s_-])|^figure\b|^figcaption\b"
    r"|(?:image|photo|media|picture)[\w-]*(?:caption|description)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:^|[\s_-])(?:photo|image|media|picture|caption)?[\s_-]?(?:credits?|copyright|attribution)(?:$|[\s_-])",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"(?:^|[\s_-])(?:byline|authors?|contributors?)(?:$|[\s_-])", re.I)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|sub-?title|sub-?head(?:ing|line)?|dek|deck|strapline|lead-?text|intro(?:duction)?|lede"
    r"|summary|excerpt)(?:$|[\s_-])",
    re.IGNORECASE,
)
_STANDFIRST_WORDS = 6
_TOP = 40
_TOP_LINES = 12
_KEPT = frozenset(
    ("caption", "credit", "byline", "dateline", "copyright", "correction", "topic", "house-rules", "notice")
)
_FEWEST_WORDS = 25
_NEAR = 3
_ALIKE = 0.4
_TITLE_WORDS = 4
_WORD = re.compile(r"\w{3,}")
_SITE = re.compile(r"\s+(?:[|–—·•»:]|-)\s+")


def from_html(
    data: bytes | str,
    *,
    name: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    headline: str | None = None,
) -> Article:
    """Return the article in an HTML page; its `text` is the page's headline and paragraphs, a blank line between.

    What is given beats what the page says. Raises NoArticleError where there is no article in it (a front page, a
    login), InputError where the page is empty, too large or no text.
    """
    label = name or "page"
    said = known(label, published=published, outlet=outlet, url=url, headline=headline)
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    refuse_binary(raw, name=label)
    page = Page(name or "", raw, "text/html", None, None, hashlib.sha256(raw).hexdigest())
    return article_from_html(decode(raw) if isinstance(data, bytes) else data, page, said, input=label)


def article_from_html(text: str, page: Page, said: Known, *, input: str) -> Article:
    """Return the article in the decoded HTML `text` of a page. `input` names it in errors."""
    root = parse(text, input=input)
    head = metadata(root, base=page.url)
    row = chunks(root)
    picked = _picked(root, row, head)
    title = said.headline or _headline(row, head)
    whole, lines = _composed(picked, title)
    if sum(x.count for x in lines if x.kind is None) < _FEWEST_WORDS:
        remedy = "Save the article's own page while its text is visible, or copy its text into a .txt file."
        raise NoArticleError(input, "there is no article on this page", remedy)
    by = next((b for x in lines if x.kind == "byline" and (b := byline.parse(x.words))), None)
    url = said.url or head.url or page.url
    authors, agency = _makers(head, by, lines)
    return Article(
        id=article_id(url or page.name, whole),
        text=whole,
        blocks=tuple(plain.as_block(x) for x in lines),
        name=page.name or None,
        url=url,
        headline=title,
        byline=by.words if by else None,
        authors=authors,
        outlet=said.outlet or head.outlet,
        agency=agency,
        section=head.section,
        published=said.published or head.published or plain.days(lines[:_TOP_LINES])[0] or _searched(root, url),
        updated=head.updated,
        language=head.language,
        sha256=page.sha256,
    )


@dataclass(frozen=True, slots=True)
class _Pick:
    words: str
    kind: str | None
    tag: str = "p"
    inside: Any = field(default=None, repr=False, compare=False)
    """The element that its own stands in, where it comes from one."""


def _picked(root: Any, row: list[Chunk], head: Metadata) -> list[_Pick]:
    """Return what the page says, in its order: the chosen chunks, and what is worth keeping of the furniture there."""
    chosen = set(body.choose(root, row))
    out: list[_Pick] = []
    shown = {c.key for c in row if c.tag == "h1"}
    # A headline may stand in a bar at the page's top as well, far above the article.
    text = [i for i in chosen if row[i].key not in shown] or chosen
    first, last = min(text, default=0), max(text, default=-1)
    for i, chunk in enumerate(row):
        near = first - _NEAR <= i <= last + _NEAR
        above = first - _TOP <= i < first
        if not (near or above or i in chosen):  # of the rest of a page, which is most of it, only corrections count
            if i > first and chosen and furniture.is_correction(chunk.words):
                out.append(_Pick(chunk.words, CORRECTION, chunk.tag, chunk.element.getparent()))
            continue
        kind = _kind(chunk)
        lead = kind is None and above and _is_standfirst(chunk, head)
        if i in chosen or lead or (kind == CORRECTION and i > first and chosen) or (near and kind in _KEPT):
            out.append(_Pick(chunk.words, kind, chunk.tag, chunk.element.getparent()))
    out = _once(out)
    words = sum(p.words.count(" ") + 1 for p in out if p.kind is None)
    if head.body and head.body.count(" ") > 2 * words:  # the page shows its text by script only
        paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*|<br\s*/?>|</p>", head.body)]
        out = [
            _Pick(p, furniture.label(p)) for p in (re.sub(r"<[^<>]{1,300}>", "", p).strip() for p in paragraphs) if p
        ]
    return out


def _kind(chunk: Chunk) -> str | None:
    """Return what a chunk is by its surroundings, or else by its words."""
    found = furniture.label(chunk.words) or ("byline" if byline.parse(chunk.words) else None)
    if found is not None:
        return found
    count = chunk.count
    for depth, marks in enumerate(chunk.around[:4]):
        if marks.startswith(("article", "main", "body", "section")):
            break
        if marks.startswith("figcaption") or (depth < 3 and count <= 80 and _CAPTION.search(marks)):
            return "caption"
        if depth < 2 and count <= 12 and _CREDIT.search(marks):
            return "credit"
        if depth < 3 and count <= 12 and _AUTHOR.search(marks) and byline.is_names(chunk.words):
            return "byline"
    return None


def _is_standfirst(chunk: Chunk, head: Metadata) -> bool:
    """Return whether a chunk above the main text is its introduction: called so, or told as its description."""
    if chunk.count < _STANDFIRST_WORDS or chunk.linked > 0.5 or chunk.tag in ("h1", "li"):
        return False
    return any(key(d) == chunk.key for d in head.descriptions) or any(
        _STANDFIRST.search(HUMP.sub("-", a)) for a in chunk.around[:2]
    )


def _once(picks: list[_Pick]) -> list[_Pick]:
    """Drop what has just been said: pages hold captions and boxes twice, for two widths of screen.

    Each of the two then has an element of its own; what is said twice in one element its author wanted so.
    """
    out: list[_Pick] = []
    for pick in picks:
        before = [p for p in out[-4:] if key(p.words) == key(pick.words)]
        if not before or (pick.kind is None and pick.inside is not None and before[-1].inside is pick.inside):
            out.append(pick)
    return out


def _headline(row: list[Chunk], head: Metadata) -> str | None:
    """Return the headline as the page shows it; what its head says, for search engines, where it shows none."""
    headings = [c.words for c in row if c.tag == "h1"]
    told = _without_site(head.headline, head.outlet) if head.headline else None
    if told is None:
        return headings[0] if headings else None
    same = next((h for h in headings if key(h) == key(told)), None)
    if same is not None or len(headings) != 1:
        return same or told
    # One heading in other words is the article's if it is about the same; else it is the site's name.
    ours, theirs = set(_WORD.findall(headings[0].casefold())), set(_WORD.findall(told.casefold()))
    return (
        headings[0]
        if len(ours & theirs) >= _ALIKE * min(len(ours), len(theirs)) and len(ours) >= _TITLE_WORDS
        else told
    )


def _without_site(title: str, outlet: str | None) -> str:
    """Return a title without the outlet's name at its end."""
    parts = _SITE.split(title)
    if len(parts) > 1 and outlet and key(parts[-1]) in (key(outlet), key(outlet.removeprefix("The "))):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•»:-")
    return title


def _composed(picked: list[_Pick], title: str | None) -> tuple[str, list[plain.Line]]:
    """Return the article's text and its lines: the headline first, then everything picked."""
    rest = list(picked)
    if title:
        at = next((i for i, p in enumerate(rest[:8]) if key(p.words) == key(title)), None)
        if at is None:
            at = next((i for i, p in enumerate(rest[:6]) if p.tag == "h1" and p.kind is None), None)
        if at is not None:
            rest[at] = _Pick(rest[at].words, "headline", rest[at].tag)
        else:
            rest.insert(0, _Pick(title, "headline", "h1"))
    lines: list[plain.Line] = []
    start = 0
    for pick in rest:
        lines.append(plain.Line(start, start + len(pick.words), pick.words, pick.kind))
        start += len(pick.words) + 2
    return "\n\n".join(p.words for p in rest), lines


def _makers(head: Metadata, by: byline.Byline | None, lines: list[plain.Line]) -> tuple[tuple[str, ...], str | None]:
    """Return the authors and the agency that the head, the byline and the names on the page give between them."""
    names = head.authors or (by.authors if by else ())
    if not names:
        shown = next((x.words for x in lines if x.kind == "byline"), "")
        names = byline.names(shown)
    agency = next((n for n in names if byline.is_agency(n)), None) or (by.agency if by else None)
    return names, agency


def _searched(root: Any, url: str | None) -> str | None:
    """Return the day that the page shows somewhere, for pages whose head has none."""
    from htmldate import find_date  # imported here because it takes long to load and is seldom needed

    try:
        found = find_date(root, url=url, original_date=True, extensive_search=False)
    except Exception:  # a date is not worth losing an article for
        return None
    return dates.read(found) if found else None
