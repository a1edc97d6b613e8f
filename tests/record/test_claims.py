"""Statements of one substance are one claim with its sides; what is not the same stays apart."""

from __future__ import annotations

import random

import pytest
from sayings import keys, report, says
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.domain import Relation
from onrecord.record.claim_groups import judged
from onrecord.record.claims import claims
from onrecord.record.judgements import Decision, judge
from onrecord.record.store import Store
from onrecord.serve.claims import claim_as_lines, claims_as_lines

LEASED = "that the harbour was leased to a dredging firm before the election"


def sides(store: Store) -> list[dict[str, set[str]]]:
    """Return the claims as stand → `outlet s1`."""
    names = {key: name for name, key in keys(store).items()}
    with store.looking() as connection:
        return [{stand: {names[k] for k in ks} for stand, ks in c.sides.items()} for c in claims(connection)]


AGAIN = "the harbour had been leased to a dredging firm before the election"
NEVER = "the harbour was never leased to a dredging firm before the election"
WHETHER = "whether the harbour was leased to a dredging firm before the election"
FORBIDS = "the council against a harbour that was leased to a dredging firm before the election"


@pytest.mark.parametrize(
    ("other", "stand"),
    [
        (says("Jon Pell", AGAIN), "asserts"),
        (says("Jon Pell", LEASED, "confirmed", act="confirm"), "supports"),
        (says("Jon Pell", LEASED, "denied", act="deny"), "denies"),
        (says("Jon Pell", NEVER), "denies"),
        (says("Jon Pell", LEASED, "does not think", act="believe", negated=True), "denies"),
        (says("Jon Pell", WHETHER, "would not say", act="decline"), "declines"),
    ],
)
def test_what_is_of_one_substance_is_one_claim_with_its_sides(store, other, stand):
    store.add(report("A", says("Ilse Brandt", LEASED)))
    store.add(report("B", other))
    expected = {"asserts": {"A s1"}, stand: {"B s1"}} if stand != "asserts" else {"asserts": {"A s1", "B s1"}}
    assert sides(store) == [expected]


@pytest.mark.parametrize(
    ("other", "published"),
    [
        (says("Jon Pell", "that the harbour will close for repairs after the election"), "2031-03-04"),
        (says("Jon Pell", "that the market was leased to a brewing firm before the carnival"), "2031-03-04"),
        (says("Jon Pell", LEASED), "2031-09-04"),  # perhaps another event
        (says("Jon Pell", LEASED, "wanted to know", act="ask"), "2031-03-04"),  # a question is no stand
        (says("Jon Pell", FORBIDS, "warned"), "2031-03-04"),
        (says("Ilse Brandt", LEASED, "denied", act="deny"), "2031-03-04"),  # few say both: one may be misread
        (says("Jon Pell", LEASED, "does not deny", act="deny", negated=True), "2031-03-04"),  # neither yes nor no
    ],
)
def test_what_is_not_the_same_stays_apart(store, other, published):
    store.add(report("A", says("Ilse Brandt", LEASED)))
    store.add(report("B", other, published=published))
    assert sides(store) == []


@pytest.mark.parametrize(("one", "other"), [("340 boats", "410 boats"), ("the Kestrel Company", "the Osprey Company")])
def test_other_numbers_and_names_make_another_claim(store, one, other):
    words = "that {} left the northern harbour"
    store.add(report("A", says("Ilse Brandt", words.format(one))))
    store.add(report("B", says("Jon Pell", words.format(other))))
    assert sides(store) == []
    store.add(report("C", says("Anna Reed", words.format(one))))
    assert sides(store) == [{"asserts": {"A s1", "C s1"}}]


@pytest.mark.parametrize(
    ("type", "confidence", "expected"),
    [
        ("denies", 0.8, [{"asserts": {"A s1"}, "denies": {"A s2"}}]),
        ("supports", 0.8, [{"asserts": {"A s1"}, "supports": {"A s2"}}]),
        ("repeats", 0.8, [{"asserts": {"A s1", "A s2"}}]),
        ("denies", 0.3, []),
    ],
)
def test_what_the_article_says_of_two_statements_counts(store, type, confidence, expected):
    act = {"denies": "deny", "supports": "confirm"}.get(type, "assert")
    answer = says("Jon Pell", "that it was so", "answered", act=act)
    relation = Relation(type, "s2", "s1", "cue", confidence)
    store.add(report("A", says("Ilse Brandt", LEASED), answer, relations=(relation,)))
    assert sides(store) == expected


