"""Which texts are versions of one article, in whatever order they come, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from stories import MADE, article, harbour, plain, retitled, spans

from onrecord.domain import Correction, Reading, Record, Speaker, Statement
from onrecord.errors import OnrecordError
from onrecord.record import judgements, log, version_placing
from onrecord.record import tables as t
from onrecord.record.judgements import Decision
from onrecord.record.origin_tables import text_copy, text_version
from onrecord.record.store import Store
from onrecord.record.versions import changes, corrections, history, reinstate, withdraw

SITE = "https://harbourwire.example/2031/03"
PARAGRAPHS = (
    "The council of Port Ellery voted late on Tuesday to sell the old harbour, ending an argument that had gone on in "
    "the town for the better part of nine years and through three elections.",
    "Ilse Brandt, the mayor, said the town could no longer pay for the upkeep of the piers, two of which were closed "
    "after the storms of last winter and have not been opened to the public since.",
    "The buyer, a company that runs ferries along the northern coast, is to pay for the dredging of the channel and "
    "has agreed to keep the fish market where it stands until its lease runs out.",
    "Members of the harbour society, who had gathered outside the hall with lanterns and a brass band, left quietly "
    "when the result was read out from the steps a little before midnight.",
)
LATER = (
    "Work on the first of the piers is to begin in the spring, when the ice has gone, the town clerk wrote in a note."
)
OTHER = (
    "Farmers in the hills above the lake are moving their herds down three weeks early this year, after a dry summer "
    "left the upper meadows without grass and several of the springs without water.",
    "The cattle market in the valley expects twice as many animals as last autumn and has put up pens on the football "
    "ground, which the club has lent until the season begins in earnest.",
)


def told(*paragraphs: str, title: str = "Harbour to be sold", **known: str) -> Record:
    """Return the record, without statements, of a text of these paragraphs."""
    a = article("\n\n".join((title, *paragraphs)), **known)
    return Record(a, Reading(()), replace(MADE, page_sha256=a.sha256))


FIRST = told(*PARAGRAPHS, name="first.txt")
GROWN = told(*PARAGRAPHS, LATER, title="Harbour sold", name="grown.txt")
TWICE_GROWN = told(*PARAGRAPHS, LATER, OTHER[0], title="Harbour sold", name="twice.txt")


def grouping(store: Store) -> Any:
    """Return everything about versions that must not depend on the order of adding, by keys."""
    v, a = t.version.c, t.article.c
    one, other = t.version.alias(), t.version.alias()
    with store.looking() as connection:
        articles = connection.execute(
            select(v.key, a.key, a.address, a.outlet, a.state).join(t.article, v.article_id == a.id)
        ).all()
        pairs = []
        for table in (text_version, text_copy):
            rest = [c for c in table.c if c.name not in ("one_id", "other_id")]
            query = select(one.c.key, other.c.key, *rest).select_from(
                table.join(one, table.c.one_id == one.c.id).join(other, table.c.other_id == other.c.id)
            )
            pairs.append(sorted(tuple(r) for r in connection.execute(query)))
        count = len(connection.execute(select(a.id)).all())
    return sorted(tuple(r) for r in articles), pairs, count


def groups(store: Store) -> set[frozenset[str]]:
    """Return the names of the versions of each article."""
    v = t.version.c
    out: dict[int, set[str]] = {}
    with store.looking() as connection:
        for id, name in connection.execute(select(v.article_id, v.name)):
            out.setdefault(id, set()).add(name)
    return {frozenset(x) for x in out.values()}


def added(place: Path, records: Iterable[Record]) -> Any:
    """Return the grouping of a new record to which `records` are added in their order."""
    with Store(place) as store:
        for r in records:
            store.add(r)
        return grouping(store)


def in_groups(*names: str) -> set[frozenset[str]]:
    """Return groups as `groups` does, from names with spaces between: `in_groups("a b", "c")`."""
    return {frozenset(f"{n}.txt" for n in group.split()) for group in names}


CASES: list[tuple[str, Sequence[Record], set[frozenset[str]]]] = [
    ("near-identical text of one outlet", (FIRST, GROWN), in_groups("first grown")),
    ("near-identical text of another outlet", (FIRST, told(*PARAGRAPHS, LATER, name="b.txt", outlet="Coast Post")),
     in_groups("first", "b")),
    ("no outlet is known", (replace(FIRST, article=replace(FIRST.article, outlet=None)),
                            replace(GROWN, article=replace(GROWN.article, outlet=None))), in_groups("first", "grown")),
    ("other news of one outlet", (FIRST, told(*OTHER, name="b.txt")), in_groups("first", "b")),
    ("two addresses", (told(*PARAGRAPHS, name="a.txt", url=f"{SITE}/a"),
                       told(*PARAGRAPHS, LATER, name="b.txt", url=f"{SITE}/b")), in_groups("a", "b")),
    ("one address, other text", (told(*PARAGRAPHS, name="a.txt", url=f"{SITE}/a"),
                                 told(*OTHER, name="b.txt", url=f"{SITE}/a?utm_source=x")), in_groups("a b")),
    ("an address and none", (told(*PARAGRAPHS, name="a.txt", url=f"{SITE}/a"), GROWN), in_groups("a grown")),
    ("days apart", (FIRST, told(*PARAGRAPHS, LATER, name="b.txt", published="2031-03-09")), in_groups("first", "b")),
    ("over a third text", (FIRST, GROWN, TWICE_GROWN), in_groups("first grown twice")),
    ("none between two addresses goes to the closer one",
     (told(*PARAGRAPHS, name="a.txt", url=f"{SITE}/a"), GROWN,
      told(*PARAGRAPHS, LATER, title="Sold", name="c.txt", url=f"{SITE}/c")), in_groups("a", "grown c")),
]  # fmt: skip


@pytest.mark.parametrize(("records", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_which_texts_are_versions_of_one_article(
    store: Store, tmp_path: Path, records: Sequence[Record], expected: set[frozenset[str]]
) -> None:
    for r in records:
        store.add(r)
    assert groups(store) == expected
    first = grouping(store)
    for n, order in enumerate(permutations(records)):
        assert added(tmp_path / f"{n}.db", order) == first  # whatever the order


def test_an_article_that_gets_an_address_gets_its_key(store: Store) -> None:
    before = store.add(FIRST).article
    after = store.add(told(*PARAGRAPHS, LATER, name="b.txt", url=f"{SITE}/a"))
    assert after.state == "version"
    assert after.article != before
    assert after.article == store.add(told(*OTHER, url=f"{SITE}/a")).article


def test_versions_are_numbered_by_their_dates_then_as_they_were_added(store: Store) -> None:
    at = f"{SITE}/a"
    for name, published in (("late", "2031-03-06"), ("early", "2031-03-04"), ("middle", "2031-03-05T10:00:00Z"),
                            ("middle2", "2031-03-05T12:00:00+02:00")):  # fmt: skip
        store.add(told(*PARAGRAPHS, title=name, name=name, published=published, url=at))
    with store.looking() as connection:
        names = connection.execute(select(t.version.c.name, t.version.c.number).order_by(t.version.c.number)).all()
    assert names == [("early", 1), ("middle", 2), ("middle2", 3), ("late", 4)]


def judge(store: Store, verdict: Any, one: Record, other: Record) -> int:
    """Keep a judgement on two versions, and bring in order what it touches."""
    with store.writing() as connection:
        pair = (one.article.id, other.article.id)
        made = judgements.judge(connection, Decision("version", pair, verdict), who="ada")
        version_placing.judged(connection, "version", pair)
        return made.id


def test_people_part_versions_and_put_them_together(store: Store) -> None:
    for r in (FIRST, GROWN, TWICE_GROWN):
        store.add(r)
    before = grouping(store)
    id = judge(store, "different", FIRST, GROWN)
    assert groups(store) == in_groups("first", "grown twice")
    with store.looking() as connection:
        copies = connection.execute(select(text_copy)).all()
    assert len(copies) == 1  # nor are they copies any more
    with store.writing() as connection:
        judgements.undo(connection, id, who="ada")
        version_placing.judged(connection, "version", (FIRST.article.id, GROWN.article.id))
    assert grouping(store) == before


def test_people_put_two_addresses_together(store: Store) -> None:
    one, other = told(*PARAGRAPHS, name="a.txt", url=f"{SITE}/a"), told(*OTHER, name="b.txt", url=f"{SITE}/b")
    store.add(one)
    store.add(other)
    judge(store, "same", one, other)
    assert groups(store) == in_groups("a b")
    assert store.add(told(*OTHER, LATER, name="c.txt", url=f"{SITE}/b")).state == "version"
    assert groups(store) == in_groups("a b c")


def test_what_was_judged_before_the_text_came_holds_for_it(store: Store) -> None:
    store.add(FIRST)
    with store.writing() as connection:
        pair = (FIRST.article.id, GROWN.article.id)
        judgements.judge(connection, Decision("version", pair, "different"), who="ada")
    store.add(GROWN)
    assert groups(store) == in_groups("first", "grown")


OLD = (
    "Piers to close\n\nMayor Ilse Brandt said that the piers would close in May. Jon Pell told reporters the lease was "
    "void. An aide said the ferries would stop. Dana Orth said nothing was settled."
)
NEW = (
    "Piers to close soon\n\nIn a note, Jon Pell told reporters the lease was void. Mayor Ilse Brandt said that the "
    "piers would close in June. Dana Orth denied that nothing was settled. The society said it would sue the town."
)


def statement(text: str, id: str, speaker: str, content: str, **labels: Any) -> Statement:
    """Return a statement of `speaker` with these words of `text`."""
    known: dict[str, Any] = {"source_type": "person", "named": True, "act": "assert", "negated": False} | labels
    return Statement(id, None, spans(text, speaker), (), spans(text, content), 0.9, speaker=speaker, **known)


def versions_of_the_piers() -> tuple[Record, Record]:
    """Return an article and what became of it."""
    old = (
        statement(OLD, "s1", "Ilse Brandt", "the piers would close in May"),
        statement(OLD, "s2", "Jon Pell", "the lease was void"),
        statement(OLD, "s3", "An aide", "the ferries would stop", named=False),
        statement(OLD, "s4", "Dana Orth", "nothing was settled"),
    )
    new = (
        statement(NEW, "s1", "Jon Pell", "the lease was void"),
        statement(NEW, "s2", "Ilse Brandt", "the piers would close in June"),
        statement(NEW, "s3", "Dana Orth", "nothing was settled", act="deny"),
        statement(NEW, "s4", "The society", "it would sue the town"),
    )
    made = []
    for text, said in ((OLD, old), (NEW, new)):
        a = article(text, url=f"{SITE}/piers")
        speakers = tuple(Speaker(s.speaker or "", (s.speaker or "",), "person", s.named) for s in said)
        made.append(Record(a, Reading(said, speakers), replace(MADE, page_sha256=a.sha256)))
    return made[0], made[1]


def test_what_changed_between_two_versions(store: Store) -> None:
    for r in versions_of_the_piers():
        store.add(r)
    old, new = (r.article.id for r in versions_of_the_piers())
    with store.looking() as connection:
        found = changes(connection, old, new)
    assert [(c.state, (c.after or c.before).speaker, c.differences) for c in found] == [  # type: ignore[union-attr]
        ("changed", "Ilse Brandt", ("words",)),
        ("changed", "Dana Orth", ("act",)),
        ("added", "The society", ()),
        ("withdrawn", "An aide", ()),
    ]
    assert found[0].before is not None
    assert found[0].before.content == "the piers would close in May"


def test_a_statement_that_only_moved_has_not_changed(store: Store) -> None:
    store.add(harbour(url=f"{SITE}/h"))
    moved = retitled(harbour(), "Something else altogether", url=f"{SITE}/h")
    store.add(moved)
    with store.looking() as connection:
        assert changes(connection, harbour(url=f"{SITE}/h").article.id, moved.article.id) == []


def test_a_correction_stands_with_what_it_corrects_and_what_stood_there_before(store: Store) -> None:
    text = NEW + "\n\nCorrection: an earlier version gave a wrong month."
    old, new = versions_of_the_piers()
    a = article(text, url=f"{SITE}/piers")
    note = spans(text, "Correction: an earlier version gave a wrong month.")[0]
    said = spans(text, "Mayor Ilse Brandt said that the piers would close in June.")[0]
    s = Statement("s9", None, (), spans(text, "Correction"), spans(text, "an earlier version gave a wrong month"), 0.9)
    reading = Reading((*new.reading.statements, s), (), (), (Correction(note, "s9", said, "the month"),))
    store.add(old)
    store.add(Record(a, reading, replace(MADE, page_sha256=a.sha256)))
    with store.looking() as connection:
        found = corrections(connection, a.id)
    assert [(n.note, n.corrects, n.before) for n in found] == [
        ("Correction: an earlier version gave a wrong month.",
         "Mayor Ilse Brandt said that the piers would close in June.",
         "Mayor Ilse Brandt said that the piers would close in May."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("This story has been retracted.", True),
        ("Editor’s note: The article was withdrawn because its main claim could not be confirmed.", True),
        ("We are sorry that the Harbour Wire has retracted this report.", True),
        ("RETRACTION: the sale of the harbour", True),
        ("Mayor Ilse Brandt said the story had been retracted by the Coast Post.", False),
        ("The motion was withdrawn, and the council rose.", False),
        ("The society withdrew its lawsuit.", False),
    ],
)
def test_a_text_that_says_it_was_withdrawn_marks_its_article(store: Store, words: str, gone: bool) -> None:
    first = store.add(told(*PARAGRAPHS, url=f"{SITE}/a"))
    store.add(told(words, *PARAGRAPHS, url=f"{SITE}/a", published="2031-03-05"))
    with store.looking() as connection:
        found = history(connection, first.version)
    assert found is not None
    assert (found.state, len(found.versions)) == ("withdrawn" if gone else "current", 2)
    assert [w.reason for w in found.withdrawals] == ([" ".join(words.split())] if gone else [])
    store.add(told(*PARAGRAPHS, LATER, url=f"{SITE}/a", published="2031-03-06"))
    with store.looking() as connection:
        again = history(connection, first.version)
    assert again is not None
    assert again.state == "current"  # a newer text stands again


def test_what_a_person_withdraws_stays_marked_until_that_is_undone(store: Store) -> None:
    made = store.add(told(*PARAGRAPHS, url=f"{SITE}/a"))
    with store.writing() as connection:
        withdraw(connection, made.article, "the buyer was made up", "ada")
    store.add(told(*PARAGRAPHS, LATER, url=f"{SITE}/a", published="2031-03-06"))
    with store.looking() as connection:
        found = history(connection, made.article)
        assert list(log.faults(connection)) == []
    assert found is not None
    assert (found.state, found.withdrawals[0].who) == ("withdrawn", "ada")
    assert store.record(made.version) == told(*PARAGRAPHS, url=f"{SITE}/a")
    with store.writing() as connection:
        reinstate(connection, made.article, "ada")
    with store.looking() as connection:
        found = history(connection, made.article)
    assert found is not None
    assert (found.state, found.withdrawals[0].reason) == ("current", "the buyer was made up")
    assert found.withdrawals[0].undone_at is not None
    with pytest.raises(OnrecordError, match="nobody marked it as withdrawn"), store.writing() as connection:
        reinstate(connection, made.article, "ada")
    with pytest.raises(OnrecordError, match="has no article 'nowhere'"), store.writing() as connection:
        withdraw(connection, "nowhere", "why", "ada")


def test_reading_anew_changes_no_version(store: Store) -> None:
    record = plain("The mayor said the harbour was sold to a company.", "the harbour was sold", "The mayor")
    store.add(record)
    before = grouping(store)
    store.add(replace(record, provenance=replace(record.provenance, model="larger")))
    assert grouping(store) == before
