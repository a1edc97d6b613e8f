"""Turns of a conversation are read off the layout, and only where it is plainly one."""

from __future__ import annotations

import pytest

from onrecord.domain import Article
from onrecord.ingest import from_text
from onrecord.read.reader import arranged
from onrecord.read.turns import frames, with_signatures
from onrecord.text import paragraphs


def _article(text: str) -> Article:
    return from_text("A title for the page\n\n" + text, outlet="Harbour Wire")


def _turns(text: str) -> list[tuple[str, list[str]]]:
    a = _article(text)
    return [
        ("".join(s.of(a.text) for s in (*f.draft.source, *f.letters)), [s.of(a.text) for s in f.draft.content])
        for f in frames(a)
    ]


LONG = "I saw the cracks in January."


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        # capitals, names, names with titles, with an aside
        (f"REYES: {LONG}\n\nABARA: {LONG}\n\nREYES: {LONG}", ["REYES", "ABARA", "REYES"]),
        (f"Tom Reyes: {LONG}\n\nRuth Abara: {LONG}\n\nReyes: {LONG}", ["Tom Reyes", "Ruth Abara", "Reyes"]),
        (f"MR. REYES: {LONG}\n\nMs. Abara: {LONG}\n\nMR. REYES: {LONG}", ["MR. REYES", "Ms. Abara", "MR. REYES"]),
        (f"REYES (by phone): {LONG}\n\nABARA: {LONG}\n\nREYES: {LONG}", ["REYES", "ABARA", "REYES"]),
        # letters
        (f"Q: {LONG}\n\nA: {LONG}\n\nQ: {LONG}\n\nA: {LONG}", ["Q", "A", "Q", "A"]),
        (f"Q. {LONG}\n\nA. {LONG}\n\nQ. {LONG}", ["Q", "A", "Q"]),
        (f"Question 1: {LONG}\n\nAnswer: {LONG}\n\nQuestion 2: {LONG}", ["Question 1", "Answer", "Question 2"]),
        # too few, one voice, nobody comes back
        (f"REYES: {LONG}\n\nABARA: {LONG}", []),
        (f"REYES: {LONG}\n\nREYES: {LONG}\n\nREYES: {LONG}", []),
        (f"REYES: {LONG}\n\nABARA: {LONG}\n\nQUAYLE: {LONG}", []),
        # among paragraphs that are none
        (f"REYES: {LONG}\n\nOn.\n\nOn.\n\nOn.\n\nABARA: {LONG}\n\nOn.\n\nOn.\n\nREYES: {LONG}", []),
        # no speech, nobody's labels
        ("Tarn: 3\n\nEllery: 2\n\nTarn: 1", []),
        (f"Monday: {LONG}\n\nTuesday: {LONG}\n\nMonday: {LONG}", []),
        (f"Myth: {LONG}\n\nFact: {LONG}\n\nMyth: {LONG}", []),
    ],
)
def test_labels_make_turns(text: str, labels: list[str]) -> None:
    assert [label for label, _ in _turns(text)] == labels


def test_a_turn_goes_on_to_the_next_but_the_last_one_ends_with_its_paragraph() -> None:
    text = f"REYES: {LONG}\n\nI told her.\n\n[Laughter]\n\nABARA: {LONG}\n\nREYES: {LONG}\n\nThe hearing ended at noon."
    assert [content for _, content in _turns(text)] == [[LONG, "I told her."], [LONG], [LONG]]


INTRO = "Tom Reyes has been harbourmaster for 12 years. "
ASKED = (
    "When did you see them?\n\nI saw them in January.\n\nWhat did you do?\n\nI told the mayor.\n\nAnd she did what?\n\n"
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (INTRO + "He spoke to us on Monday.\n\n" + ASKED + "We never heard.", 6),
        ("An interview with Tom Reyes, the harbourmaster.\n\n" + ASKED + "We never heard.", 6),
        # nothing says that it is an interview, or with whom
        (INTRO + "\n\n" + ASKED + "We never heard.", 0),
        ("The harbourmaster spoke to us on Monday.\n\n" + ASKED + "We never heard.", 0),
        # an answer is missing
        (INTRO + "He spoke to us on Monday.\n\n" + ASKED, 0),
        # nobody says "I"
        (INTRO + "He spoke to us.\n\n" + ASKED.replace("I ", "They ") + "It was never heard of.", 0),
    ],
)
def test_questions_that_stand_alone_make_an_interview(text: str, count: int) -> None:
    assert len(_turns(text)) == count


@pytest.mark.parametrize(
    ("intro", "guest", "asks"),
    [
        ("Our interview with Tom Reyes, the harbourmaster.", "Tom Reyes", "the author"),
        ("Q&A with Mayor Ola Brant, who met Ann Lindqvist.", "Ola Brant", "the author"),
        (INTRO, "Tom Reyes", None),
        # who asks is not who answers
        (INTRO + "This was said in an interview with Ann Lindqvist.", "Tom Reyes", "the author"),
        ("This was said in an interview with Ann Lindqvist.", None, "the author"),
        # two people might be the one who answers
        ("The harbourmaster spoke to Tom Reyes and Ruth Abara on the pier.", None, "the author"),
        ("The harbourmaster answers.", None, None),
    ],
)
def test_who_answers_is_said_above_or_not_known(intro: str, guest: str | None, asks: str | None) -> None:
    article = _article(f"{intro}\n\nQ: {LONG[:-1]}?\n\nA: {LONG}\n\nQ: {LONG[:-1]}?\n\nA: {LONG}")
    reading = arranged(article, [])
    assert [(s.speaker, s.act) for s in reading.statements] == [(asks, "ask"), (guest, "assert")] * 2
    assert [s.source[0].of(article.text) for s in reading.statements] == ["Q", "A"] * 2


def test_labels_in_capitals_are_names_and_roles_stay_roles() -> None:
    text = f"Tom Reyes met the NATO envoy.\n\nREYES: {LONG}\n\nMODERATOR: {LONG}\n\nMS. ABARA: {LONG}\n\nREYES: {LONG}"
    reading = arranged(_article(text), [])
    assert [(s.speaker, s.source_type, s.named) for s in reading.statements] == [
        ("Tom Reyes", "person", True),
        ("Moderator", "person", False),
        ("Abara", "person", True),
        ("Tom Reyes", "person", True),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("“The ferry was late.”\n— Ann Okafor", 1),
        ("“The ferry was late.”\n\n— Ann Okafor", 1),
        ("“The ferry was late.”\n\n\n— Ann Okafor", 2),
        ("The ferry was late.\n— Ann Okafor", 2),
        ("“The ferry was late.”\nAnn Okafor", 2),
    ],
)
def test_a_signature_joins_the_quotation_above_it(text: str, count: int) -> None:
    assert len(with_signatures(text, paragraphs(text))) == count
