"""Each source is led to one speaker, under the fullest name that the article gives; what it leaves open stays open.

Statements are marks in the text: <1s ...> is the source of the first, <1c ...> its cue, <1q ...> what is said.
"""

from __future__ import annotations

import pytest
from marking import marked

from onrecord.domain import Article, Block, Span, Statement
from onrecord.read import speakers
from onrecord.text import paragraphs

CASES: list[tuple[str, str, list[str | None]]] = [
    (
        "a surname, by the full name elsewhere",
        "<1s Lindqvist> <1c said> <1q the ferry was late>. Karen Lindqvist runs the port.",
        ["Karen Lindqvist"],
    ),
    (
        "a headline's capitals give the full name, too",
        "Karen Lindqvist Vows To Run The Port Again.\n\n<1s Lindqvist> <1c said> <1q the ferry was late>.",
        ["Karen Lindqvist"],
    ),
    (
        "a full name is the person's wherever it stands",
        "Osk Lindqvist wins vote.\n\nHarbour master Osk Lindqvist left. <1s Osk Lindqvist> <1c said> <1q so>.",
        ["Osk Lindqvist"],
    ),
    (
        "a source cut off after the title",
        "In a surprise <1s Mrs.> Lindqvist <1c agreed> <1q that it rained>. Karen Lindqvist runs the port.",
        ["Karen Lindqvist"],
    ),
    (
        "a name that runs into the one before it",
        "Peter Osei told CBN <1s Holm> <1c said> <1q so>. The harbour master is Adam Holm.",
        ["Adam Holm"],
    ),
    (
        "the mayor's chief of staff is no mayor",
        "Mayor Karen Lindqvist left. Adam Holm, the mayor's chief of staff, stayed. <1s The mayor> <1c said> <1q so>.",
        ["Karen Lindqvist"],
    ),
    (
        "the company may be the body that was spoken of last",
        "Northmere Ferries sold a boat. <1s The company> <1c said> <1q it was old>.",
        ["Northmere Ferries"],
    ),
    (
        "a council is no company",
        "Northmere Ferries sold a boat. <1s The council> <1c said> <1q it was old>.",
        ["council"],
    ),
    ("a title is no part of the name", "<1s Sen. Karen Lindqvist> <1c said> <1q so>.", ["Karen Lindqvist"]),
    (
        "roles before and after a name are no part of it",
        "<1s Brisk Foods spokesman Peter Osei, who lives in Osby,> <1c said> <1q so>.",
        ["Peter Osei"],
    ),
    (
        "a role first, the name in apposition",
        "<1s The port's harbour master and director, Karen Lindqvist,> <1c said> <1q so>.",
        ["Karen Lindqvist"],
    ),
    (
        "whose lawyer is told first, the name in apposition",
        "<1s A lawyer for Osei, Adam Holm,> <1c said> <1q so>. Peter Osei left.",
        ["Adam Holm"],
    ),
    (
        "a post abroad before a name",
        "<1s Norway's Ambassador to Sweden Adam Holm> <1c said> <1q so>.",
        ["Adam Holm"],
    ),
    (
        "two of one surname are told apart by title",
        "Peter Holm and Karen Holm met. <1s Mrs. Holm> <1c said> <1q so>. <2s Mr. Holm> <2c denied> <2q it>.",
        ["Karen Holm", "Peter Holm"],
    ),
    (
        "a pronoun goes by gender",
        "Karen Lindqvist met Peter Osei on the quay. <1s She> <1c said> <1q the ferry was late>.",
        ["Karen Lindqvist"],
    ),
    (
        "he who speaks in reported speech is the speaker",
        "<1s Peter Osei> <1c said> <1q <2s he> <2c hoped> <2q for rain>>.",
        ["Peter Osei", "Peter Osei"],
    ),
    (
        "he inside a quotation is somebody else",
        "Peter Osei blocked the port. “<1q <2s He> <2c wants> <2q war>>,” <1s Adam Holm> <1c said>.",
        ["Adam Holm", "Peter Osei"],
    ),
    (
        "I inside a quotation is its speaker",
        "“<1q <2s I> <2c think> <2q so>>,” <1s Adam Holm> <1c said>.",
        ["Adam Holm", "Adam Holm"],
    ),
    (
        "I inside a quotation of one who is not plain",
        "Peter Osei and Adam Holm met. “<1q <2s I> <2c think> <2q so>>,” <1s he> <1c said>.",
        [None, None],
    ),
    (
        "they inside a quotation are not the article's own sources",
        "<1s Three sources> <1c said> <1q so>. “<2q <3s They> <3c hope> <3q for rain>>,” <2s Adam Holm> <2c said>.",
        ["Three sources", "Adam Holm", None],
    ),
    ("I outside quotations is the author", "<1s I> <1c think> <1q the ferry was late>.", ["the author"]),
    (
        "who hangs on the name before it",
        "Karen Lindqvist, <1s who> <1c hopes> <1q for rain>, left Peter Osei behind.",
        ["Karen Lindqvist"],
    ),
    (
        "who hangs on the name over its apposition",
        "Karen Lindqvist, a lawyer from Osby, <1s who> <1c hopes> <1q for rain>, left.",
        ["Karen Lindqvist"],
    ),
    (
        "who hangs on a noun",
        "The port has many critics, <1s who> <1c say> <1q it is slow>.",
        ["many critics"],
    ),
    (
        "who with the clause that tells which",
        "The port has voters <1s who> <1c say> <1q it is slow>.",
        ["voters who say it is slow"],
    ),
    (
        "people who are nothing but what they say",
        "<1s People who> <1c think> <1q so> are wrong.",
        ["People who think so"],
    ),
    (
        "a role is who has it by the text's own words",
        "Gov. Karen Lindqvist met Mayor Peter Osei. <1s The mayor> <1c said> <1q so>.",
        ["Peter Osei"],
    ),
    (
        "a role and whose it is: the one whom the text calls so",
        "Brisk CEO Adam Holm left. Karen Lindqvist stayed. <1s The Brisk CEO> <1c said> <1q so>.",
        ["Adam Holm"],
    ),
    (
        "a party and a state: who sits for it",
        "In the port Sen. Peter Osei (D-Utah) met Rep. Adam Holm (R-Utah) and Rep. Karen Lindqvist (R-Maine) at noon. "
        "<1s The Utah Republican> <1c said> <1q so>.",
        ["Adam Holm"],
    ),
    (
        "a state for which nobody sits: no one near is taken for it",
        "On the quay Adam Holm met Peter Osei. <1s The Utah senator> <1c said> <1q so>.",
        [None],
    ),
    (
        "a woman's role is no man's",
        "Karen Lindqvist came late. On the quay Peter Osei told Adam Holm to go. "
        "<1s The former first lady and senator> <1c said> <1q so>.",
        ["Karen Lindqvist"],
    ),
    (
        "somebody's lawyer who is named elsewhere",
        "Holm's lawyer, Karen Lindqvist, left. Adam Holm stayed. <1s His lawyer> <1c said> <1q so>.",
        ["Karen Lindqvist"],
    ),
    (
        "somebody's lawyer who is nowhere named",
        "Adam Holm stayed. <1s His lawyer> <1c said> <1q so>.",
        ["Adam Holm’s lawyer"],
    ),
    (
        "somebody's campaign has that one's name",
        "Adam Holm stayed. <1s His campaign> <1c said> <1q so>. <2s The campaign> <2c denied> <2q it>.",
        ["Holm campaign", "Holm campaign"],
    ),
    (
        "initials stand for the full name of a body",
        "The Osby Ferry Association met. <1s The OFA> <1c said> <1q so>.",
        ["Osby Ferry Association"],
    ),
    (
        "we is the body that the speaker speaks for",
        "“<1q <2s We> <2c hope> <2q so>>,” <1s Brisk Bank spokesman Peter Osei> <1c said>.",
        ["Peter Osei", "Brisk Bank"],
    ),
    (
        "several that are named together",
        "Karen Lindqvist met Adam Holm. <1s Lindqvist and Holm> <1c said> <1q so>.",
        ["Karen Lindqvist and Adam Holm"],
    ),
    (
        "they are the group spoken of",
        "<1s Several dock workers> <1c said> <1q so>. <2s They> <2c denied> <2q the rest>.",
        ["Several dock workers", "Several dock workers"],
    ),
    (
        "a report that was brought up before",
        "<1s A 40-page report> <1c says> <1q so>. <2s The report> <2c adds> <2q more>.",
        ["A 40-page report", "A 40-page report"],
    ),
    (
        "no source: the last speaker goes on",
        "<1s Karen Lindqvist> <1c said> <1q so>, <2c adding> <2q more>.",
        ["Karen Lindqvist", "Karen Lindqvist"],
    ),
    (
        "no source: a passive says by nobody",
        "Karen Lindqvist <1c was accused of> <1q fraud>.",
        [None],
    ),
    (
        "no source: who was answered to had asked",
        "<1c Asked about> <1q the ferry>, <2s Adam Holm> <2c told> reporters <2q that it was late>.",
        ["reporters", "Adam Holm"],
    ),
    (
        "no source: the last speaker is not plain",
        "Peter Osei and Adam Holm met. <1s He> <1c said> <1q so>. “<2q The ferry is late>.”",
        [None, None],
    ),
    (
        "no source: what seems so, seems so to the author",
        "The port <1c seems> <1q to be closing>.",
        ["the author"],
    ),
    (
        "two who can be meant alike: neither is taken",
        "Peter Osei and Adam Holm met. <1s He> <1c said> <1q so>.",
        [None],
    ),
    (
        "a people's adjective stands for its country",
        "The talks failed after a <1s Norwegian> <1c request> <1q for more fish>.",
        ["Norway"],
    ),
    (
        "an unnamed source keeps the article's words",
        "<1s A former official at the port> <1c said> <1q so>. Karen Lindqvist runs it.",
        ["A former official at the port"],
    ),
]


