"""What the interface answers with, as OpenAPI describes it: articles, statements, speakers, relations, judgements.

Answers are the items that exports have; these models describe them, and tests hold every answer against them. Keys may
be added, so readers pass over those that they do not know.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

KEY = "0f3a9c1e5b7d2468"
Key = Annotated[str, Field(description="A lasting name.", examples=[KEY])]
Piece = Annotated[
    tuple[int, int, str],
    Field(description="Begin and end in code points of the article's text, and the words that stand there."),
]
Confidence = Annotated[float, Field(ge=0, le=1, description="How sure it is, calibrated.", examples=[0.93])]
Act = Literal["assert", "deny", "confirm", "decline", "ask", "direct", "commit", "judge", "believe", "know", "want"]
SourceType = Literal["person", "organisation", "group", "document", "author", "unknown"]
SpeechForm = Literal["direct", "indirect", "mixed"]


class Shape(BaseModel):
    """What all models have in common."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


Item = TypeVar("Item", bound=Shape)


class Page(Shape, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next: str | None = Field(description="The address of the next page; null at the end.", examples=[None])


class Place(Shape):
    """The article that something stands in."""

    id: Key
    name: str | None = Field(description="The file's name or the address.", examples=["harbour.txt"])
    url: str | None = Field(examples=["https://harbourwire.example/sea-wall"])
    outlet: str | None = Field(examples=["Harbour Wire"])
    headline: str | None
    published: str | None = Field(description="ISO 8601.", examples=["2031-03-04"])
    story: Key = Field(description="Of the piece of news that it is a version of.")


class Version(Place):
    """The version of an article that something stands in."""

    version: int = Field(description="Which version of the story it is, from 1 on.", examples=[1])
    former: bool = Field(description="Whether the record has a newer version.")


class Reason(Shape):
    """Why a label was read as it was."""

    label: str = Field(examples=["act"])
    reason: str = Field(examples=["cue “denied”"])


class Said(Shape):
    """The labels and spans of a statement."""

    id: str
    parent: str | None = Field(description="The statement inside whose content this one stands.")
    source: list[Piece] = Field(description="Who says it, in the article's words.")
    cue: list[Piece] = Field(description="The words that report it.")
    content: list[Piece] = Field(description="What is said.")
    speaker: str | None = Field(description="The fullest name in the article.", examples=["Ilse Brandt"])
    source_type: SourceType | None
    named: bool | None = Field(description="Whether the article names the source anywhere.")
    act: Act | None
    form: SpeechForm | None = Field(description="`direct`: all of it in quotation marks; `indirect`: none.")
    negated: bool | None = Field(description="Whether the article says that the source did not say it.")
    addressee: str | None
    channel: str | None = Field(examples=["interview"])
    said_on: str | None = Field(description="An EDTF date or interval.", examples=["2031-03-03"])
    justification: list[Piece] = Field(description="Why an unnamed source is not named, in the article's words.")
    description: list[Piece] = Field(description="How an unnamed source is described.")
    rivals: list[str] = Field(description="Names that fit equally well where the speaker is unknown for that reason.")
    chain: list[str] = Field(description="On whose word it is known: the outlet first, its speaker last.",
                             examples=[["Harbour Wire", "Ilse Brandt", "Jon Pell"]])  # fmt: skip
    depth: int = Field(ge=0, description="In how many statements it stands.")
    confidence: Confidence
    confidences: dict[str, float] = Field(description="The confidence of each label.")
    reasons: list[Reason]


class ReadBy(Shape):
    """What made a reading."""

    reading: Key
    read_at: str
    code_version: str
    model: str
    model_sha256: str
    page_sha256: str | None


class Judged(Shape):
    """What one person says of a label or a part of a statement."""

    field: str = Field(description="The label (`speaker`, `act`, ...) or the part (`content`, ...).", examples=["act"])
    value: Any = Field(description="What it is in that person's view; of a part [[begin, end], ...]; null: unknown.",
                       examples=["deny"])  # fmt: skip
    by: str = Field(examples=["ada"])
    at: str
    verdict: Literal["confirmed", "corrected"]


class Statement(Said):
    """One saying that an article reports. Its labels are the machine's reading, whatever people say of them."""

    local_id: str = Field(description="Its number within its reading; may change with a newer one.", examples=["s4"])
    article: Version
    provenance: ReadBy
    current: bool = Field(description="Whether the newest reading of its article has it still.")
    judged: list[Judged] = Field(description="What people say of each label that somebody corrected.")


class Relation(Shape):
    """How one statement stands to another of the same article."""

    id: Key
    type: Literal["denies", "supports", "repeats"]
    from_: Key = Field(alias="from")
    to: Key
    reason: str | None
    confidence: float | None
    article: Version


class Speaker(Shape):
    """One source within one article."""

    id: Key
    name: str
    type: SourceType | None
    named: bool | None
    mentions: list[str] = Field(description="The words that it goes by.")
    statements: list[str] = Field(description="The keys of what it says.")
    article: Version


class Provenance(Shape):
    """Enough to repeat a reading."""

    code_version: str
    model: str
    model_sha256: str
    page_sha256: str | None
    settings: dict[str, str]


class Reading(Shape):
    """What was read in a text; the ids of its statements hold within it."""

    statements: list[Said]
    relations: list[dict[str, Any]] = Field(description="`type`, `from`, `to`, `reason`, `confidence`.")
    speakers: list[dict[str, Any]] = Field(description="`name`, `mentions`, `type`, `named`.")
    corrections: list[Piece] = Field(description="The paragraphs that are correction notes.")
    correction_notes: list[dict[str, Any]] = Field(description="`note`, `statement`, `corrects`, `reason`.")
    warnings: list[str] = Field(description="What a reader should know of how it was read.")
    provenance: Provenance


class Known(Shape):
    """What is known of an article's making."""

    id: Key
    name: str | None
    url: str | None
    headline: str | None
    byline: str | None
    outlet: str | None
    agency: str | None
    section: str | None
    published: str | None
    updated: str | None
    language: str | None
    sha256: str | None = Field(description="Of the page's bytes.")
    authors: list[str]


class Text(Reading, Known):
    """An article as it was read: what docs/json.md describes."""

    text: str
    blocks: list[dict[str, Any]] = Field(description="`kind`, `label`, `span`.")


class KeptBriefly(Shape):
    """What the record adds to an article."""

    story: Key
    address: str | None
    state: Literal["current", "withdrawn"]
    version: int
    added_at: str
    reading: Key
    read_at: str


class Former(Reading):
    """A reading that a newer one took the place of."""

    reading: Key
    read_at: str


class Kept(KeptBriefly):
    """What the record adds to an article, with its former readings."""

    former: list[Former]


class Article(Text):
    """One version of an article, with its text and what was read in it."""

    kept: Kept


class ArticleBriefly(Known):
    """One version of an article, as lists have it: without its text and its statements."""

    warnings: list[str]
    provenance: Provenance
    kept: KeptBriefly


class Judgement(Shape):
    """What somebody decided about a pair of keys, or about a statement's labels."""

    id: int
    kind: Literal["identity", "utterance", "claim", "version", "statement"]
    subject: str
    object: str
    verdict: Literal["same", "different", "unsure", "confirmed", "corrected"]
    value: dict[str, Any] | None = Field(description="What labels were corrected to.")
    note: str | None
    who: str
    at: str
    undone_at: str | None = Field(description="null while it holds.")
    undone_by: str | None
