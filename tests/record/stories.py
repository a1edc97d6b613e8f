"""Invented records for the tests of the store: made by hand, so that no model is needed."""

from __future__ import annotations

from dataclasses import replace

from onrecord.domain import (
    Article,
    Correction,
    Form,
    Provenance,
    Reading,
    Record,
    Relation,
    Span,
    Speaker,
    Statement,
)
from onrecord.ingest import from_text

MADE = Provenance("0.1.0", "small", "ab" * 32)
TEXT = (
    "Harbour sold, mayor says\n\nMayor Ilse Brandt said that Jon Pell told her the harbour was sold. “It is not true,” "
    "Pell said on Monday. An aide, who was not allowed to speak, said the lease ends in May.\n\n"
    "Correction: an earlier version gave a wrong month."
)


def spans(text: str, *words: str) -> tuple[Span, ...]:
    """Return where each of `words` first stands in `text`."""
    return tuple(Span(text.index(w), text.index(w) + len(w)) for w in words)


def article(text: str = TEXT, **known: str) -> Article:
    """Return an article as the ingest makes it."""
    return from_text(text, **{"outlet": "Harbour Wire", "published": "2031-03-04", "name": "harbour.txt", **known})


def harbour(**known: str) -> Record:
    """Return a record with a chain, a denial, an unnamed source and a correction."""
    a = article(**known)

    def at(*words: str) -> tuple[Span, ...]:
        return spans(TEXT, *words)

    denied = TEXT.index("Pell said")
    statements = (
        Statement("s1", None, at("Mayor Ilse Brandt"), at("said"), at("that Jon Pell told her the harbour was sold"),
                  0.95, speaker="Ilse Brandt", source_type="person", named=True, act="assert", form="indirect",
                  negated=False, confidences=(("speaker", 0.98), ("act", 0.9)), reasons=(("act", "cue 'said'"),)),
        Statement("s2", "s1", at("Jon Pell"), at("told"), at("the harbour was sold"), 0.9, speaker="Jon Pell",
                  source_type="person", named=True, act="assert", form="indirect", negated=False,
                  addressee="Ilse Brandt", channel="conversation"),
        Statement("s3", None, (Span(denied, denied + 4),), (Span(denied + 5, denied + 9),), at("“It is not true,”"),
                  0.99, speaker="Jon Pell", source_type="person", named=True, act="deny", form="direct",
                  negated=False, said_on="2031-03-03"),
        Statement("s4", None, at("An aide"), (spans(TEXT, "said the lease")[0],), at("the lease ends in May"), 0.6,
                  speaker="An aide", source_type="person", named=False, act="assert", form="indirect", negated=False,
                  justification=at("who was not allowed to speak"), description=at("An aide"), rivals=("A", "B")),
        Statement("s5", None, (), at("Correction"), at("an earlier version gave a wrong month"), 0.8,
                  speaker="Harbour Wire", source_type="organisation", named=True, act="assert", channel="statement"),
    )  # fmt: skip
    reading = Reading(
        statements,
        (
            Speaker("Ilse Brandt", ("Mayor Ilse Brandt",), "person", True),
            Speaker("Jon Pell", ("Jon Pell", "Pell"), "person", True),
        ),
        (Relation("denies", "s3", "s2", "“It is not true”", 0.7),),
        (Correction(Span(0, 7), "s5", Span(8, 12), "the month"),),
    )
    return Record(a, reading, replace(MADE, page_sha256=a.sha256), ("read as English",))


def retitled(record: Record, title: str, **known: str) -> Record:
    """Return the record with other words in its first line, all else as it was: another version of the same news."""
    old = record.article.text.split("\n", 1)[0]
    text = title + record.article.text[len(old) :]
    by = len(title) - len(old)
    a = article(text, **known)

    def move(s: Span) -> Span:
        return Span(s.start + by, s.end + by)

    def moved(s: Statement) -> Statement:
        parts = ("source", "cue", "content", "justification", "description")
        return replace(s, **{p: tuple(move(x) for x in getattr(s, p)) for p in parts})  # type: ignore[arg-type]

    reading = replace(record.reading, statements=tuple(moved(s) for s in record.reading.statements), corrections=())
    return Record(a, reading, replace(record.provenance, page_sha256=a.sha256))


def plain(text: str, content: str, speaker: str, **known: str) -> Record:
    """Return a record of one statement: `speaker` says `content`, words of `text`."""
    a = article(text, **known)
    form: Form = "direct" if content.startswith(("“", '"')) else "indirect"
    s = Statement("s1", None, (), (), spans(text, content), 0.9, speaker=speaker, source_type="person", named=True,
                  act="assert", form=form, negated=False)  # fmt: skip
    reading = Reading((s,), (Speaker(speaker, (speaker,), "person", True),))
    return Record(a, reading, replace(MADE, page_sha256=a.sha256))
