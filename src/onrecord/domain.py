"""What the project is about, as plain frozen values: articles, statements, speakers, relations, records.

Spans are half-open and count Unicode code points into the article's text. Nothing here reads, stores or serves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SourceType = Literal["person", "organisation", "group", "document", "author", "unknown"]
Act = Literal[
    "assert", "deny", "confirm", "decline", "ask", "direct", "commit", "judge", "believe", "know", "want"
]  # fmt: skip
Form = Literal["direct", "indirect", "mixed"]
RelationType = Literal["denies", "supports", "repeats"]
BlockKind = Literal["headline", "body", "correction", "furniture"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that the span covers in `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or line of an article's text.

    `label` says what kind of furniture it is ("caption", "byline", "copyright", ...), and is None for body.
    """

    span: Span
    kind: BlockKind
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as they came, before anybody made sense of them."""

    name: str
    data: bytes
    media_type: str
    url: str | None
    fetched: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says: its text, unchanged, what each part of it is, and what is known about its making.

    `published` and `updated` are ISO 8601 dates (or date-times) as the page gives them. `authors` are names as the
    byline gives them. `sha256` is of the page's bytes.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    name: str | None = None
    url: str | None = None
    headline: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    agency: str | None = None
    section: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One saying that the article reports: who (source), that they said it (cue), what (content).

    `parent` is the id of the statement inside whose content this one stands. `speaker` to `said_on` are None where
    nothing has been read. For an unnamed source `description` holds the words that describe it and `justification`
    those that say why it is not named. `rivals` are the names that fit equally well where `speaker` is unknown for
    that reason. `confidence` is that of the words (source, cue and content), in [0, 1]; `confidences` holds that of
    each label by its name, `reasons` what each went by.
    """

    id: str
    parent: str | None
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float
    speaker: str | None = None
    source_type: SourceType | None = None
    named: bool | None = None
    act: Act | None = None
    form: Form | None = None
    negated: bool | None = None
    addressee: str | None = None
    channel: str | None = None
    said_on: str | None = None
    justification: tuple[Span, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    description: tuple[Span, ...] = ()
    rivals: tuple[str, ...] = ()
    confidences: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """One source within an article: its fullest name, the words it goes by, its type."""

    name: str
    mentions: tuple[str, ...]
    type: SourceType | None = None
    named: bool | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """How one statement stands to another, which words say so, and how sure that is (in [0, 1])."""

    type: RelationType
    from_id: str
    to_id: str
    reason: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction note: its words, the statement of the outlet that it makes, and what it corrects.

    `corrects` is the sentence of the article that the note speaks of, None where it cannot be found; `reason` says what
    that went by.
    """

    note: Span
    statement_id: str
    corrects: Span | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a reading: enough to repeat it."""

    code_version: str
    model: str
    model_sha256: str
    page_sha256: str | None = None
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of one article."""

    statements: tuple[Statement, ...]
    speakers: tuple[Speaker, ...] = ()
    relations: tuple[Relation, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """An article with its reading and what made it."""

    article: Article
    reading: Reading
    provenance: Provenance
    warnings: tuple[str, ...] = field(default=())
