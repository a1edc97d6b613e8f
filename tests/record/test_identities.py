"""Who is one person across articles: what ties, what keeps apart, what people decide, in whatever order it comes."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from sqlalchemy import select
from stories import MADE, article, harbour, plain

from onrecord.domain import Reading, Record, Speaker
from onrecord.errors import OnrecordError
from onrecord.record import identities as who
from onrecord.record import identity_files, judging, log
from onrecord.record import tables as t
from onrecord.record.identity_names import parse, proper
from onrecord.record.identity_roles import roles
from onrecord.record.identity_tables import identity_link
from onrecord.record.judgements import Decision, Verdict
from onrecord.record.store import Store


def told(text: str, name: str, *mentions: str, type: str = "person", **known: str) -> Record:
    """Return a record of an article in which `name` says "the pier is safe"; `text` begins it."""
    record = plain(f"{text}\n\n{name} said the pier is safe.", "the pier is safe", name, **known)
    s = replace(record.reading.statements[0], source_type=type)  # type: ignore[arg-type]
    speaker = Speaker(name, mentions or (name,), type, True)  # type: ignore[arg-type]
    return Record(record.article, Reading((s,), (speaker,)), record.provenance)


def add(store: Store, *records: Record) -> list[str]:
    """Add records and return the keys of their (only) speakers."""
    return [who.speaker_key(store.add(r).version, r.reading.speakers[0].name) for r in records]


def found(store: Store, name: str) -> list[who.Identity]:
    with store.looking() as connection:
        return who.find(connection, name)


def parties(store: Store, keys: list[str]) -> list[int]:
    """Return which speakers are one identity: for each the place of the first that is the same."""
    with store.looking() as connection:
        homes = [getattr(who.identity(connection, key), "key", None) for key in keys]
    return [homes.index(h) for h in homes]


def decide(store: Store, a: str, b: str, verdict: Verdict, by: str = "ada") -> int:
    with store.writing() as connection:
        return judging.decide(connection, Decision("identity", (a, b), verdict), who=by).id


def take_back(store: Store, number: int) -> None:
    with store.writing() as connection:
        judging.take_back(connection, number, who="bo")


def state(store: Store) -> tuple[object, ...]:
    """Return all identities by their keys, without times and numbers of judgements."""
    with store.looking() as connection:
        return tuple(replace(i, judgements=()) for i in who.identities(connection))


MAYOR = "Mayor Ilse Brandt opened the pier."
NURSE = "Ilse Brandt, a nurse, opened the pier."
NOBODY = "The pier was opened."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param((MAYOR, "Ilse Brandt, the mayor, left."), [0, 0], id="the same role"),
        pytest.param((MAYOR, NOBODY), [0, 0], id="no role against it"),
        pytest.param((MAYOR, NURSE), [0, 1], id="roles that one person seldom has"),
        pytest.param((MAYOR, "Ilse Brandt, a lawyer, left."), [0, 0], id="roles that one person often has"),
        pytest.param((MAYOR, NURSE, "Mayor Ilse Brandt came. Ilse Brandt, a nurse, left."), [0, 0, 0],
                     id="an article says both of one"),
        pytest.param((MAYOR, "Former nurse Ilse Brandt came."), [0, 0], id="a past role is not against it"),
        pytest.param(("Ashford Mayor Ilse Brandt came.", "Ilse Brandt, mayor of Wick, came."), [0, 1],
                     id="the same seat of two places"),
        pytest.param(("Ashford Mayor Ilse Brandt came.", "Ilse Brandt, the mayor of Ashford, came."), [0, 0],
                     id="the same seat of one place, written otherwise"),
        pytest.param(("Senator Ilse Brandt came.", "Ilse Brandt, a surgeon, came.", "Ilse Brandt, a professor, came."),
                     [0, 1, 2], id="what fits two who differ goes to neither"),
    ],
)  # fmt: skip
def test_one_full_name(store: Store, texts: tuple[str, ...], expected: list[int]) -> None:
    # Each in an outlet and a year of its own, so that nothing but the words speaks for or against.
    keys = add(store, *(told(x, "Ilse Brandt", outlet=f"Paper {n}", published=f"203{n}-03-04")
                        for n, x in enumerate(texts)))  # fmt: skip
    assert parties(store, keys) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ilse Brandt", "ILSE BRANDT", True),
        ("Ilse Brandt", "Dr. Ilse Brandt", True),
        ("Ana Peña", "Ana Pena", True),
        ("J. D. Rowe", "JD Rowe", True),
        ("Ilse T. Brandt", "Ilse Brandt", True),
        ("Ilse T. Brandt", "Ilse K. Brandt", False),
        ("Tom Pell", "Tom Pell Jr.", False),
        ("Ilse Brandt", "Ilse Brand", False),
        ("Juan Carlos Vega", "Juan Vega", False),
        ("John Smith", "John Smith", False),  # many bear it, and no role is given
        ("Della Quayle", "Della Quayle", True),  # not "della Quayle", a surname alone
        ("Maria de Vaal", "Maria De Vaal", True),
        ("de Vaal", "De Vaal", False),  # a surname alone
    ],
)
def test_ways_of_writing_a_name(store: Store, one: str, other: str, same: bool) -> None:
    keys = add(store, told(NOBODY, one), told("The pier was shut.", other, outlet="The Courier"))
    assert (parties(store, keys) == [0, 0]) == same


def test_a_common_name_with_the_same_role_is_one_person(store: Store) -> None:
    keys = add(store, told("Mayor John Smith came.", "John Smith"), told("John Smith, the mayor, left.", "John Smith"))
    assert parties(store, keys) == [0, 0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Northmere Ferries", "Harbour Wire"), ("The Northmere Ferries Ltd.", "The Courier"), True),
        (("City Council", "Harbour Wire"), ("City Council", "The Courier"), False),
        (("City Council", "Harbour Wire"), ("the City Council", "Harbour Wire"), True),
        (("super PAC", "Harbour Wire"), ("a super PAC", "The Courier"), False),
    ],
)
def test_bodies(store: Store, one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    records = (told(f"Issue {n}.", name, type="organisation", outlet=o) for n, (name, o) in enumerate((one, other)))
    assert (parties(store, add(store, *records)) == [0, 0]) == same


def test_a_person_and_a_body_of_one_name_stay_apart(store: Store) -> None:
    keys = add(store, told("1.", "Tom Ford"), told("2.", "Tom Ford", type="organisation"))
    assert parties(store, keys) == [0, 1]


FULL = ("Jon Pell", "Harbour Wire", "2031-03-01", NOBODY)


@pytest.mark.parametrize(
    ("others", "bare", "same"),
    [
        pytest.param([FULL], ("Harbour Wire", "2031-03-20", NOBODY), True, id="near, in the same outlet"),
        pytest.param([FULL], ("The Courier", "2031-03-20", NOBODY), False, id="another outlet"),
        pytest.param([FULL], ("Harbour Wire", "2031-08-20", NOBODY), False, id="months later"),
        pytest.param([FULL, ("Ada Pell", "Harbour Wire", "2031-03-02", NOBODY)],
                     ("Harbour Wire", "2031-03-20", NOBODY), False, id="two bear it"),
        pytest.param([("Jon Pell", "Harbour Wire", "2031-03-01", "Jon Pell, a nurse, came.")],
                     ("Harbour Wire", "2031-03-20", "Senator Pell came."), False, id="another role"),
        pytest.param([("Jon Pell", "The Courier", "2031-01-01", "Ashford Mayor Jon Pell came.")],
                     ("Harbour Wire", "2031-03-20", "Ashford Mayor Pell came."), True, id="the same seat elsewhere"),
    ],
)  # fmt: skip
def test_a_bare_surname(
    store: Store, others: list[tuple[str, str, str, str]], bare: tuple[str, str, str], same: bool
) -> None:
    outlet, day, text = bare
    keys = add(store, told(text, "Pell", "Mayor Pell" if "Mayor" in text else "Pell", outlet=outlet, published=day))
    keys += add(store, *(told(x, name, outlet=o, published=d) for name, o, d, x in others))
    assert (parties(store, keys)[1] == 0) == same
    with store.looking() as connection:
        own = who.identity(connection, keys[0])
    assert own is not None
    link = next(k for k in own.links if k.speaker == keys[0])
    assert link.score < 0.7
    assert link.explanation.startswith("Only the surname here")
    if not same:
        assert {c.name for c in own.could_be} == {name for name, *_ in others}


def test_two_bare_surnames_are_not_taken_for_one(store: Store) -> None:
    keys = add(store, told("1.", "Pell"), told("2.", "Pell", outlet="The Courier"), told("3.", "Pell"))
    assert parties(store, keys) == [0, 1, 2]


def test_unnamed_sources_have_no_identity(store: Store) -> None:
    store.add(harbour())
    with store.looking() as connection:
        names = {i.name for i in who.identities(connection)}
    assert names == {"Ilse Brandt", "Jon Pell"}
    record = harbour()
    aide = Speaker("Ilse Brandt", ("An aide",), "person", False)
    other = replace(record, article=article("An aide came."), reading=Reading((), (aide,)))
    store.add(other)
    assert [i.articles for i in found(store, "Ilse Brandt")] == [1]


def test_articles_far_apart_in_time_score_low(store: Store) -> None:
    add(store, told("1.", "Ilse Brandt", published="2001-03-04"), told("2.", "Ilse Brandt", published="2031-03-04"))
    (one,) = found(store, "Ilse Brandt")
    assert [k.score for k in one.links] == [0.4, 0.4]
    assert "30 years away" in one.links[0].explanation
    add(store, told("3.", "Ilse Brandt", published="2030-03-04"))
    (one,) = found(store, "Ilse Brandt")
    assert [k.score for k in one.links] == [0.4, 0.8, 0.8]


def test_what_is_shown_of_an_identity(store: Store) -> None:
    add(
        store,
        told("Then-Mayor Ilse T. Brandt came.", "Ilse T. Brandt", published="2030-01-02", outlet="The Courier"),
        told("1. The mayor, Ilse Brandt, came.", "Ilse Brandt", "Mayor Brandt", "she", published="2028-05-06"),
        told("2. Mayor Ilse Brandt came.", "Ilse Brandt", published="2029-05-06"),
    )
    (one,) = found(store, "ilse brandt")
    assert (one.name, one.type, one.articles, one.outlets, one.statements) == ("Ilse T. Brandt", "person", 3, 2, 3)
    assert one.aliases == ("Ilse Brandt", "Brandt")
    assert {(r.words, r.past, r.first, r.last, r.articles) for r in one.roles} >= {
        ("Then-Mayor", True, "2030-01-02", "2030-01-02", 1), ("Mayor", False, "2028-05-06", "2029-05-06", 2),
    }  # fmt: skip


def test_versions_of_one_article_count_once(store: Store) -> None:
    address = "https://harbourwire.example/1"
    keys = add(
        store,
        told("1.", "Ilse Brandt", url=address), told("Corrected. 1.", "Ilse Brandt", url=address),
        told("2.", "Pell", url=f"{address}2"), told("Corrected. 2.", "Pell", url=f"{address}2"),
    )  # fmt: skip
    (one,) = found(store, "Ilse Brandt")
    assert (one.articles, one.statements, len(one.links)) == (1, 1, 2)
    assert parties(store, keys) == [0, 0, 2, 2]


SHELF = (
    told("1. Ashford Mayor Ilse Brandt came.", "Ilse Brandt", published="2031-03-01"),
    told("2. Ilse Brandt, a nurse, came.", "Ilse Brandt", outlet="The Courier", published="2031-03-02"),
    told("3.", "Ilse Brandt", published="2031-03-20"),
    told("4.", "Brandt", published="2031-03-21"),
    told("5. Mayor Brandt came.", "Brandt", "Mayor Brandt", outlet="The Courier", published="2031-03-21"),
    told("6.", "Ilse T. Brandt", published="2008-03-21"),
)


def test_any_order_gives_the_same(db: str) -> None:
    orders = list(permutations(range(len(SHELF))))[:: 97 if "postgres" in db else 31]
    with Store(db) as store:
        results = set()
        for order in orders:
            for n in order:
                store.add(SHELF[n])
            results.add(state(store))
            with store.writing() as connection:
                for reading in connection.execute(select(t.reading.c.id)).scalars().all():
                    who.unlink(connection, reading)
                assert connection.execute(select(identity_link.c.id)).all() == []
                assert list(who.identities(connection)) == []
                connection.execute(t.article.delete())
    assert len(results) == 1
    (kept,) = results
    assert len(kept) > 2


def test_a_newer_reading_leaves_what_adding_it_alone_would(store: Store, tmp_path_factory: pytest.TempPathFactory):
    newer = [replace(r, reading=Reading((), (Speaker("Ilse Brandt", ("Ilse Brandt",), "person", True),)),
                     provenance=replace(MADE, model="larger")) for r in SHELF]  # fmt: skip
    for n in range(len(SHELF)):
        store.add(SHELF[n])
    for n in (1, 4, 0):
        store.add(newer[n])
    with Store(tmp_path_factory.mktemp("fresh") / "r.db") as fresh:
        for n, r in enumerate(SHELF):
            fresh.add(newer[n] if n in (1, 4, 0) else r)
        assert state(fresh) == state(store)


def test_people_join_what_the_record_keeps_apart_and_undo_it(store: Store) -> None:
    add(store, told(MAYOR, "Ilse Brandt"), told(NURSE, "Ilse Brandt"))
    before = state(store)
    a, b = (i.key for i in found(store, "Ilse Brandt"))
    number = decide(store, a, b, "same")
    (one,) = found(store, "Ilse Brandt")
    assert (one.articles, one.joined) == (2, (max(a, b),))
    assert {k.state for k in one.links} == {"judged"}
    assert [(j.verdict, j.who) for j in one.judgements] == [("same", "ada")]
    take_back(store, number)
    assert state(store) == before


def test_people_part_what_the_record_ties_and_undo_it(store: Store) -> None:
    keys = add(store, told("1.", "Ilse Brandt"), told("2.", "Ilse Brandt"), told("3.", "Ilse Brandt"))
    before = state(store)
    (one,) = found(store, "Ilse Brandt")
    number = decide(store, keys[1], one.key, "different")
    assert parties(store, keys) == [0, 1, 0]
    add(store, told("4.", "Ilse Brandt"))
    assert parties(store, keys) == [0, 1, 0]  # what people decided holds as more comes
    take_back(store, number)
    assert parties(store, keys) == [0, 0, 0]
    assert len(before) == len(state(store))


def test_two_speakers_judged_different_both_stand_alone(store: Store) -> None:
    keys = add(store, *(told(f"{n}.", "Ilse Brandt") for n in range(3)))
    decide(store, keys[0], keys[1], "different")
    assert parties(store, keys) == [0, 1, 2]


def test_a_judgement_on_a_speaker_survives_a_newer_reading(store: Store) -> None:
    records = [told(f"{n}.", "Ilse Brandt") for n in range(3)]
    keys = add(store, *records)
    (one,) = found(store, "Ilse Brandt")
    decide(store, keys[1], one.key, "different")
    store.add(replace(records[1], provenance=replace(MADE, model="larger")))
    assert parties(store, keys) == [0, 1, 0]


def test_people_told_apart_stay_apart_when_an_article_would_tie_them(store: Store) -> None:
    keys = add(store, told(MAYOR, "Ilse Brandt"), told(NURSE, "Ilse Brandt"))
    a, b = (i.key for i in found(store, "Ilse Brandt"))
    decide(store, a, b, "different")
    keys += add(store, told("Mayor Ilse Brandt came. Ilse Brandt, a nurse, left.", "Ilse Brandt"))
    assert parties(store, keys) == [0, 1, 2]


def test_a_judgement_holds_where_an_identity_has_another_key_today(store: Store) -> None:
    keys = add(store, told(MAYOR, "Ilse Brandt"), told("1.", "Else Brandt"))
    decide(store, found(store, "Ilse Brandt")[0].key, found(store, "Else Brandt")[0].key, "same")
    keys += add(store, told(NURSE, "Ilse Brandt"))  # now there are two of that name
    assert parties(store, keys) == [0, 0, 2]


def test_where_people_differ_nothing_is_joined(store: Store) -> None:
    keys = add(store, told("1.", "Ilse Brandt"), told("2.", "Else Brandt"), told("3.", "Ilsa Brandt"))
    a, b, c = (found(store, n)[0].key for n in ("Ilse Brandt", "Else Brandt", "Ilsa Brandt"))
    decide(store, a, b, "same")
    decide(store, a, b, "different", by="bo")
    assert parties(store, keys) == [0, 1, 2]
    decide(store, b, c, "same")
    assert parties(store, keys) == [0, 1, 1]
    decide(store, a, c, "same")
    decide(store, a, b, "same", by="bo")
    assert parties(store, keys) == [0, 0, 0]
    decide(store, a, b, "different")
    decide(store, a, b, "different", by="bo")
    assert parties(store, keys) == [0, 1, 2]  # a is c and c is b, but a is not b


@pytest.mark.parametrize("pair", [("nothing", "x"), ("x", "x")])
def test_a_judgement_on_what_is_not_there_is_refused(store: Store, pair: tuple[str, str]) -> None:
    (key,) = add(store, told("1.", "Ilse Brandt"))
    with pytest.raises(OnrecordError, match=r"there is no identity or speaker 'nothing'|is named twice"):
        decide(store, *(key if k == "x" else k for k in pair), "same")


CSV = b"""name,alias,identifier,type
William Carver,Bill Carver,Q4200,person
Tadeo Lima,Lima,viaf:77,
,Bob,Q1,
William Carver,Will Carver,42,person
William Carver,Will Carver,Q4200
Ilse Brandt,,,
Coast Office,,Q9,office
"""


def test_an_alias_file_is_read_and_its_bad_lines_are_named() -> None:
    aliases, bad = identity_files.read_aliases(CSV)
    assert [(a.name, a.alias, a.identifier) for a in aliases] == [
        ("William Carver", "Bill Carver", "Q4200"), ("Tadeo Lima", "Lima", "viaf:77"),
    ]  # fmt: skip
    assert [b.number for b in bad] == [4, 5, 6, 7, 8]
    assert [b.problem for b in bad] == [
        "it has no name", "the identifier '42' is neither a Q-number nor like viaf:123",
        "it has 3 cells, and the header 4", "it gives neither an alias nor an identifier",
        "the type 'office' is neither person nor organisation",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"who,what\nA,B\n", b"\xff\xfe\x00"])
def test_what_is_no_alias_file_is_named(data: bytes) -> None:
    aliases, bad = identity_files.read_aliases(data)
    assert (aliases, len(bad)) == ([], 1)


def test_aliases_tie_names_and_can_be_taken_back(store: Store) -> None:
    keys = add(
        store, told("1.", "William Carver"), told("2.", "Bill Carver", outlet="The Courier"), told("3.", "Lima"),
        told("4.", "Tadeo Lima", outlet="The Courier", published="2020-01-01"),
    )  # fmt: skip
    before = state(store)
    assert parties(store, keys) == [0, 1, 2, 3]
    aliases, _ = identity_files.read_aliases(CSV)
    with store.writing() as connection:
        assert identity_files.import_aliases(connection, aliases, source="names.csv", who="ada") == 2
        assert identity_files.import_aliases(connection, aliases, source="names.csv", who="ada") == 0
    assert parties(store, keys) == [0, 0, 2, 2]
    (one,) = found(store, "Bill Carver")
    assert (one.name, one.aliases, one.identifiers) == ("William Carver", ("Bill Carver",), ("Q4200",))
    assert any("alias file lists “Bill Carver”" in k.explanation for k in one.links)
    with store.looking() as connection:
        assert list(log.faults(connection)) == []
    with store.writing() as connection:
        assert identity_files.remove_aliases(connection, aliases, source="names.csv", who="ada") == 2
    assert state(store) == before


def test_an_alias_of_two_names_ties_neither(store: Store) -> None:
    keys = add(store, told("1.", "William Carver"), told("2.", "Bill Carver"), told("3.", "Bilal Carver"))
    data = b"name,alias\nWilliam Carver,Bill Carver\nBilal Carver,Bill Carver\n"
    with store.writing() as connection:
        identity_files.import_aliases(connection, identity_files.read_aliases(data)[0], source="x", who="ada")
    assert parties(store, keys) == [0, 1, 2]


def test_a_name_with_two_identifiers_is_of_two_people(store: Store) -> None:
    keys = add(store, told("1.", "Ilse Brandt"), told("2.", "Ilse Brandt"))
    data = b"name,identifier\nIlse Brandt,Q1\nIlse Brandt,Q2\n"
    with store.writing() as connection:
        identity_files.import_aliases(connection, identity_files.read_aliases(data)[0], source="x", who="ada")
    assert parties(store, keys) == [0, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mayor Ilse Brandt came.", ("Mayor", "mayor", "", False)),
        ("The former Ashford mayor Ilse Brandt came.", ("former Ashford mayor", "mayor", "ashford", True)),
        ("It was then-Secretary of State Ilse Brandt.", ("then-Secretary of State", "secretary", "state", True)),
        ("Former Sen. Ilse Brandt came.", ("Former Sen.", "senator", "", True)),
        ("Ilse Brandt, 43, a nurse from Wick, came.", ("nurse from Wick", "nurse", "wick", False)),
        ("Ilse Brandt, who was mayor of Wick until 2019, came.", ("mayor of Wick", "mayor", "wick", True)),
        ("The mayor, Ilse Brandt, came.", ("mayor", "mayor", "", False)),
        ("Wick’s mayor, Ilse Brandt, came.", ("Wick’s mayor", "mayor", "wick", False)),
        ("Ilse Brandt, Ohio attorney general, came.", ("Ohio attorney general", "attorney general", "ohio", False)),
        ("He asked Ilse Brandt, the doctor said, to go.", None),
        ("Ilse Brandt, Senator Tom Pell and others came.", None),
        ("The mayor told Ilse Brandt to go.", None),
        ("He is a mayor. Ilse Brandt came.", None),
    ],
)
def test_roles_are_read_beside_the_name(text: str, expected: tuple[str, str, str, bool] | None) -> None:
    found = [(r.words, r.head, r.place, r.past) for r in roles(text, "Ilse Brandt", ("Ilse Brandt",))]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("Mayor Brandt", ("Mayor", True)), ("Brandt, the former mayor", ("former mayor", True)),
        ("the mayor of Wick", ("mayor of Wick", False)), ("a mayor", None), ("she", None),
        ("Secretary of State Jon Pell", None),
    ],
)  # fmt: skip
def test_roles_are_read_from_mentions(mention: str, expected: tuple[str, bool] | None) -> None:
    found = [(r.words, r.near) for r in roles(f"It was {mention}, they said.", "Ilse Brandt", (mention,))]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Mayor Ilse Brandt", "Ilse Brandt"), ("Ilse Brandt, the town’s engineer", "Ilse Brandt"), ("Brandt", "Brandt"),
        ("Ilse", "Ilse"), ("Wick Sen. Ilse Brandt", "Ilse Brandt"), ("Ilse Brandt of Wick", "Ilse Brandt"),
        ("Brandt’s", "Brandt"), ("she", None), ("He", None), ("Tesla CEO", None), ("the mayor", None), ("Mayor", None),
        ("Brandt himself", None), ("Republican", None), ("My", None),
    ],
)  # fmt: skip
def test_names_of_a_person_in_mentions(words: str, name: str | None) -> None:
    assert proper(words, "Ilse Brandt", "person") == name


@pytest.mark.parametrize(
    ("words", "name"),
    [("The Courier", "Courier"), ("EC", "EC"), ("the paper", None), ("its", None), ("Ellery", "Ellery")],
)
def test_names_of_a_body_in_mentions(words: str, name: str | None) -> None:
    assert proper(words, "Ellery Courier", "organisation") == name


@pytest.mark.parametrize(
    ("name", "type"), [("the mayor", "person"), ("The", "organisation"), ("an aide", "person"), ("", "person")]
)
def test_what_is_no_name(name: str, type: str) -> None:
    assert parse(name, type) is None
