"""Paragraphs that are one speaker's: what is reported inside is nested in them, what straddles their edges is cut."""

from __future__ import annotations

import pytest

from onrecord.domain import Reading, Relation, Span, Speaker, Statement
from onrecord.read.frames import Frame, labelled, place, settle, tidy
from onrecord.read.statements import Draft

TEXT = "Ann said it leaks.\n\nREYES: I told her it leaks. She said no.\n\nThe end."
TURN = TEXT.index("REYES")


def _span(words: str, begin: int = 0) -> Span:
    at = TEXT.index(words, begin)
    return Span(at, at + len(words))


def _draft(source: str, cue: str, *content: str, begin: int = 0) -> Draft:
    return Draft((_span(source, begin),), _span(cue, begin), tuple(_span(c, begin) for c in content), 0.0, 0.9)


SPOKEN = "I told her it leaks. She said no."
FRAME = Frame(
    _draft("REYES", ":", SPOKEN, begin=TURN),
    Span(TURN, TEXT.index("\n\nThe end")),
    (("speaker", "Tom Reyes"), ("source_type", "person"), ("named", True)),
    "the turn is headed “REYES”",
)


@pytest.mark.parametrize(
    ("draft", "content"),
    [
        # outside, inside: as they were
        (_draft("Ann", "said", "it leaks"), ["it leaks"]),
        (_draft("I", "told", "it leaks", begin=TURN), ["it leaks"]),
        # across the edge: each keeps its own side
        (_draft("Ann", "said", "it leaks", "it leaks. She said no."), ["it leaks"]),
        (_draft("She", "said", "no", "The end", begin=TURN), ["no"]),
        # the label as a cue, and what has nothing left
        (_draft("REYES", ":", SPOKEN, begin=TURN), []),
        (_draft("Ann", "said", "She said no."), []),
    ],
)
def test_drafts_stay_on_their_side_of_a_frame(draft: Draft, content: list[str]) -> None:
    *kept, frame = place([FRAME], [draft])
    assert frame is FRAME.draft
    assert [c.of(TEXT) for d in kept for c in d.content] == content


def _statement(id: str, d: Draft, speaker: str | None, kind: str, parent: str | None = None) -> Statement:
    return Statement(id, parent, d.source, (d.cue,), d.content, 0.9, speaker=speaker, source_type=kind)  # type: ignore[arg-type]


def test_what_the_layout_shows_is_settled_for_the_frame_and_for_who_says_i_in_it() -> None:
    said = (
        _statement("s1", _draft("Ann", "said", "it leaks"), "Ann", "person"),
        _statement("s2", FRAME.draft, "REYES", "organisation"),
        _statement("s3", _draft("I", "told", "it leaks", begin=TURN), "REYES", "organisation", "s2"),
        _statement("s4", _draft("She", "said", "no", begin=TURN), "Ann", "person", "s2"),
    )
    before = Reading(
        said,
        (Speaker("Ann", ("Ann", "She"), "person", True), Speaker("REYES", ("REYES", "I"), "organisation", True)),
        (Relation("denies", "s4", "s1"), Relation("repeats", "s2", "s1")),
    )
    after = settle(TEXT, before, [FRAME])
    assert [s.speaker for s in after.statements] == ["Ann", "Tom Reyes", "Tom Reyes", "Ann"]
    assert dict(after.statements[1].reasons)["speaker"] == "the turn is headed “REYES”"
    assert after.speakers == (before.speakers[0], Speaker("Tom Reyes", ("REYES", "I"), "person", True))
    assert after.relations == (Relation("denies", "s4", "s1"),)


def test_a_label_that_is_settled_takes_its_reason_and_its_confidence_along() -> None:
    s = Statement(
        "s1", None, (), (), (Span(0, 3),), 0.9, speaker="Ann", act="ask", channel="letter",
        reasons=(("act", "asked"), ("speaker", "“Ann”")), confidences=(("speaker", 0.4), ("act", 0.8)),
    )  # fmt: skip
    out = labelled(s, (("speaker", None), ("channel", "interview")), "by the layout", sure=0.7)
    assert (out.speaker, out.act, out.channel) == (None, "ask", "interview")
    assert out.reasons == (("act", "asked"), ("occasion", "by the layout"), ("speaker", "by the layout"))
    assert out.confidences == (("act", 0.8), ("channel", 0.7))


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "mended"),
    [
        # a source that runs over a line's end keeps the line of its cue
        ("16:42 GMT\n\nTom Reyes said it leaks.", "GMT\n\nTom Reyes", "said", "it leaks", ("Tom Reyes", "it leaks")),
        ("It leaks, said Ann\n\nThe pier", "Ann\n\nThe", "said", "It leaks", ("Ann", "It leaks")),
        ("The mayor\nof Tarn said it leaks.", "mayor\nof Tarn", "said", "it leaks", ("mayor\nof Tarn", "it leaks")),
        # a content that stops at its first small word goes on to the end of its clause
        ("They want to stay, too.", "They", "want", "to", ("They", "to stay")),
        ("He backed the old plan and left.", "He", "backed", "the", ("He", "the old plan")),
        ("He said to.", "He", "said", "to", None),
        ("He said “", "He", "said", "“", None),
        # a source that stops at its article goes on to its cue
        ("It ends. The old mayor wants it.", "The", "wants", "it", ("The old mayor", "it")),
    ],
)
def test_drafts_are_tidied(text: str, source: str, cue: str, content: str, mended: tuple[str, str] | None) -> None:
    def span(words: str) -> Span:
        at = (
            text.rindex(words)
            if words == "it"
            else text.index(words)
            if words != "to" and words != "the"
            else text.index(f" {words}") + 1
        )
        return Span(at, at + len(words))

    out = tidy(text, [Draft((span(source),), span(cue), (span(content),), 0.0, 0.9)])
    assert [(d.source[0].of(text), d.content[0].of(text)) for d in out] == ([mended] if mended else [])
