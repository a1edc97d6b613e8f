"""Notes of the outlet's own: one statement each, tied to the sentence that it corrects where one clearly is."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from onrecord.domain import Article, Provenance, Reading, Record, Span
from onrecord.ingest import from_text
from onrecord.read.corrections import notes
from onrecord.read.reader import arranged
from onrecord.read.statements import Draft
from onrecord.serve.plain import as_dict, from_dict

STORY = """Mayor denies plan to close pier

TARN HARBOUR — Mayor Della Quayle said on Monday that the town would keep the pier open, despite 410 complaints.

“Nobody is closing anything,” Quayle told reporters. The pier was built in 1911 and was last repaired in 1987.

Harbourmaster Tom Reyes said the work would cost 2.4 million pounds.

"""
DENIAL = (
    "TARN HARBOUR — Mayor Della Quayle said on Monday that the town would keep the pier open, despite 410 complaints."
)
BUILT = "The pier was built in 1911 and was last repaired in 1987."
COST = "Harbourmaster Tom Reyes said the work would cost 2.4 million pounds."


def _read(note: str, outlet: str | None = "Harbour Wire", drafts: tuple[Draft, ...] = ()) -> tuple[Article, Reading]:
    article = from_text(STORY + note, published="2024-03-20", outlet=outlet)
    return article, arranged(article, drafts)


CASES = [  # the note; its cue; what it says; the day it gives; the sentence that it corrects
    (
        "Correction: An earlier version of this story gave a wrong number of complaints. It is 140, not 410.",
        "Correction:", "An earlier version of this story gave a wrong number of complaints. It is 140, not 410.", None,
        DENIAL,
    ),
    (
        "CORRECTION — March 15, 2024: This article misstated the year in which the pier was built. It was 1911.",
        "CORRECTION — March 15, 2024:",
        "This article misstated the year in which the pier was built. It was 1911.", "2024-03-15", BUILT,
    ),
    (
        "Correction (March 18): The pier was last repaired in 1987, not 1997.",
        "Correction (March 18):", "The pier was last repaired in 1987, not 1997.", "2024-03-18", BUILT,
    ),
    # a label alone heads the next paragraph, with a day or without
    (
        "Correction:\n\nThe pier was last repaired in 1987.",
        "Correction:", "The pier was last repaired in 1987.", None, BUILT,
    ),
    (
        "Correction: March 16, 2024, Saturday.\n\nAn article misstated the cost of the work. It is 2.4 million pounds.",
        "Correction: March 16, 2024, Saturday.",
        "An article misstated the cost of the work. It is 2.4 million pounds.", "2024-03-16", COST,
    ),
    # no label: nothing reports it but the outlet
    (
        "*An earlier version of this article misspelled the name of the harbourmaster. He is Tom Reyes, not Reyez.",
        "", "An earlier version of this article misspelled the name of the harbourmaster. He is Tom Reyes, not Reyez.",
        None, COST,
    ),
    (
        "This article was amended on 18 March 2024 to correct the number of complaints: 140, not 410.",
        "", "This article was amended on 18 March 2024 to correct the number of complaints: 140, not 410.",
        "2024-03-18", DENIAL,
    ),
    (
        "We have corrected this story to say that the pier was built in 1911.",
        "have corrected", "this story to say that the pier was built in 1911.", None, BUILT,
    ),
    # other notes
    (
        "Clarification: Reyes spoke of 2.4 million pounds for all of the work.",
        "Clarification:", "Reyes spoke of 2.4 million pounds for all of the work.", None, COST,
    ),
    (
        "Editor’s note: This story was updated on March 15, 2024 to reflect that the pier was repaired in 1987.",
        "Editor’s note:", "This story was updated on March 15, 2024 to reflect that the pier was repaired in 1987.",
        "2024-03-15", BUILT,
    ),
    # a day in what the note says is not the note's day
    (
        "Correction: The pier was last repaired on May 3, 1987.",
        "Correction:", "The pier was last repaired on May 3, 1987.", None, BUILT,
    ),
    # the headline, a caption, nothing that the story has
    (
        "The headline of this story has been corrected.", "", "The headline of this story has been corrected.", None,
        "Mayor denies plan to close pier",
    ),
    ("Correction: A caption misidentified Tom Reyes.", "Correction:", "A caption misidentified Tom Reyes.", None, None),
    ("Correction: Sam Okoro is a baker, no miller.", "Correction:", "Sam Okoro is a baker, no miller.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("note", "cue", "content", "day", "corrects"), CASES)
def test_a_note_is_one_statement_of_the_outlet(
    note: str, cue: str, content: str, day: str | None, corrects: str | None
) -> None:
    article, reading = _read(note)
    s = next(s for s in reading.statements if s.parent is None)
    assert [x.of(article.text) for x in s.cue] == ([cue] if cue else [])
    assert [x.of(article.text) for x in s.content] == [content]
    assert (s.speaker, s.source_type, s.named) == ("Harbour Wire", "organisation", True)
    assert (s.act, s.negated, s.channel, s.addressee, s.said_on) == ("assert", False, "statement", None, day)
    (c,) = reading.corrections
    assert c.note.of(article.text) == note.lstrip("*")
    assert c.statement_id == s.id
    assert (c.corrects and c.corrects.of(article.text)) == corrects
    assert c.reason


@pytest.mark.parametrize(
    "note",
    [
        "This story has been updated to include comments from the council.",
        "This story has been updated.",
        "Correction appended",
        "Editor’s note",
        "Update: The council met on Tuesday.",  # news, and read as such
        "Corrections officer Sam Okoro walked along the pier.",
    ],
)
def test_a_note_that_states_nothing_makes_no_statement(note: str) -> None:
    _, reading = _read(note)
    assert reading.statements == ()
    assert reading.corrections == ()


def test_an_editors_note_that_corrects_nothing_is_no_correction() -> None:
    article, reading = _read("Editor’s note: The author sits on the town’s pier committee.")
    assert [s.content[0].of(article.text) for s in reading.statements] == [
        "The author sits on the town’s pier committee."
    ]
    assert reading.corrections == ()


def test_what_an_earlier_version_said_stands_inside_the_note() -> None:
    article, reading = _read("Correction: An earlier version of this story incorrectly gave the cost as 24 million.")
    outer, inner = reading.statements
    assert inner.parent == outer.id
    assert [x.of(article.text) for x in (*inner.source, *inner.cue, *inner.content)] == [
        "An earlier version of this story", "incorrectly gave", "the cost as 24 million",
    ]  # fmt: skip
    assert (inner.speaker, inner.source_type, inner.channel) == ("An earlier version of this story", "document", None)


def _spans(text: str, *words: str) -> tuple[Span, ...]:
    return tuple(Span(text.rindex(w), text.rindex(w) + len(w)) for w in words)


def test_the_encoders_statements_are_nested_or_give_way() -> None:
    note = "Correction: Reyes said the cost was 2.4 million."
    text = STORY + note
    said, label, fact, whole = _spans(text, "said", "Correction:", "the cost was 2.4 million", note[12:])
    own = Draft(_spans(text, "Reyes"), said, (fact,), 0.0, 0.9)
    double = Draft((), label, (whole,), 0.0, 0.8)
    # one whose content runs on into the note
    before = Draft(
        _spans(text, "Tom"), _spans(text, "would cost")[0], (*_spans(text, "2.4 million pounds"), fact), 0.0, 0.9
    )
    article, reading = _read(note, drafts=(before, own, double))
    assert article.text == text
    assert [(s.parent, [c.of(text) for c in s.content]) for s in reading.statements] == [
        (None, ["2.4 million pounds"]),
        (None, [note[12:]]),
        ("s2", ["the cost was 2.4 million"]),
    ]


def test_without_an_outlet_nobody_is_named() -> None:
    _, reading = _read("Correction: The pier was built in 1911, not 1921.", outlet=None)
    (s,) = reading.statements
    assert (s.speaker, s.source_type, s.named) == (None, "unknown", False)
    assert "the outlet is not known" in dict(s.reasons)["speaker"]
    assert reading.corrections[0].corrects is not None


def test_the_outlet_is_one_of_the_speakers() -> None:
    _, reading = _read("Correction: The pier was built in 1911, not 1921.")
    (p,) = reading.speakers
    assert (p.name, p.mentions, p.type, p.named) == ("Harbour Wire", (), "organisation", True)


def test_it_keeps_its_place_in_the_json() -> None:
    article, reading = _read("Correction: The pier was built in 1911, not 1921.")
    record = Record(article, reading, Provenance("0", "m", "s"))
    data = as_dict(record)
    (c,) = data["correction_notes"]
    assert c["note"][2] == "Correction: The pier was built in 1911, not 1921."
    assert c["corrects"][2] == BUILT
    assert c["statement"] == "s1"
    assert from_dict(data) == record
    bare = replace(record, reading=replace(reading, corrections=(replace(reading.corrections[0], corrects=None),)))
    assert from_dict(as_dict(bare)) == bare


def test_many_notes_cost_no_more_than_their_length() -> None:
    note = "Correction: The pier was built in 1911, not 1921, and Tom Reyes repaired it in 1987.\n\n"
    article = from_text(STORY * 100 + note * 1000, outlet="Harbour Wire")
    begun = time.perf_counter()
    assert len(notes(article, published=date(2024, 3, 20))) == 1000
    arranged(article, [])
    assert time.perf_counter() - begun < 10