def article(text: str, *, outlet: str | None = None) -> Article:
    blocks = tuple(Block(Span(a, b), "body") for a, b in paragraphs(text))
    return Article(id="a", text=text, blocks=blocks, outlet=outlet)


def resolve(marks: str, *, outlet: str | None = None) -> speakers.Resolution:
    text, statements = marked(marks)
    return speakers.resolve(article(text, outlet=outlet), statements)


@pytest.mark.parametrize(("marks", "names"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_source_is_led_to_its_speaker(marks: str, names: list[str | None]) -> None:
    assert [label.speaker for label in resolve(marks).labels] == names


TYPES: list[tuple[str, str, str, bool]] = [
    ("a named person", "<1s Karen Lindqvist> <1c said> <1q so>.", "person", True),
    ("an unnamed person", "<1s A lawyer for Holm> <1c said> <1q so>.", "person", False),
    ("a seat of government", "<1s The Kremlin> <1c said> <1q so>.", "organisation", True),
    ("a place for its government", "<1s Norway> <1c said> <1q so>.", "organisation", True),
    ("Downing Street", "<1s Downing Street> <1c denied> <1q it>.", "organisation", True),
    ("a capital for its government", "<1s Oslo> <1c said> <1q so>, and then Oslo paid.", "organisation", True),
    (
        "a document by one who is named",
        "<1s A study by law professor Karen Lindqvist> <1c found> <1q so>.",
        "document",
        True,
    ),
    ("laws", "<1s Statutes> <1c prohibit> <1q it>.", "document", False),
    ("one of a party, nobody knows who", "<1s Republican> <1c seeks> <1q an inquiry>.", "person", True),
    ("someone whom one is supposed to know", "<1s The Utah senator> <1c said> <1q so>.", "person", True),
    ("a loose group", "<1s Kremlin officials> <1c said> <1q so>.", "group", False),
    (
        "a group with a named member",
        "<1s Norwegian officials, including Minister Karen Lindqvist,> <1c said> <1q so>.",
        "group",
        True,
    ),
    ("a party's people", "<1s Republicans> <1c said> <1q so>.", "group", False),
    ("nobody", "<1s No one> <1c said> <1q so>.", "group", False),
    ("polls", "<1s Polls> <1c show> <1q so>.", "document", False),
    ("the author", "<1s I> <1c think> <1q so>.", "author", False),
    ("nobody to tell", "The port <1c is known for> <1q delays>.", "unknown", False),
]


@pytest.mark.parametrize(("marks", "kind", "named"), [c[1:] for c in TYPES], ids=[c[0] for c in TYPES])
def test_a_source_has_a_type_and_is_named_or_not(marks: str, kind: str, named: bool) -> None:
    label = resolve(marks).labels[0]
    assert (label.source_type, label.named) == (kind, named)


RIVALS: list[tuple[str, str, list[str]]] = [
    ("a pronoun", "Peter Osei and Adam Holm met. <1s He> <1c said> <1q so>.", ["Adam Holm", "Peter Osei"]),
    (
        "a role that two have",
        "Mayor Peter Osei and Mayor Adam Holm met. <1s The mayor> <1c said> <1q so>.",
        ["Adam Holm", "Peter Osei"],
    ),
    (
        "what the unknown one goes on to say",
        "Peter Osei and Adam Holm met. <1s He> <1c said> <1q so>. “<2q The ferry is late>.”",
        ["Adam Holm", "Peter Osei"],
    ),
    ("none where one is plain", "Karen Lindqvist and Adam Holm met. <1s He> <1c said> <1q so>.", []),
    ("none where nobody fits", "It rained. <1s He> <1c said> <1q so>.", []),
]


@pytest.mark.parametrize(("marks", "names"), [c[1:] for c in RIVALS], ids=[c[0] for c in RIVALS])
def test_two_who_are_equally_good_are_both_kept_and_neither_is_taken(marks: str, names: list[str]) -> None:
    label = resolve(marks).labels[-1]
    assert sorted(label.rivals) == names
    assert all(name in label.reason for name in names) or "not plain" in label.reason
    if names:
        assert (label.speaker, label.source_type, label.named) == (None, "person", True)


def test_speakers_come_in_order_with_the_words_they_go_by() -> None:
    marks = (
        "<1s Sen. Karen Lindqvist,> <1c said> <1q so>. <2s A sailor> <2c denied> <2q it>. "
        "<3s Lindqvist> <3c said> <3q it again>."
    )
    found = [(s.name, s.mentions, s.type, s.named) for s in resolve(marks).speakers]
    assert found == [
        ("Karen Lindqvist", ("Sen. Karen Lindqvist", "Lindqvist"), "person", True),
        ("A sailor", ("A sailor",), "person", False),
    ]


def test_a_note_of_the_editor_is_the_outlets() -> None:
    label = resolve("<1c Correction:> <1q The ferry was not late>.", outlet="The Osby Courier").labels[0]
    assert (label.speaker, label.source_type, label.named) == ("The Osby Courier", "organisation", True)


def test_confidences_lie_between_none_and_certain_and_reasons_are_one_line() -> None:
    for _, marks, _ in CASES:
        for label in resolve(marks).labels:
            assert all(0 <= c <= 1 for c in (label.confidence, label.type_confidence, label.named_confidence))
            assert label.reason
            assert "\n" not in label.reason


def test_no_statements_and_no_text_are_no_trouble() -> None:
    assert speakers.resolve(article(""), []) == speakers.Resolution((), ())
    assert speakers.resolve(article("Nothing is said here."), []).labels == ()


def test_parents_that_go_in_a_circle_are_no_trouble() -> None:
    text = "“I think so,” she said."
    circle = [Statement(str(n), str(1 - n), (Span(1, 2),), (Span(3, 8),), (Span(9, 11),), 1.0) for n in range(2)]
    assert len(speakers.resolve(article(text), circle).labels) == 2