def test_only_denials_are_a_claim_that_is_denied(store):
    for outlet, speaker in (("A", "Ilse Brandt"), ("B", "Jon Pell")):
        store.add(report(outlet, says(speaker, LEASED, "denied", act="deny")))
    assert sides(store) == [{"denies": {"A s1", "B s1"}}]


def test_a_claim_is_the_same_in_whatever_order_the_articles_come(store, tmp_path):
    records = [
        report("A", says("Ilse Brandt", LEASED)),
        report("B", says("Jon Pell", LEASED, "denied", act="deny")),
        report("C", says("Anna Reed", AGAIN)),
        report("D", says("Jon Pell", NEVER)),
    ]
    for record in records:
        store.add(record)
    with store.looking() as connection:
        expected = list(claims(connection))
    assert [sorted(c.sides) for c in expected] == [["asserts", "denies"]]
    for seed in range(4):
        with Store(tmp_path / f"{seed}.db") as other:
            for record in random.Random(seed).sample(records, len(records)):
                other.add(record)
            with other.looking() as connection:
                assert list(claims(connection)) == expected


def test_people_confirm_split_and_join(store):
    store.add(report("A", says("Ilse Brandt", LEASED)))
    store.add(report("B", says("Jon Pell", LEASED)))
    store.add(report("C", says("Anna Reed", "that the quay has new owners")))
    key = keys(store)

    def decide(one: str, other: str, verdict: str) -> None:
        pair = (key[f"{one} s1"], key[f"{other} s1"])
        with store.writing() as connection:
            judge(connection, Decision("claim", pair, verdict), who="anna")  # type: ignore[arg-type]
            judged(connection, "claim", pair)

    with store.looking() as connection:
        assert [c.confirmed for c in claims(connection)] == [False]
    decide("A", "B", "same")
    with store.looking() as connection:
        assert [c.confirmed for c in claims(connection)] == [True]
    decide("A", "B", "different")
    assert sides(store) == []
    decide("B", "C", "same")
    assert sides(store) == [{"asserts": {"B s1", "C s1"}}]


def test_a_claim_is_labelled_with_words_that_stand_in_an_article(store):
    store.add(report("A", says("Ilse Brandt", LEASED, "denied", act="deny")))
    store.add(report("B", says("Jon Pell", AGAIN)))
    with store.looking() as connection:
        (claim,) = claims(connection)
    assert claim.label == "the harbour had been leased to a dredging firm before the election"
    shown = claim_as_lines(claim, width=200)
    assert (
        shown.index("asserts")
        < shown.index("Jon Pell (said)")
        < shown.index("denies")
        < shown.index("Ilse Brandt (denied)")
    )
    assert "suggested" in claims_as_lines([claim])
    assert "likeness" in shown


def test_the_command_lists_claims_and_utterances_and_shows_one(tmp_path):
    db = str(tmp_path / "record.db")
    saying = "“We found the ledgers in a cellar under the customs house, and the council never saw the contract”"
    with Store(db) as store:
        store.add(report("A", says("Ilse Brandt", LEASED), says("Jon Pell", saying)))
        store.add(
            report("B", says("Anna Reed", LEASED, "denied", act="deny"), says("Jon Pell", saying.split(",")[0] + "”"))
        )
        key = keys(store)
    run = CliRunner().invoke
    assert "1 asserts, 1 denies" in run(app, ["claims", "--db", db]).stdout
    assert "Anna Reed (denied)" in run(app, ["claims", key["A s1"], "--db", db]).stdout
    assert "2 statements" in run(app, ["utterances", "--db", db]).stdout
    shown = run(app, ["utterances", key["B s2"], "--db", db]).stdout
    assert "fullest wording" in shown
    assert "[-and the council never saw the contract-]" in " ".join(shown.split())
    missing = run(app, ["claims", "0123456789abcdef", "--db", db])
    assert missing.exit_code == 1
    assert "no claim of that key" in missing.stderr
