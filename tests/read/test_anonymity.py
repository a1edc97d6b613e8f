"""Sources that an article does not name: described in its words, with why they are not named, and never given a name.

Statements are marks in the text: <1s ...> is the source of the first, <1c ...> its cue, <1q ...> what is said.
"""

from __future__ import annotations

import pytest
from marking import marked

from onrecord.domain import Article, Block, Span
from onrecord.read import speakers
from onrecord.text import paragraphs


def resolve(marks: str) -> speakers.Resolution:
    text, statements = marked(marks)
    blocks = tuple(Block(Span(a, b), "body") for a, b in paragraphs(text))
    return speakers.resolve(Article(id="a", text=text, blocks=blocks), statements)


DESCRIPTIONS: list[tuple[str, str, list[list[str]]]] = [
    ("its source words", "<1s One attendee> <1c said> <1q so>.", [["One attendee"]]),
    (
        "the fullest words hold for all that it says",
        "<1s A senior official briefed on the talks> <1c said> <1q so>. <2s The official> <2c added> <2q more>.",
        [["A senior official briefed on the talks"], ["A senior official briefed on the talks"]],
    ),
    (
        "a pronoun has those of the words before it",
        "<1s Several dock workers> <1c said> <1q so>. <2s They> <2c denied> <2q the rest>.",
        [["Several dock workers"], ["Several dock workers"]],
    ),
    (
        "words after the source that tell more of it",
        "<1s People> familiar with the matter <1c said> <1q so>.",
        [["People familiar with the matter"]],
    ),
    (
        "but not why it is not named",
        "<1s An official> who was not authorized to speak <1c said> <1q so>.",
        [["An official"]],
    ),
    ("its owner as the text has it", "Adam Holm stayed. <1s His lawyer> <1c said> <1q so>.", [["His lawyer"]]),
    ("none for who is named", "<1s Lindqvist> <1c said> <1q so>. Karen Lindqvist is the mayor.", [[]]),
    ("none for a role that is somebody's by name", "Mayor Adam Holm left. <1s The mayor> <1c said> <1q so>.", [[]]),
    ("none for the author", "<1s I> <1c think> <1q so>.", [[]]),
]


@pytest.mark.parametrize(("marks", "words"), [c[1:] for c in DESCRIPTIONS], ids=[c[0] for c in DESCRIPTIONS])
def test_an_unnamed_source_is_described_in_the_articles_words(marks: str, words: list[list[str]]) -> None:
    text, _ = marked(marks)
    assert [[s.of(text) for s in label.description] for label in resolve(marks).labels] == words


REASONS: list[tuple[str, str, list[str]]] = [
    (
        "in a clause of the source's own",
        "<1s An official who was not authorized to speak publicly> <1c said> <1q so>.",
        ["who was not authorized to speak publicly"],
    ),
    (
        "after the saying",
        "<1q The ferry is late>, <1c said> <1s a sailor>, who asked not to be named because he feared for his job.",
        ["who asked not to be named because he feared for his job"],
    ),
    (
        "for fear of something",
        "<1s A sailor> who declined to be identified for fear of losing his job <1c said> <1q so>.",
        ["who declined to be identified for fear of losing his job"],
    ),
    (
        "who asked for it, and what for",
        "<1q The ferry is late>, <1c said> <1s a sailor>, asking for anonymity to speak freely.",
        ["asking for anonymity to speak freely"],
    ),
    (
        "like others",
        "<1s One attendee>, who like others requested anonymity to discuss the meeting, <1c said> <1q so>.",
        ["who like others requested anonymity to discuss the meeting"],
    ),
    (
        "on condition of anonymity",
        "<1s A sailor>, speaking on condition of anonymity to discuss the talks, <1c said> <1q so>.",
        ["speaking on condition of anonymity to discuss the talks"],
    ),
    (
        "before the source",
        "Speaking on condition of anonymity, <1s a sailor> <1c said> <1q so>.",
        ["Speaking on condition of anonymity"],
    ),
    (
        "in the next sentence",
        "<1s A sailor> <1c said> <1q the ferry was late>. He asked not to be identified.",
        ["He asked not to be identified"],
    ),
    (
        "in the next sentence, the source by its noun",
        "<1s A port official> <1c said> <1q so>. The official was not authorized to speak publicly.",
        ["The official was not authorized to speak publicly"],
    ),
    (
        "in the next sentence, of people",
        "<1s Two sailors> <1c said> <1q so>. The people asked not to be named because the talks are private.",
        ["The people asked not to be named because the talks are private"],
    ),
    (
        "not of another in the next sentence",
        "<1s A sailor> <1c said> <1q so>. The mayor was not authorized to speak publicly.",
        [],
    ),
    (
        "not of who was told",
        "<1s A sailor> <1c told> a lawyer, who asked not to be named, <1q that it rained>.",
        [],
    ),
    (
        "not of the next source",
        "<1s A sailor> <1c hoped> <1q for rain>, and <2s a lawyer> who asked not to be named <2c denied> <2q it>.",
        [],
    ),
    ("none", "<1s A sailor> <1c said> <1q the ferry was late>. He asked for rain.", []),
    ("not for one who is named", "<1s Karen Lindqvist>, speaking on condition of anonymity, <1c said> <1q so>.", []),
]


@pytest.mark.parametrize(("marks", "words"), [c[1:] for c in REASONS], ids=[c[0] for c in REASONS])
def test_why_a_source_is_not_named_is_said_in_the_articles_words(marks: str, words: list[str]) -> None:
    text, _ = marked(marks)
    assert [s.of(text) for s in resolve(marks).labels[0].justification] == words


def test_a_reason_given_once_holds_for_all_that_the_source_says() -> None:
    marks = (
        "<1s A port official who asked not to be named> <1c said> <1q so>. <2s The official> <2c added> <2q more>. "
        "<3s A sailor> <3c denied> <3q it>."
    )
    text, _ = marked(marks)
    found = [[s.of(text) for s in label.justification] for label in resolve(marks).labels]
    assert found == [["who asked not to be named"], ["who asked not to be named"], []]


def test_an_unnamed_source_is_never_given_a_name() -> None:
    marks = "Karen Lindqvist is the only lawyer in Osby. <1s A lawyer in Osby> <1c said> <1q so>."
    label = resolve(marks).labels[0]
    assert (label.speaker, label.named) == ("A lawyer in Osby", False)
