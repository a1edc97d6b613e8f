"""What people say of labels stands beside the machine's reading, apart from it, and both are found."""

from __future__ import annotations

from dataclasses import replace

from sayings import keys, report, says
from stories import MADE

from onrecord.record import api_reads, judging, labels_judged, search
from onrecord.record.labels_spoken import spoken
from onrecord.record.search import Query
from onrecord.record.store import Store

LEASED = "that the harbour was leased to a dredging firm before the election"


def one(store: Store) -> str:
    """Add an article with one statement; return its key."""
    store.add(report("Quay Post", says("Ilse Brandt", LEASED)))
    return keys(store)["Quay Post s1"]


def correct(store: Store, key: str, who: str = "ada", **words: str) -> list[int]:
    with store.writing() as connection:
        return [j.id for j in labels_judged.correct(connection, key, words, who=who)]


def found(store: Store, **asked: object) -> int:
    with store.looking() as connection:
        return len(search.search(connection, Query(**asked)).hits)  # type: ignore[arg-type]


def test_a_corrected_label_is_found_by_either_value_and_by_one_when_it_is_taken_back(store: Store) -> None:
    key = one(store)
    assert [found(store, speaker=s) for s in ("Ilse Brandt", "Jon Pell")] == [1, 0]
    made = correct(store, key, speaker="Jon Pell", act="deny", named="no", said_on="2031-03-02")
    assert [found(store, speaker=s) for s in ("Ilse Brandt", "jon pell")] == [1, 1]
    assert [found(store, act=a) for a in ("assert", "deny", "ask")] == [1, 1, 0]
    assert [found(store, named=n) for n in (True, False)] == [1, 1]
    for number in made:
        with store.writing() as connection:
            judging.take_back(connection, number, who="bo")
    assert [found(store, speaker=s) for s in ("Ilse Brandt", "Jon Pell")] == [1, 0]
    assert [found(store, act=a) for a in ("assert", "deny")] == [1, 0]


def test_both_stay_visible_in_hits_and_in_the_interface(store: Store) -> None:
    key = one(store)
    correct(store, key, speaker="Jon Pell")
    with store.writing() as connection:
        labels_judged.confirm(connection, key, who="bo")
    with store.looking() as connection:
        (hit,) = search.search(connection, Query()).hits
        item = api_reads.statement(connection, key)
        others = spoken(connection, ["another key"])
    assert hit.speaker == "Ilse Brandt"
    assert [(v.field, v.value, v.by, v.verdict) for v in hit.judged] == [
        ("speaker", "Jon Pell", "ada", "corrected"),
        ("speaker", "Jon Pell", "bo", "confirmed"),
    ]
    assert item is not None
    assert item["speaker"] == "Ilse Brandt"
    assert [set(v) for v in item["judged"]] == [{"field", "value", "by", "at", "verdict"}] * 2
    assert others == {}


def test_what_people_only_confirmed_is_no_other_view(store: Store) -> None:
    key = one(store)
    with store.writing() as connection:
        labels_judged.confirm(connection, key, who="bo")
        assert spoken(connection, [key]) == {}


def test_each_persons_last_word_counts(store: Store) -> None:
    key = one(store)
    correct(store, key, act="deny")
    correct(store, key, act="ask")
    correct(store, key, who="bo", act="confirm")
    with store.looking() as connection:
        views = spoken(connection, [key])[key]
    assert [(v.value, v.by) for v in views] == [("ask", "ada"), ("confirm", "bo")]
    assert [found(store, act=a) for a in ("assert", "deny", "ask", "confirm")] == [1, 0, 1, 1]


def test_a_newer_reading_is_found_by_what_people_said_before(store: Store) -> None:
    key = one(store)
    correct(store, key, speaker="Jon Pell")
    record = report("Quay Post", says("Ilse Brandt", LEASED))
    store.add(replace(record, provenance=replace(MADE, model="larger", page_sha256=record.provenance.page_sha256)))
    assert [found(store, speaker=s) for s in ("Ilse Brandt", "Jon Pell")] == [1, 1]
