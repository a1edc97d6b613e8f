"""Ids that were given out keep leading to where they belong, whatever joined, left or was split since."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from sayings import keys, report, says
from sqlalchemy import delete, select, text
from stories import MADE, plain
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.domain import Reading, Record, Speaker
from onrecord.record import comments, events, follows, identities, judging, labels_judged, lasting, search
from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS, UTTERANCES, Tables
from onrecord.record.claim_members import key_of
from onrecord.record.claims import claims
from onrecord.record.identity_tables import identity as identity_table
from onrecord.record.judgements import Decision
from onrecord.record.lasting_tables import lasting_group, lasting_identity
from onrecord.record.migrate import upgrade
from onrecord.record.origin_lookup import subject
from onrecord.record.search_terms import term
from onrecord.record.store import Store
from onrecord.record.utterance_tables import utterance
from onrecord.record.verify import Check

LEASED = "that the harbour was leased to a dredging firm before the election"
QUAY = "“The quay belongs to the people who built it with their own hands and nobody else”"
OUTLETS = ("Quay Post", "Lock Times", "Mole News", "Pier Daily", "Dyke Echo", "Weir Mail")
BOTH = pytest.mark.parametrize(("tables", "words"), [(CLAIMS, LEASED), (UTTERANCES, QUAY)], ids=["claim", "utterance"])


def present(store: Store, tables: Tables, key: str) -> str | None:
    """Return where a key leads now."""
    with store.looking() as connection:
        return key_of(connection, tables, key)


def groups(store: Store, tables: Tables) -> list[str]:
    """Return the keys that groups of a kind have now."""
    with store.looking() as connection:
        return sorted(connection.execute(select(tables.group.c.key)).scalars())


def grown(store: Store, tables: Tables, words: str, outlets: tuple[str, ...] = OUTLETS) -> list[str]:
    """Let outlets report the same one after another; return every key that the group had, in that order."""
    had = []
    for outlet in outlets:
        store.add(report(outlet, says("Ilse Brandt", words)))
        had += groups(store, tables)
    return list(dict.fromkeys(had))


def decide(store: Store, kind: str, one: str, other: str, verdict: str) -> None:
    with store.writing() as connection:
        judging.decide(connection, Decision(kind, (one, other), verdict), who="ada")  # type: ignore[arg-type]


def newer(record: Record, **speaker: str) -> Record:
    """Return another reading of the same text: each content without its last word, perhaps with another speaker."""
    text = record.article.text
    said = []
    for s in record.reading.statements:
        (span,) = s.content
        end = text.rindex(" ", span.start, span.end)
        said.append(replace(s, content=(replace(span, end=end),), speaker=speaker.get("name", s.speaker)))
    people = tuple(Speaker(speaker.get("name", p.name), p.mentions, p.type, p.named) for p in record.reading.speakers)
    return replace(record, reading=Reading(tuple(said), people), provenance=replace(MADE, model="larger"))


@BOTH
def test_a_former_key_leads_to_the_group_that_has_another_one_now(store: Store, tables: Tables, words: str) -> None:
    had = grown(store, tables, words)
    assert len(had) > 1, "the outlets' order must be such that the key changes"
    (now,) = groups(store, tables)
    assert {present(store, tables, key) for key in had} == {now}
    with store.looking() as connection:
        assert {s.key for key in had if (s := subject(connection, key))} == {now}
    assert present(store, tables, "0123456789abcdef") is None


@BOTH
def test_former_keys_lead_on_in_a_record_that_was_filled_in_another_order(
    store: Store, tables: Tables, words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    had = grown(store, tables, words)
    with Store(tmp_path_factory.mktemp("other") / "r.db") as other:
        grown(other, tables, words, OUTLETS[::-1])
        assert {present(other, tables, key) for key in had} == set(groups(store, tables))


@BOTH
def test_a_key_of_one_kind_is_none_of_the_other(store: Store, tables: Tables, words: str) -> None:
    had = grown(store, tables, words)
    other = UTTERANCES if tables is CLAIMS else CLAIMS
    assert [present(store, other, key) for key in had] == [None] * len(had)


def test_where_a_group_was_split_a_key_leads_to_the_statement_that_it_was_made_of(store: Store) -> None:
    grown(store, CLAIMS, LEASED, OUTLETS[:4])
    (whole,) = groups(store, CLAIMS)
    by_key = sorted(keys(store).values())
    least, others = by_key[0], by_key[1:]
    for other in others[1:]:
        decide(store, "claim", least, other, "different")
    decide(store, "claim", least, others[0], "same")
    for one, other in pairwise(others[1:]):
        decide(store, "claim", one, other, "same")
    decide(store, "claim", others[0], others[1], "different")
    assert len(groups(store, CLAIMS)) == 2
    assert present(store, CLAIMS, whole) == present(store, CLAIMS, least)
    assert present(store, CLAIMS, whole) != present(store, CLAIMS, others[1])


def test_where_nothing_is_left_of_a_group_its_key_leads_to_the_statement(store: Store) -> None:
    grown(store, CLAIMS, LEASED, OUTLETS[:2])
    (whole,) = groups(store, CLAIMS)
    one, other = sorted(keys(store).values())
    decide(store, "claim", one, other, "different")
    assert groups(store, CLAIMS) == []
    assert present(store, CLAIMS, whole) is None
    with store.looking() as connection:
        heir = lasting.statement_of(connection, "claim", whole)
        traced = subject(connection, whole)
    assert heir is not None
    assert heir.key == one
    assert traced is not None
    assert (traced.kind, traced.key) == ("statement", one)


def test_a_newer_reading_with_other_spans_keeps_what_led_to_a_claim(store: Store) -> None:
    records = [report(outlet, says("Ilse Brandt", LEASED)) for outlet in OUTLETS[:3]]
    for record in records:
        store.add(record)
    (before,) = groups(store, CLAIMS)
    with store.writing() as connection:
        about = comments.subject(connection, "claim", before)
        comments.write(connection, about, comments.Author(None, "Rea"), "The lease is in the harbour's books.")
        follow = follows.follow(connection, None, "claim", before)
        seq = events.head(connection)
    for record in records:
        store.add(newer(record))
    (now,) = groups(store, CLAIMS)
    assert now != before
    assert present(store, CLAIMS, before) == now
    store.add(report("Weir Mail", says("Jon Pell", LEASED, "denied", act="deny")))
    with store.looking() as connection:
        talk = comments.discussion(connection, comments.subject(connection, "claim", before))
        assert [c.text for thread in talk.threads for c in thread] == ["The lease is in the harbour's books."]
        news = events.since(connection, follow.followed, seq).events
    assert [e.what for e in news if e.outlet == "Weir Mail"] == ["denial"]


def test_a_follow_and_a_remark_stay_with_a_claim_whose_key_changed(store: Store) -> None:
    grown(store, CLAIMS, LEASED, OUTLETS[:2])
    (first,) = groups(store, CLAIMS)
    with store.writing() as connection:
        about = comments.subject(connection, "claim", first)
        comments.write(connection, about, comments.Author(None, "Rea"), "It was leased in May.")
        follow = follows.follow(connection, None, "claim", first)
    had = grown(store, CLAIMS, LEASED)
    assert len(had) > 1
    with store.writing() as connection:
        talk = comments.discussion(connection, comments.subject(connection, "claim", had[-1]))
        assert [c.text for thread in talk.threads for c in thread] == ["It was leased in May."]
        assert follows.follow(connection, None, "claim", had[-1]).id == follow.id, "it is followed already"
        outlets = {e.outlet for e in events.since(connection, follow.followed, follow.told).events}
    assert outlets == set(OUTLETS[2:])


def person(words: str, name: str = "John Smith", **known: str) -> Record:
    """Return a record in which somebody says something; the text begins with `words`."""
    return plain(f"{words}\n\n{name} said the pier is safe.", "the pier is safe", name, **known)


def identity(store: Store, key: str) -> identities.Identity | None:
    with store.looking() as connection:
        return identities.identity(connection, key)


def speaker(store: Store, record: Record) -> str:
    return identities.speaker_key(store.add(record).version, record.reading.speakers[0].name)


SENATOR = "Sen. John Smith spoke"
STRIKER = "striker John Smith spoke"


@pytest.mark.parametrize("first", [SENATOR, STRIKER])
def test_the_id_of_a_name_that_turns_out_to_be_two_people_leads_to_the_one_it_was_given_for(
    store: Store, first: str
) -> None:
    second = STRIKER if first == SENATOR else SENATOR
    one = speaker(store, person(first, outlet="Quay Post"))
    before = identity(store, one)
    assert before is not None
    other = speaker(store, person(second, outlet="Lock Times"))
    now, elsewhere = identity(store, one), identity(store, other)
    assert now is not None
    assert elsewhere is not None
    assert now.key != elsewhere.key, "they must be told apart"
    led = identity(store, before.key)
    assert led is not None
    assert led.key == now.key


def test_the_id_of_a_bare_surname_leads_to_the_person_who_is_named_in_full_later(store: Store) -> None:
    alone = speaker(store, person("A talk on the pier", "Pell", outlet="Quay Post"))
    before = identity(store, alone)
    speaker(store, person("A talk on the mole", "Jon Pell", outlet="Quay Post", published="2031-03-05"))
    after = identity(store, alone)
    assert before is not None
    assert after is not None
    assert after.key != before.key
    led = identity(store, before.key)
    assert led is not None
    assert led.key == after.key
    with store.looking() as connection:
        assert events.speaker_ids(connection, before.key) == events.speaker_ids(connection, after.key)
        assert follows.resolve(connection, "speaker", before.key)[0].key == after.key
    done = CliRunner().invoke(app, ["who", before.key, "--db", _place(store)])
    assert done.exit_code == 0, done.output
    assert "Jon Pell" in done.stdout


def _place(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False).removeprefix("sqlite:///")


def test_the_id_of_a_speaker_whom_a_newer_reading_names_otherwise_leads_on(store: Store) -> None:
    record = person("A talk on the pier", "Jon Pell", outlet="Quay Post")
    before = identity(store, speaker(store, record))
    assert before is not None
    renamed = newer(record, name="Jonas Pell")
    after = identity(store, speaker(store, renamed))
    assert after is not None
    assert after.key != before.key
    led = identity(store, before.key)
    assert led is not None
    assert led.key == after.key


def test_ids_lead_on_after_an_upgrade_of_an_older_record(store: Store) -> None:
    grown(store, CLAIMS, LEASED)
    grown(store, UTTERANCES, QUAY)
    speaker(store, person(SENATOR, outlet="Quay Post"))
    speaker(store, person(STRIKER, outlet="Lock Times"))
    with store.writing() as connection:
        labels_judged.correct(connection, min(keys(store).values()), {"speaker": "Otto Quist"}, who="ada")
        connection.execute(
            text(f"UPDATE statement SET facets = replace(facets, '{term('speaker', 'Otto Quist')}', '')")
        )
        assert search.search(connection, search.Query(speaker="Otto Quist")).hits == ()
    before = kept(store)
    with store.writing() as connection:
        downgrade(connection)
        upgrade(connection)
        assert len(search.search(connection, search.Query(speaker="Otto Quist")).hits) == 1, (
            "an older record had it not"
        )
    after = kept(store)
    assert after[0] == before[0]
    assert after[1] == before[1]
    with store.looking() as connection:
        alive = set(connection.execute(select(identity_table.c.key)).scalars())
        assert alive <= set(connection.execute(select(lasting_identity.c.key)).scalars())
    assert list(Check().store(store)) == []


def kept(store: Store) -> tuple[list[tuple[str, str]], list[int]]:
    """Return which statement each former key leads to, and how many outlets report each saying."""
    with store.looking() as connection:
        ways = select(lasting_group.c.key, t.statement.c.key).select_from(lasting_group.join(t.statement))
        outlets = connection.execute(select(utterance.c.outlets).order_by(utterance.c.key)).scalars().all()
        return sorted((a, b) for a, b in connection.execute(ways)), list(outlets)


def downgrade(connection) -> None:
    from alembic import command
    from alembic.config import Config

    from onrecord.record import migrate

    config = Config()
    config.set_main_option("script_location", str(migrate.Path(migrate.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.downgrade(config, "0003")


@pytest.fixture
def sound(store: Store) -> Store:
    """A record in which all holds."""
    grown(store, CLAIMS, LEASED, OUTLETS[:3])
    speaker(store, person(SENATOR, outlet="Quay Post"))
    assert list(Check().store(store)) == []
    return store


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (delete(lasting_group), "it should lead to the statement"),
        (text("UPDATE lasting_group SET key = 'f' || key WHERE kind = 'claim'"), "of which it is not made"),
        (delete(lasting_identity), "would lead nowhere"),
    ],
    ids=["missing", "false", "identity"],
)
def test_verify_names_ids_that_would_not_lead_back(sound: Store, harm, words: str) -> None:
    with sound.writing() as connection:
        connection.execute(harm)
    assert any(words in fault.problem for fault in Check().store(sound))


def test_a_claim_is_found_at_the_command_line_by_a_former_key(store: Store) -> None:
    had = grown(store, CLAIMS, LEASED)
    for command in (["claims", had[0]], ["trace", had[0]]):
        done = CliRunner().invoke(app, [*command, "--db", _place(store)])
        assert done.exit_code == 0, done.output
    with store.looking() as connection:
        assert [c.key for c in claims(connection)] == [had[-1]]
