"""One saying in several articles is one utterance; different sayings are not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sayings import keys, report, says
from sqlalchemy import select

from onrecord.record.claim_groups import UTTERANCES, Pair, grouped, judged
from onrecord.record.claim_tables import fingerprint
from onrecord.record.judgements import Decision, judge, undo
from onrecord.record.store import Store
from onrecord.record.utterance_tables import utterance_link, utterance_statement
from onrecord.record.utterances import of_statements, utterances

WHOLE = "“The harbour was leased to a dredging firm in April, and the council never saw the contract,”"
CUT = "“the council never saw the contract”"
LONG_CUT = "“The harbour was leased to a dredging firm in April,”"
BRACKETED = "“The harbour was leased to [Pell Marine] in April, and the council never saw the contract”"
ALTERED = "“The harbor was leased to a dredging firm in April, and the council has never seen the contract”"
PHRASE = "“We thank all who made it possible, and the council never saw the contract before”"
MARKET = "“I know, as you do, that the council never saw the contract for the market hall”"
INDIRECT = "that the harbour was leased to a dredging firm in April and that nobody saw the contract"


def groups(store: Store) -> list[set[str]]:
    """Return the utterances as sets of `outlet s1`."""
    names = {key: name for name, key in keys(store).items()}
    with store.looking() as connection:
        return sorted(({names[k] for k in u.statements} for u in utterances(connection)), key=sorted)


@pytest.mark.parametrize(
    ("speaker", "other"),
    [
        ("Ilse Brandt", WHOLE),
        ("Brandt", WHOLE),
        ("Ilse M. Brandt", LONG_CUT),
        ("Ilse Brandt", ALTERED),
        ("Ilse Brandt", INDIRECT),
        (None, WHOLE),
        (None, LONG_CUT),
        ("Ilse Brandt", "it was a scandal that “the harbour was leased to a dredging firm in April”"),
    ],
)
def test_one_saying_is_one_utterance_however_it_is_worded(store, speaker, other):
    store.add(report("Harbour Wire", says("Ilse Brandt", WHOLE)))
    store.add(report("Quay Post", says(speaker, other), published="2031-03-05"))
    assert groups(store) == [{"Harbour Wire s1", "Quay Post s1"}]


@pytest.mark.parametrize(
    ("other", "published"),
    [
        # A stock phrase in another saying, and the whole of it said again in another season.
        (says("Ilse Brandt", PHRASE), "2031-03-04"),
        (says("Ilse Brandt", "“The harbour was leased to a dredging firm in April,”"), "2031-09-04"),
        # The same few words of somebody else.
        (says("Jon Pell", MARKET), "2031-03-04"),
        # Indirect speech of somebody else, or of nobody known.
        (says("Jon Pell", INDIRECT), "2031-03-04"),
        (says(None, INDIRECT), "2031-03-04"),
        # Words that say nothing.
        (says("Ilse Brandt", "“I do not think that there is any more that I can say about it now”"), "2031-03-04"),
    ],
)  # fmt: skip
def test_different_sayings_stay_apart(store, other, published):
    store.add(
        report(
            "Harbour Wire",
            says("Ilse Brandt", WHOLE),
            says("Ilse Brandt", "“I do not think that there is any more that I can say”"),
        )
    )
    store.add(report("Quay Post", other, published=published))
    assert groups(store) == []


def test_a_saying_has_its_wordings_side_by_side(store):
    for outlet, content in (("A", CUT), ("B", WHOLE), ("C", BRACKETED), ("D", ALTERED), ("E", INDIRECT)):
        store.add(report(outlet, says("Ilse Brandt", content)))
    with store.looking() as connection:
        (found,) = utterances(connection)
    outlets = {m.statement: m.outlet for m in found.members}
    assert {outlets[w.statement]: w.marks for w in found.wordings} == {
        "B": ("whole",),
        "A": ("cut",),
        "C": ("bracketed", "cut"),
        "D": ("longer", "altered"),
        "E": ("indirect", "longer"),
    }
    assert outlets[found.wordings[0].statement] == "B"
    assert found.speaker == "Ilse Brandt"
    assert not found.confirmed
    assert all(0 < m.score <= 1 and "words in a row" in m.explanation for m in found.members)


def test_a_source_that_one_article_keeps_unnamed_is_not_named_by_another(store):
    store.add(report("A", says("Ilse Brandt", WHOLE)))
    store.add(report("B", says("an official", WHOLE, named=False)))
    with store.looking() as connection:
        (found,) = utterances(connection)
    assert found.speaker is None
    assert {m.speaker for m in found.members} == {"Ilse Brandt", "an official"}


def test_an_utterance_is_the_same_in_whatever_order_the_articles_come(store, tmp_path):
    records = [
        report(o, says("Ilse Brandt", c))
        for o, c in zip("ABCDE", (CUT, WHOLE, BRACKETED, ALTERED, INDIRECT), strict=True)
    ]
    for record in records:
        store.add(record)
    with store.looking() as connection:
        expected = [
            (u.key, u.statements, u.wordings, [m.explanation for m in u.members]) for u in utterances(connection)
        ]
    for seed in range(4):
        shuffled = random.Random(seed).sample(records, len(records))
        with Store(tmp_path / f"{seed}.db") as other:
            for record in shuffled:
                other.add(record)
            with other.looking() as connection:
                assert [
                    (u.key, u.statements, u.wordings, [m.explanation for m in u.members])
                    for u in utterances(connection)
                ] == expected


def test_people_split_and_join_and_take_it_back(store):
    for outlet, content in (("A", WHOLE), ("B", WHOLE), ("C", "“Ask the firm”")):
        store.add(report(outlet, says("Ilse Brandt", content)))
    key = keys(store)

    def decide(one: str, other: str, verdict: str) -> int:
        pair = (key[f"{one} s1"], key[f"{other} s1"])
        with store.writing() as connection:
            made = judge(connection, Decision("utterance", pair, verdict), who="anna")  # type: ignore[arg-type]
            judged(connection, "utterance", pair)
        return made.id

    split = decide("A", "B", "different")
    assert groups(store) == []
    decide("A", "C", "same")
    assert groups(store) == [{"A s1", "C s1"}]
    with store.looking() as connection:
        (found,) = utterances(connection)
    assert found.confirmed
    assert all(m.judged for m in found.members)

    # What comes later does not undo it: it joins one of the two, but does not bring them together.
    store.add(report("D", says("Ilse Brandt", WHOLE)))
    (home,) = [g for g in groups(store) if "D s1" in g]
    assert not {"A s1", "B s1"} <= home

    with store.writing() as connection:
        undo(connection, split, who="anna")
        judged(connection, "utterance", (key["A s1"], key["B s1"]))
    assert groups(store) == [{"A s1", "B s1", "C s1", "D s1"}]


def test_a_judgement_made_before_an_article_came_holds_when_it_comes(store):
    first, second = (report(o, says("Ilse Brandt", WHOLE)) for o in "AB")
    store.add(first)
    store.add(second)
    key = keys(store)
    with Store(str(store.engine.url.database) + ".2") if store.engine.dialect.name == "sqlite" else store as other:
        pair = (key["A s1"], key["B s1"])
        with other.writing() as connection:
            judge(connection, Decision("utterance", pair, "different"), who="anna")
        other.add(first)
        other.add(second)
        if other is not store:
            assert groups(other) == []


def test_a_newer_reading_takes_the_place_of_the_old_one(store):
    a, b = (report(o, says("Ilse Brandt", WHOLE)) for o in "AB")
    store.add(a)
    store.add(b)
    newer = replace(b, provenance=replace(b.provenance, code_version="0.2.0"))
    store.add(newer)
    assert groups(store) == [{"A s1", "B s1"}]
    nothing = replace(
        b, reading=replace(b.reading, statements=()), provenance=replace(b.provenance, code_version="0.3.0")
    )
    store.add(nothing)
    with store.looking() as connection:
        for table in (utterance_link, utterance_statement):
            assert connection.execute(select(table)).all() == []
        current = set(keys(store).values())
        assert len(current) == 1
        assert len(set(connection.execute(select(fingerprint.c.statement_id)).scalars())) == 1


def test_each_statement_leads_to_its_utterance(store):
    for outlet in "AB":
        store.add(report(outlet, says("Ilse Brandt", WHOLE), says("Jon Pell", "“No comment”")))
    key = keys(store)
    with store.looking() as connection:
        (found,) = utterances(connection)
        assert of_statements(connection, list(key.values())) == {key["A s1"]: found.key, key["B s1"]: found.key}
        assert next(iter(utterances(connection, found.key))) == found
        assert list(utterances(connection, "none")) == []
    assert UTTERANCES.kind == "utterance"


PAIRS = [Pair("a", "b", 1, 0.9), Pair("b", "c", -1, 0.8), Pair("a", "c", 1, 0.5), Pair("d", "e", 1, 0.7)]


@pytest.mark.parametrize(
    ("same", "different", "expected"),
    [
        ([], [], [{"a": 1, "b": 1, "c": -1}, {"d": 1, "e": 1}]),  # the weaker pair that contradicts is passed over
        ([("c", "d")], [], [{"a": 1, "b": 1, "c": -1, "d": -1, "e": -1}]),
        ([], [("a", "c")], [{"a": 1, "b": 1}, {"d": 1, "e": 1}]),
        ([("a", "c")], [], [{"a": 1, "b": 1, "c": 1}, {"d": 1, "e": 1}]),
        ([("a", "c")], [("b", "c")], [{"a": 1, "c": 1}, {"d": 1, "e": 1}]),
    ],
)
def test_groups_follow_from_pairs_and_judgements_alone(same, different, expected):
    for seed in range(5):
        shuffled = random.Random(seed).sample(PAIRS, len(PAIRS))
        turned = [Pair(p.other, p.one, p.sign, p.score) if seed % 2 else p for p in shuffled]
        assert grouped(turned, same, different) == expected
