"""Records to show: one invented story with every kind of statement, and arbitrary ones for properties."""

from __future__ import annotations

from hypothesis import strategies as st

from onrecord.domain import Article, Block, Correction, Provenance, Reading, Record, Relation, Span, Speaker, Statement

TEXT = """Skip to content

Mayor denies claim that the bridge was closed

By Tilda Ferrow, HARBOUR WIRE

Ondine Vass wrote that Piet Lorne told her Mayor Alder said the bridge “would never open.”

“It is not true,” Alder said on Monday. “The bridge is open.”

A clerk, who was not authorised to speak, said the lamps had failed.

Correction: An earlier version misspelled the name of the bridge.

© Harbour Wire"""


def spans(*words: str, text: str = TEXT) -> tuple[Span, ...]:
    """Return the first span of each of `words`."""
    return tuple(Span(text.index(w), text.index(w) + len(w)) for w in words)


def _block(words: str, kind: str, label: str | None = None) -> Block:
    return Block(spans(words)[0], kind, label)  # type: ignore[arg-type]


def story() -> Record:
    """Return the invented story: a chain of three, an interrupted denial, an unnamed source, a correction."""
    blocks = (
        _block("Skip to content", "furniture", "skip-link"),
        _block("Mayor denies claim that the bridge was closed", "headline"),
        _block("By Tilda Ferrow, HARBOUR WIRE", "furniture", "byline"),
        *(Block(Span(TEXT.index(a), TEXT.index(a) + len(a)), "body") for a in TEXT.split("\n\n")[3:6]),
        _block(TEXT.split("\n\n")[6], "correction"),
        _block("© Harbour Wire", "furniture", "copyright"),
    )
    statements = (
        Statement(
            "s1", None, spans("Ondine Vass"), spans("wrote"),
            spans("that Piet Lorne told her Mayor Alder said the bridge “would never open.”"), 0.95,
            speaker="Ondine Vass", source_type="person", named=True, act="assert", form="indirect", negated=False,
        ),
        Statement(
            "s2", "s1", spans("Piet Lorne"), spans("told"),
            spans("Mayor Alder said the bridge “would never open.”"), 0.9,
            speaker="Piet Lorne", source_type="person", named=True, act="assert", addressee="Ondine Vass",
        ),
        Statement(
            "s3", "s2", spans("Mayor Alder"), (Span(TEXT.index("said the"), TEXT.index("said the") + 4),),
            spans("the bridge “would never open.”"), 0.4,
            speaker="Mayor Alder", source_type="person", named=True, act="commit", negated=True,
        ),
        Statement(
            "s4", None, (Span(TEXT.index("Alder said on"), TEXT.index("Alder said on") + 5),),
            (Span(TEXT.index("said on"), TEXT.index("said on") + 4),),
            spans("“It is not true,”", "“The bridge is open.”"), 0.99,
            speaker="Mayor Alder", act="deny", form="direct", channel="press_conference", said_on="2031-03-03",
            reasons=(("act", "answers the claim of s3"),),
        ),
        Statement(
            "s5", None, spans("A clerk"), (Span(TEXT.index("said the lamps"), TEXT.index("said the lamps") + 4),),
            spans("the lamps had failed"), 0.8, named=False, source_type="person",
            justification=spans("who was not authorised to speak"),
        ),
        Statement("s6", None, (), (), spans("An earlier version misspelled the name of the bridge"), 0.7),
    )  # fmt: skip
    return Record(
        Article(
            id="r1", text=TEXT, blocks=blocks, name="bridge.txt", url="https://harbour.example/bridge",
            headline="Mayor denies claim that the bridge was closed", authors=("Tilda Ferrow",),
            outlet="Harbour Wire", published="2031-03-04", language="en",
        ),
        Reading(
            statements,
            (Speaker("Mayor Alder", ("Mayor Alder", "Alder"), "person", True), Speaker("A clerk", ("A clerk",))),
            (Relation("denies", "s4", "s3", "It is not true"),),
        ),
        Provenance("0.1.0", "small", "ab" * 32, "cd" * 32, (("threads", "2"),)),
        ("read as English",),
    )  # fmt: skip


LABELLED = (
    "Two aides, who feared for their posts, told The Ellery Courier in the first days of May that Mayor Vass wanted "
    "the ferry sold. Vass said in an interview that she never asked for a sale. Nobody claimed that it was hers. "
    "It may close, the ferry’s owner hinted."
)


