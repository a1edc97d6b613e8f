"""Of what is very large a part is loaded: which part that is, and what is said of all of it nevertheless."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sayings import keys, report, says
from sqlalchemy import select

from onrecord.domain import Speaker
from onrecord.record import api_groups, claim_members, speakers
from onrecord.record import search as finder
from onrecord.record.claim_groups import CLAIMS, Tables
from onrecord.record.claim_members import gather
from onrecord.record.claims import claims
from onrecord.record.identity_reading import identities
from onrecord.record.identity_reading import several as several_people
from onrecord.record.identity_tables import identity as people
from onrecord.record.judgements import Decision, judge
from onrecord.record.store import Store
from onrecord.record.utterances import several as several_sayings
from onrecord.record.utterances import utterances

LEASED = "that the harbour was leased to a dredging firm before the election"
QUAY = "“The quay belongs to the people who built it with their own hands and nobody else”"
MANY = 14
DENIED = 2


@pytest.fixture
def large(store: Store) -> Store:
    """A claim of 14 statements and two denials, a saying of 14 reports, and two speakers with 14 articles each."""
    for n in range(MANY):
        statements = (says("Ilse Brandt", LEASED), says("Jon Pell", QUAY, act="deny" if n == 1 else "assert"))
        record = report(f"Outlet {n}", *statements, published=f"2031-03-{4 + n % 3:02}")
        named = tuple(Speaker(name, (name,), "person", True) for name in ("Ilse Brandt", "Jon Pell"))
        store.add(replace(record, reading=replace(record.reading, speakers=named)))
    for n in range(DENIED):
        store.add(report(f"Denier {n}", says("Ada Moss", LEASED, "denied", act="deny")))
    return store


def group_of(store: Store, tables: Tables, size: int) -> int:
    with store.looking() as connection:
        found = connection.execute(select(tables.group.c.id)).scalars().all()
        return next(id for id, g in gather(connection, tables, found).items() if g.size == size)


def test_a_list_shows_the_first_of_each_side_and_says_how_many_there_are(large: Store):
    with large.looking() as connection:
        (listed,) = (c for c in api_groups.all_claims(connection, limit=50).items if c["size"] == MANY + DENIED)
        whole = api_groups.claim(connection, listed["id"])
    assert whole is not None
    assert [len(listed["stands"][stand]) for stand in ("asserts", "denies")] == [api_groups.LISTED, DENIED]
    assert [len(whole["stands"][stand]) for stand in ("asserts", "denies")] == [MANY, DENIED]
    assert whole["label"] == listed["label"]
    shown = {s["id"]: s for s in whole["statements"]}
    assert all(shown[s["id"]] == s for s in listed["statements"])


def test_what_was_added_first_of_each_side_is_loaded(large: Store):
    with large.looking() as connection:
        group = group_of(large, CLAIMS, MANY + DENIED)
        found = gather(connection, CLAIMS, [group], most=3)[group]
        every = {m.statement: m for m in gather(connection, CLAIMS, [group])[group].members}
    own = keys(large)
    first = {own[f"Outlet {n} s1"] for n in range(3)} | {own[f"Denier {n} s1"] for n in range(DENIED)}
    assert {m.statement for m in found.members} == first
    assert found.size == MANY + DENIED
    assert all(every[m.statement] == m for m in found.members)  # with the best tie to any of the group


def test_pieces_are_those_of_the_text_where_the_words_hold_ellipses_of_their_own(store: Store):
    store.add(report("A", says("Jon Pell", f"{QUAY} … and so on")))
    store.add(report("B", says("Jon Pell", f"{QUAY} … and so on")))
    with store.looking() as connection:
        found = [m.pieces for u in utterances(connection) for m in u.members]
    assert found == [(f"{QUAY} … and so on",)] * 2


def test_what_people_confirmed_is_known_though_it_is_not_loaded(large: Store):
    own = keys(large)
    last = (own[f"Outlet {MANY - 1} s1"], own[f"Outlet {MANY - 2} s1"])
    group = group_of(large, CLAIMS, MANY + DENIED)
    with large.writing() as connection:
        assert not gather(connection, CLAIMS, [group], most=3)[group].confirmed
        judge(connection, Decision("claim", last, "same"), who="ada")
        assert gather(connection, CLAIMS, [group], most=3)[group].confirmed


def test_one_report_that_keeps_the_source_unnamed_counts_though_it_is_not_loaded(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(claim_members, "FIRST", 2)
    for n in range(4):
        named = {"named": n < 3, "source_type": "person"}
        store.add(report(f"Outlet {n}", says("Jon Pell" if n < 3 else "a man", QUAY, **named)))
    with store.looking() as connection:
        (key,) = (u.key for u in utterances(connection))
        (found,) = several_sayings(connection, [key], most=2)
    assert (len(found.members), found.size, found.speaker) == (2, 4, None)


def test_of_a_person_the_newest_ties_are_loaded_and_all_are_counted(large: Store):
    with large.looking() as connection:
        (whole,) = (i for i in identities(connection) if i.name == "Ilse Brandt")
        root = connection.execute(select(people.c.id).where(people.c.key == whole.key)).scalar_one()
        found = several_people(connection, [root], most=4)[root]
        (listed,) = (i for i in api_groups.identities(connection, limit=50).items if i["id"] == whole.key)
    assert found.size == whole.size == listed["size"] == MANY
    assert {k.published for k in found.links} == {"2031-03-06"}
    assert set(found.links) < set(whole.links)
    assert (found.articles, found.outlets, found.statements) == (whole.articles, whole.outlets, whole.statements)
    assert (found.name, found.aliases) == (whole.name, whole.aliases)
    assert len(listed["speakers"]) == api_groups.LISTED


@pytest.mark.parametrize("windows", [(400,), (1, 5), ()])
def test_statements_of_a_speaker_go_from_the_newest_on_however_far_back_they_are(
    large: Store, windows: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(speakers, "_WINDOWS", windows)
    with large.looking() as connection:
        (pell,) = (i for i in identities(connection) if i.name == "Jon Pell")
        ids = speakers.members(connection, pell.key)
        pages = [speakers.said(connection, ids, page=n, limit=5) for n in (1, 2, 3)]
        survey = speakers.survey(connection, ids, ["Jon Pell"])
        newest = speakers.newest(connection, survey, limit=5)
        denied = speakers.denied(connection, ids, survey, limit=5)
    found = [(h.published, h.outlet) for p in pages for h in p.hits]
    expected = [(f"2031-03-{4 + n % 3:02}", f"Outlet {n}") for n in range(MANY)]
    assert [day for day, _ in found] == sorted((day for day, _ in expected), reverse=True)
    assert sorted(found) == sorted(expected)
    assert [p.after for p in pages] == [2, 3, None]
    assert newest == pages[0]
    assert [h.outlet for h in denied] == ["Outlet 1"]


def test_of_many_statements_the_first_are_traced_and_it_is_said_how_many(large: Store, monkeypatch: pytest.MonkeyPatch):
    with large.looking() as connection:
        (saying,) = (u for u in utterances(connection) if u.speaker == "Jon Pell")
        every = api_groups.origins_of(connection, saying.key)
        monkeypatch.setattr(api_groups, "TRACED", 4)
        some = api_groups.origins_of(connection, saying.key)
    assert every is not None
    assert some is not None
    assert {(o["of"]["traced"], o["of"]["size"]) for o in every} == {(MANY, MANY)}
    assert {(o["of"]["traced"], o["of"]["size"], o["of"]["articles"]) for o in some} == {(4, MANY, 4)}


def test_the_numbers_of_what_matches_are_those_of_the_hits(large: Store):
    query = finder.Query("quay")
    with large.looking() as connection:
        found = finder.numbers(connection, query, limit=3)
        hits = finder.hits_of(connection, found)
        expected = finder.search(connection, query, limit=3).hits
    assert tuple(hits[id] for id in found) == expected


def test_all_is_gone_through_page_by_page(large: Store, monkeypatch: pytest.MonkeyPatch):
    with large.looking() as connection:
        every = (list(claims(connection)), list(utterances(connection)))
        monkeypatch.setattr(claim_members, "_PAGE", 1)
        assert (list(claims(connection)), list(utterances(connection))) == every
    assert len(every[1]) > 1
