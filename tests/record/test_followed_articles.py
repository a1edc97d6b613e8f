"""Articles that somebody follows, and the list of sayings: what the record tells of them, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sayings import report, says
from stories import harbour, retitled

from onrecord.record import events, follows, utterances
from onrecord.record.store import Store
from onrecord.serve.feeds import sentence

LEASED = "that the harbour was leased to a dredging firm before the election"
OUTLETS = ("Quay Post", "Lock Times", "Mole News", "Pier Daily", "Dyke Echo", "Weir Mail")
STORY = "https://wire.example/harbour"


def followed(store: Store, key: str) -> follows.Follow:
    with store.writing() as connection:
        return follows.follow(connection, None, "article", key)


def news(store: Store, follow: follows.Follow, seq: int) -> list[str]:
    with store.looking() as connection:
        found = events.since(connection, follow.followed, seq).events
    return [f"{e.what}: {e.outlet}" for e in reversed(found)]


def head(store: Store) -> int:
    with store.looking() as connection:
        return events.head(connection)


def test_a_new_version_and_its_correction_reach_those_who_follow_an_article(store: Store):
    first = harbour(url=STORY)
    corrected = retitled(first, "Harbour not sold, mayor says", url=STORY)
    note = first.reading.corrections
    by = len("Harbour not sold, mayor says") - len("Harbour sold, mayor says")
    moved = replace(
        note[0], note=replace(note[0].note, start=note[0].note.start, end=note[0].note.end + by), corrects=None
    )
    corrected = replace(corrected, reading=replace(corrected.reading, corrections=(moved,)))
    first = replace(first, reading=replace(first.reading, corrections=()))
    key = store.add(first).version
    follow, seq = followed(store, key), head(store)
    assert news(store, follow, seq) == []
    store.add(corrected)
    assert sorted(news(store, follow, seq)) == ["correction: Harbour Wire", "version: Harbour Wire"]
    with store.looking() as connection:
        told = [sentence(e) for e in events.since(connection, follow.followed, seq).events if e.what == "version"]
    assert told == [
        "Harbour Wire publishes the article anew (version 2, with 5 statements): Harbour not sold, mayor says"
    ]


def test_a_denial_of_what_it_reports_reaches_those_who_follow_an_article(store: Store):
    key = store.add(report("Quay Post", says("Ilse Brandt", LEASED))).version
    follow, seq = followed(store, key), head(store)
    store.add(report("Mole News", says("Ilse Brandt", LEASED)))
    assert news(store, follow, seq) == [], "that another repeats it is no news of the article"
    store.add(report("Lock Times", says("Jon Pell", LEASED, "denied", act="deny")))
    assert news(store, follow, seq) == ["denial: Lock Times"]
    assert news(store, follow, head(store)) == []


def test_an_article_is_followed_once_by_whichever_of_its_keys(store: Store):
    first = harbour(url=STORY)
    one = store.add(first).version
    two = store.add(retitled(first, "Harbour not sold, mayor says", url=STORY))
    assert followed(store, one).id == followed(store, two.version).id == followed(store, two.article).id


@pytest.mark.parametrize("widest", [False, True])
def test_pages_of_sayings_have_each_once(store: Store, widest: bool):
    for n in range(5):
        lock = ("old", "new", "west", "east", "inner")[n]
        words = f"“The {n + 3} sluices of the {lock} lock stay shut until {n + 11} May”"
        for outlet in OUTLETS[: 2 + n % 3]:
            store.add(report(outlet, says(f"Speaker {'ABCDE'[n]}. Lock", words)))
    with store.looking() as connection:
        whole, _ = utterances.listed(connection, widest=widest)
        seen, after = [], None
        while True:
            page, after = utterances.listed(connection, widest=widest, after=after, limit=2)
            seen += page
            if after is None:
                break
    assert len(whole) == 5
    assert seen == whole
    if widest:
        assert [u.outlets for u in seen] == sorted((u.outlets for u in seen), reverse=True)
    assert [u.outlets for u in seen] == [u.reports for u in seen]