def labelled() -> Record:
    """Return an invented record in which labels of every kind are read, some are not, and two statements relate."""
    statements = (
        Statement(
            "s1", None, spans("Two aides", text=LABELLED), spans("told", text=LABELLED),
            spans("that Mayor Vass wanted the ferry sold", text=LABELLED), 0.93,
            speaker="Two aides", source_type="group", named=False, act="assert", form="indirect", negated=False,
            addressee="The Ellery Courier", channel="interview", said_on="2031-05-01/2031-05-05",
            justification=spans("who feared for their posts", text=LABELLED),
            reasons=(("said_on", "“the first days of May”, in the year of publication"),),
        ),
        Statement(
            "s2", "s1", spans("Mayor Vass", text=LABELLED), spans("wanted", text=LABELLED),
            spans("the ferry sold", text=LABELLED), 0.31,
            speaker="Ines Vass", source_type="person", named=True, act="want", form="indirect", negated=False,
        ),
        Statement(
            "s3", None, (Span(LABELLED.index("Vass said"), LABELLED.index("Vass said") + 4),),
            spans("said in an interview", text=LABELLED), spans("that she never asked for a sale", text=LABELLED), 0.9,
            speaker="Ines Vass", source_type="person", named=True, act="deny", form="indirect", negated=False,
            channel="interview", said_on="2031-05-07~",
        ),
        Statement(
            "s4", None, spans("Nobody", text=LABELLED), spans("claimed", text=LABELLED),
            spans("that it was hers", text=LABELLED), 0.7, named=False, act="assert", negated=True,
        ),
        Statement(
            "s5", None, spans("the ferry’s owner", text=LABELLED), spans("hinted", text=LABELLED),
            spans("It may close", text=LABELLED), 0.6, negated=True,
        ),
    )  # fmt: skip
    relations = (Relation("denies", "s3", "s1"), Relation("denies", "s3", "s2"), Relation("repeats", "s5", "s1", "too"))
    return Record(
        Article(id="r2", text=LABELLED, blocks=(), outlet="The Ellery Courier", agency="THE ELLERY COURIER",
                published="2031-05-08T06:30:00Z", name="ferry.txt"),
        Reading(statements, (Speaker("Two aides", ("Two aides",), "group", False),), relations),
        Provenance("0.1.0", "small", "ab" * 32),
    )  # fmt: skip


def plain_record(text: str, *statements: Statement, blocks: tuple[Block, ...] = (), **article: object) -> Record:
    """Return a record of `text` with nothing else known."""
    made = Article(id="x", text=text, blocks=blocks, **article)  # type: ignore[arg-type]
    return Record(made, Reading(statements), Provenance("0", "m", "0"))


_words = st.text(max_size=12)
_maybe = st.none() | _words
_acts = st.none() | st.sampled_from(
    ["assert", "deny", "confirm", "decline", "ask", "direct", "commit", "judge", "believe", "know", "want"]
)
_types = st.none() | st.sampled_from(["person", "organisation", "group", "document", "author", "unknown"])


def _spans(size: int) -> st.SearchStrategy[tuple[Span, ...]]:
    edge = st.integers(0, size)
    one = st.tuples(edge, edge).map(lambda p: Span(min(p), max(p)))
    return st.lists(one, max_size=3).map(tuple)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Draw any record at all, with statements that overlap, stand in circles, or lack what they should have."""
    text = draw(st.text(max_size=60))
    ids = draw(st.lists(st.sampled_from([f"s{n}" for n in range(9)]) | _words, max_size=6, unique=True))
    some = _spans(len(text))
    parents = st.none() | st.sampled_from([*ids, "nobody"])
    statements = tuple(
        Statement(
            id, draw(parents), draw(some), draw(some), draw(some), draw(st.floats(0, 1)), draw(_maybe), draw(_types),
            draw(st.none() | st.booleans()), draw(_acts), draw(st.none() | st.sampled_from(["direct", "mixed"])),
            draw(st.none() | st.booleans()), draw(_maybe), draw(_maybe), draw(_maybe),
            description=draw(some), justification=draw(some), rivals=draw(st.lists(_words, max_size=2).map(tuple)),
            reasons=draw(st.lists(st.tuples(_words, _words), max_size=2).map(tuple)),
            confidences=tuple(draw(st.dictionaries(_words, st.floats(0, 1), max_size=2)).items()),
        )
        for id in ids
    )  # fmt: skip
    kinds = st.sampled_from(["headline", "body", "correction", "furniture"])
    blocks = tuple(Block(s, draw(kinds), draw(_maybe)) for s in draw(some))
    article = Article(
        draw(_words), text, blocks, draw(_maybe), draw(_maybe), draw(_maybe), draw(_maybe),
        draw(st.lists(_words, max_size=2).map(tuple)), draw(_maybe), draw(_maybe), draw(_maybe), draw(_maybe),
        draw(_maybe), draw(_maybe), draw(_maybe),
    )  # fmt: skip
    relations = st.builds(
        Relation, st.sampled_from(["denies", "supports", "repeats"]), _words, st.sampled_from([*ids, "gone"]), _maybe,
        st.none() | st.floats(0, 1),
    )  # fmt: skip
    speakers = st.builds(Speaker, _words, st.lists(_words, max_size=2).map(tuple), _types, st.none() | st.booleans())
    place = st.integers(0, len(text)).map(lambda at: Span(at, len(text)))
    corrections = st.builds(Correction, place, st.sampled_from([*ids, "gone"]), st.none() | place, _maybe)
    settings = draw(st.dictionaries(_words, _words, max_size=2))
    return Record(
        article,
        Reading(
            statements,
            draw(st.lists(speakers, max_size=2).map(tuple)),
            draw(st.lists(relations, max_size=2).map(tuple)),
            draw(st.lists(corrections, max_size=2).map(tuple)),
        ),
        Provenance(draw(_words), draw(_words), draw(_words), draw(_maybe), tuple(settings.items())),
        draw(st.lists(_words, max_size=2).map(tuple)),
    )
