"""Plain text becomes an article: the text stays as it is, and each paragraph of it is told apart."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise

from onrecord.domain import Article, Block, Page, Span
from onrecord.errors import NoArticleError
from onrecord.ingest import byline, dates, furniture
from onrecord.ingest.rules import AGENCIES, CORRECTION, DATED
from onrecord.ingest.sidecar import Known, known
from onrecord.text import article_id, paragraphs

_TITLE_WORDS = 30
_SENTENCE_WORDS = 14
_LONG = 25
_CAPITALS = 0.75
_TOP = 12
_CAPTION_WORDS = 60
_TAG = re.compile(r"<[^<>]{0,400}>")
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_QUOTED = re.compile(r"[“”„«»\"]")
_WIRE = re.compile(rf"(?:[A-Z][\w.,’' -]{{1,60}})?[(](?P<agency>{AGENCIES}|[A-Z]{{2,6}})[)]\s*[-–—]+\s+\S")
_BARE = re.compile(rf"\W{{0,3}}\w+\s*:\s*(?:{DATED}(?:\W+\w+day)?)?\W{{0,3}}", re.IGNORECASE)
_END_MARKS = frozenset(("copyright", "topic", "comments", "house-rules", "share", "related"))


@dataclass(slots=True)
class Line:
    """One paragraph of a page while it is being told apart: its words, where it stands, what it is."""

    start: int
    end: int
    words: str
    kind: str | None = None
    joined: bool = False
    """True where only one line break parts it from the line before."""

    @property
    def count(self) -> int:
        """How many words it has."""
        return self.words.count(" ") + 1


def from_text(
    text: str,
    *,
    name: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    headline: str | None = None,
) -> Article:
    """Return the article in a plain or copied text. Its `text` is the one given, unchanged, so offsets are the same.

    What is given beats what the text says. Raises NoArticleError where there are no words, InputError for a date
    that is none.
    """
    label = name or "text"
    said = known(label, published=published, outlet=outlet, url=url, headline=headline)
    data = text.encode("utf-8", "surrogatepass")
    page = Page(name or "", data, "text/plain", None, None, hashlib.sha256(data).hexdigest())
    return article_from_text(text, page, said, input=label)


def article_from_text(text: str, page: Page, said: Known, *, input: str) -> Article:
    """Return the article in the decoded `text` of a page. `input` names it in errors."""
    if not re.search(r"\w", text):
        raise NoArticleError(input, "there are no words in it", "Check that the text was copied or saved completely.")
    lines = tell_apart(text)
    top = [x for x in lines[:_TOP] if x.kind is not None]
    by = next((b for x in top if x.kind == "byline" and (b := byline.parse(x.words))), None)
    first = next((x for x in lines if x.kind is None and x.count >= _SENTENCE_WORDS), None)
    wire = _WIRE.match(first.words) if first else None
    title = mark_headline(text, lines, said.headline)
    published, updated = days(top)
    url = said.url or page.url
    return Article(
        id=article_id(url or page.name, text),
        text=text,
        blocks=tuple(as_block(x) for x in lines),
        name=page.name or None,
        url=url,
        headline=said.headline or title,
        byline=by.words if by else None,
        authors=by.authors if by else (),
        outlet=said.outlet,
        agency=(by.agency if by else None) or (wire["agency"] if wire else None),
        published=said.published or published,
        updated=updated,
        sha256=page.sha256,
    )


def tell_apart(text: str) -> list[Line]:
    """Cut a text into its lines and tell furniture and corrections from body; the headline is still body here."""
    lines: list[Line] = []
    for start, end in paragraphs(text):
        words = " ".join(text[start:end].split())
        joined = bool(lines) and text.count("\n", lines[-1].end, start) == 1
        lines.append(Line(start, end, words, furniture.label(words) or _byline(words), joined))
    _mark_captions(lines)
    _mark_corrected(lines)
    _mark_tail(lines)
    return lines


def as_block(line: Line) -> Block:
    """Return a line as a block of the article."""
    span = Span(line.start, line.end)
    match line.kind:
        case None:
            return Block(span, "body")
        case "headline":
            return Block(span, "headline")
        case "correction":
            return Block(span, "correction")
        case label:
            return Block(span, "furniture", label)


def mark_headline(text: str, lines: list[Line], given: str | None) -> str | None:
    """Mark the line that is the headline and return its words, or None where no line looks like one."""
    body = [i for i, x in enumerate(lines) if x.kind is None]
    if given:
        same = next((i for i in body[:_TOP] if _same(lines[i].words, given)), None)
        if same is not None:
            lines[same].kind = "headline"
            return lines[same].words
    if len(body) < 2:
        return None
    first = lines[body[0]]
    if not _looks_like_headline(first.words) or body[0] >= _TOP:
        return None
    after = lines[body[0] + 1]
    stands_alone = after.kind is not None or text.count("\n", first.end, after.start) > 1
    if not stands_alone and _ENDS.search(first.words):
        return None
    first.kind = "headline"
    return first.words


def _looks_like_headline(words: str) -> bool:
    count = words.count(" ") + 1
    if count > _TITLE_WORDS or _WIRE.match(words):
        return False
    if words.endswith(","):
        return False
    return words[-1] != "." or count <= _SENTENCE_WORDS or _in_title_case(words)


def _in_title_case(words: str) -> bool:
    long = [w for w in re.findall(r"[^\W\d_][\w’'-]+", words) if len(w) > 3]
    return bool(sum(w[0].isupper() for w in long) >= _CAPITALS * len(long))


def _same(a: str, b: str) -> bool:
    return re.sub(r"\W+", "", a).casefold() == re.sub(r"\W+", "", b).casefold()


def _byline(words: str) -> str | None:
    return "byline" if byline.parse(words) else None


def _mark_captions(lines: list[Line]) -> None:
    """Mark what stands with a credit: the pieces of an escaped caption said again, and the caption of a credit.

    A copied page often shows a caption three times: once as its escaped source, once as credit, once as caption.
    """
    for i, line in enumerate(lines):
        if line.kind not in ("caption", "credit"):
            continue
        pieces = [p for p in (" ".join(x.split()) for x in _TAG.split(line.words)) if p]
        for other in lines[max(0, i - 3) : i + 4]:
            if other.kind is None and len(pieces) > 1 and any(_same(other.words, p) for p in pieces):
                other.kind = "caption"
    spaced = sum(x.joined for x in lines) * 2 < len(lines)
    for before, line in pairwise(lines):
        # In a text that parts its paragraphs by blank lines, a line that sticks to a credit is what was pictured.
        if spaced and line.joined and line.kind == "credit" and before.kind is None and _pictured(before):
            before.kind = "caption"
        if spaced and line.joined and before.kind in ("caption", "credit") and line.kind is None and _pictured(line):
            line.kind = "caption"


def _pictured(line: Line) -> bool:
    return not _QUOTED.search(line.words) and line.count <= (_CAPTION_WORDS if not line.joined else _LONG)


def _mark_corrected(lines: list[Line]) -> None:
    """A bare "Correction:", perhaps with its day, heads the paragraph after it."""
    for before, line in pairwise(lines):
        if before.kind == CORRECTION and _BARE.fullmatch(before.words) and line.kind is None:
            line.kind = CORRECTION


def _mark_tail(lines: list[Line]) -> None:
    """After the article has ended, by a copyright, topic or comments line, short lines that say nothing go with it."""
    last = max(
        (i for i, x in enumerate(lines) if x.kind is None and (x.count >= _LONG or _QUOTED.search(x.words))), default=-1
    )
    ended: str | None = None
    for line in lines[last + 1 :]:
        if line.kind in _END_MARKS:
            ended = line.kind
        elif line.kind is None and ended is not None and line.count <= _SENTENCE_WORDS and not _ENDS.search(line.words):
            line.kind = "related" if ended == "related" else "navigation"


def days(top: list[Line]) -> tuple[str | None, str | None]:
    """Return when the lines above the article say that it was published, and updated."""
    published = updated = None
    for line in top:
        if line.kind == "dateline":
            said = re.split(r"\b(?=(?:last )?(?:updated|modified)\b)", line.words, maxsplit=1, flags=re.IGNORECASE)
            published = published or dates.read(_without_verb(said[0]))
            updated = updated or (dates.read(_without_verb(said[1])) if len(said) > 1 else None)
        elif line.kind == "byline" and (by := byline.parse(line.words)) and by.dated:
            published = published or dates.read(_without_verb(by.dated))
    return published, updated


def _without_verb(words: str) -> str:
    return re.sub(
        r"^\W*(?:(?:first|last|originally)\s+)?(?:published|posted|updated|modified|created|date)(?:\s+(?:on|at))?\W*",
        "",
        words,
        flags=re.IGNORECASE,
    )
