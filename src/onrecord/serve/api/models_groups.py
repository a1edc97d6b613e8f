"""What the interface answers with where it runs through many articles: people, sayings, claims, origins, searches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from onrecord.serve.api.models import Act, Key, Page, Place, Shape, SpeechForm, Statement

Stand = Literal["asserts", "supports", "declines", "denies"]


class Member(Shape):
    """A statement in a group, with what ties it to the others."""

    id: Key
    article: Place
    speaker: str | None
    named: bool | None
    act: Act | None
    form: SpeechForm | None
    negated: bool | None
    content: str
    side: int = Field(description="1 or -1: those of one side say the same.")
    score: float = Field(description="Of the best tie to another statement of the group, between 0 and 1.")
    explanation: str = Field(description="What that tie goes by, so that a person can check it.")
    judged: bool = Field(description="Whether people put it there.")


class Wording(Member):
    """A statement that reports a saying."""

    marks: list[str] = Field(description="How its wording differs from the fullest one.", examples=[["cut"]])


class Utterance(Shape):
    """One saying that several statements report, the fullest wording first."""

    id: Key
    speaker: str | None
    confirmed: bool = Field(description="Whether people confirmed it; else it is a suggestion.")
    size: int = Field(description="How many statements report it; of many, those that were added first are shown.")
    statements: list[Wording]


class Standing(Member):
    """A statement about a claim."""

    stand: Stand


class Claim(Shape):
    """Statements of one substance, whoever makes them. Nothing says whether it is true."""

    id: Key
    label: str = Field(description="The words of the statement that says it most plainly.")
    confirmed: bool = Field(description="Whether people confirmed it; else it is a suggestion.")
    size: int = Field(description="How many statements are about it; of many, those that were added first are shown.")
    stands: dict[Stand, list[str]] = Field(description="The keys of the statements that take each stand.")
    statements: list[Standing]


class Role(Shape):
    """What articles call somebody."""

    words: str
    past: bool
    first: str | None
    last: str | None
    articles: int


class Seen(Shape):
    """The article in which somebody speaks."""

    id: Key
    outlet: str | None
    published: str | None


class Tie(Shape):
    """A speaker of one article that is taken for this person or body."""

    id: Key
    name: str
    score: float = Field(description="Orders ties by their evidence; no measured probability.")
    explanation: str
    state: Literal["suggested", "judged"]
    article: Seen


class CouldBe(Shape):
    """Somebody else whom it could be, and why they were not joined."""

    id: Key
    name: str
    why: str


class Identity(Shape):
    """One person or body across articles. Unnamed sources have none."""

    id: Key
    name: str
    type: Literal["person", "organisation"]
    aliases: list[str]
    identifiers: list[str] = Field(examples=[["Q42"]])
    joined: list[str] = Field(description="Keys that people judged to be this one; they lead here.")
    roles: list[Role]
    speakers: list[Tie]
    could_be: list[CouldBe]
    judgements: list[int]
    articles: int
    outlets: int
    said: int = Field(description="How many statements.")
    size: int = Field(description="How many ties there are; of many, the newest are shown.")


class Traced(Shape):
    """What was traced, and how many there are of what."""

    kind: Literal["statement", "version", "utterance", "claim"]
    id: Key
    origins: int = Field(description="Independent origins: an upper bound, for what nothing shows to be one stays two.")
    outlets: int
    articles: int
    texts: int = Field(description="Copies of one text count as one.")
    traced: int = Field(description="How many statements were traced: of very many, those that were added first.")
    size: int = Field(description="How many statements there are.")


class Told(Shape):
    """A statement that leads back to an origin."""

    id: Key
    article: Place


class Merge(Shape):
    """The evidence that two statements lead back to one origin."""

    kind: Literal["wire", "version", "report", "occasion", "speaker", "source"]
    one: Key
    other: Key
    score: float
    explanation: str


class Lead(Shape):
    """An outlet that a statement is known from; report: its own article's statement, if the record has it."""

    statement: Key
    outlet: str
    report: str | None


class Origin(Shape):
    """One independent origin: its first speaker, and the statements that lead back to it, earliest first."""

    id: Key
    of: Traced
    speaker: str
    named: bool | None
    statements: list[Told]
    merges: list[Merge]
    leads: list[Lead]
    outlets: int
    articles: int
    texts: int


class Hop(Shape):
    """One link of a chain; statement: the one by which it is known, null for the outlet."""

    name: str
    named: bool | None
    statement: str | None


class Chain(Shape):
    """On whose word a statement is known, and what it leads back to."""

    statement: Key
    hops: list[Hop] = Field(description="The outlet first, the speaker last.")
    utterance: str | None = Field(description="The saying that it reports, where others report it too.")
    claim: str | None = Field(description="The claim that it is about, where others are too.")
    origins: list[Origin]


class Count(Shape):
    """How many matches have a value."""

    value: str
    count: int


class Facets(Shape):
    """How many matches have which value, the most frequent first."""

    total: int
    more: bool = Field(description="Whether there are more matches than were counted.")
    outlet: list[Count]
    speaker: list[Count]
    act: list[Count]
    channel: list[Count]
    named: list[Count]
    year: list[Count]


class Found(Page[Statement]):
    """A page of what a search found, last added first."""

    facets: Facets | None = Field(description="Where they were asked for.")
