"""Former addresses of claims, sayings and people lead on; sayings are listed; articles are followed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sayings import report, says
from small_desk import LEASED, QUAY, quoting, token
from sqlalchemy import select
from typer.testing import CliRunner

from onrecord.cli import app as command
from onrecord.record import judging, labels_judged, tips
from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS, UTTERANCES, Tables
from onrecord.record.identity_tables import identity
from onrecord.record.judgements import Decision
from onrecord.record.store import Store
from onrecord.serve.desk import metrics

OUTLETS = ("Quay Post", "Lock Times", "Mole News", "Pier Daily", "Dyke Echo", "Weir Mail")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty record: these tests say what comes into it."""
    path = tmp_path_factory.mktemp("lasting") / "record.db"
    Store(path).close()
    return path


@pytest.fixture
def client(desk: FastAPI) -> Iterator[TestClient]:
    """A browser that goes where it is led."""
    with TestClient(desk, base_url="http://127.0.0.1") as made:
        yield made


def groups(store: Store, tables: Tables) -> list[str]:
    with store.looking() as connection:
        return list(connection.execute(select(tables.group.c.key)).scalars())


@pytest.mark.parametrize(
    ("tables", "words", "place"),
    [(CLAIMS, LEASED, "claims"), (UTTERANCES, QUAY, "utterances")],
    ids=["claim", "utterance"],
)
def test_every_address_that_a_group_had_leads_to_it(
    client: TestClient, store: Store, tables: Tables, words: str, place: str
):
    had = []
    for outlet in OUTLETS:
        store.add(quoting(outlet, says("Ilse Brandt", words)))
        had += groups(store, tables)
    had = list(dict.fromkeys(had))
    assert len(had) > 1, "the outlets' order must be such that the key changes"
    for former in had[:-1]:
        answer = client.get(f"/{place}/{former}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/{place}/{had[-1]}")
        answer = client.get(f"/api/v1/{place}/{former}?format=json", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, f"/api/v1/{place}/{had[-1]}?format=json")
        assert client.get(f"/api/v1/{place}/{former}").json()["id"] == had[-1]
        other = "utterances" if place == "claims" else "claims"
        assert client.get(f"/{other}/{former}").status_code == 404
        assert client.get(f"/api/v1/{other}/{former}").status_code == 404


def test_the_address_of_a_claim_that_people_dissolved_leads_to_its_statement(client: TestClient, store: Store):
    for outlet in OUTLETS[:2]:
        store.add(quoting(outlet, says("Ilse Brandt", LEASED)))
    (former,) = groups(store, CLAIMS)
    with store.writing() as connection:
        pair = sorted(connection.execute(select(t.statement.c.key)).scalars())
        judging.decide(connection, Decision("claim", (pair[0], pair[1]), "different"), who="ada")
    assert client.get(f"/claims/{former}", follow_redirects=False).headers["location"] == f"/statements/{pair[0]}"
    found = client.get(f"/api/v1/claims/{former}").json()
    assert (found["id"], found["current"]) == (pair[0], True)


def test_the_address_of_a_bare_surname_leads_to_whoever_it_turns_out_to_be(client: TestClient, store: Store):
    store.add(quoting("Quay Post", says("Pell", LEASED)))
    with store.looking() as connection:
        former = connection.execute(select(identity.c.key)).scalar_one()
    store.add(quoting("Quay Post", says("Jon Pell", QUAY), published="2031-03-05"))
    page = client.get(f"/speakers/{former}")
    assert page.status_code == 200
    assert page.url.path != f"/speakers/{former}"
    assert "<h1>Jon Pell" in page.text
    assert client.get(f"/api/v1/identities/{former}").json()["name"] == "Jon Pell"


# The list of sayings


def test_sayings_are_listed_newest_first_or_by_outlets_page_by_page(client: TestClient, store: Store):
    wide = "“We shall open the sluice before the ice breaks and not one hour later than that”"
    for outlet in OUTLETS[:4]:
        store.add(report(outlet, says("Jon Pell", wide)))
    for outlet in OUTLETS[:2]:
        store.add(report(outlet, says("Ilse Brandt", QUAY)))
    by_outlets = client.get("/utterances?by=outlets").text
    newest = client.get("/utterances").text
    assert by_outlets.index("sluice") < by_outlets.index("belongs to the people")
    assert newest.index("belongs to the people") < newest.index("sluice")
    assert "4 outlets, 4 reports" in newest
    for key in groups(store, UTTERANCES):
        assert f'href="/utterances/{key}"' in newest
    front = client.get("/").text
    assert 'href="/utterances"' in front
    assert "Sayings in most outlets" in front


@pytest.mark.parametrize("after", ["x", "1", "1.", "1.2.3", "'"])
def test_a_place_in_the_list_that_is_none_is_refused(client: TestClient, after: str):
    assert client.get("/utterances", params={"after": after}).status_code == 422


# Following an article


def test_an_article_is_followed_from_its_page_and_has_feeds(client: TestClient, store: Store):
    key = store.add(report("Quay Post", says("Ilse Brandt", LEASED))).version
    page = client.get(f"/articles/{key}").text
    assert "Follow this article" in page
    assert "Follow Quay Post" in page
    answer = client.post("/follows", data={"csrf": token(client), "kind": "article", "key": key})
    assert answer.status_code == 200
    assert f'href="/articles/{key}"' in answer.text
    store.add(report("Lock Times", says("Jon Pell", LEASED, "denied", act="deny")))
    feed = json.loads(client.get("/feed.json", params={"kind": "article", "key": key}).text)
    assert [item["tags"] for item in feed["items"]] == [["denial"]]
    assert client.get("/feed.json", params={"kind": "article", "key": "none"}).status_code == 404
    assert client.get("/api/v1/feeds").json()["items"][0]["kind"] == "article"


# What people say beside what was read


def test_pages_show_what_people_say_beside_what_was_read(client: TestClient, store: Store):
    for outlet in OUTLETS[:2]:
        store.add(quoting(outlet, says("Ilse Brandt", LEASED), says("Jon Pell", QUAY)))
    with store.writing() as connection:
        for key in connection.execute(select(t.statement.c.key)).scalars().all():
            labels_judged.correct(connection, key, {"addressee": "the Council of Weirs"}, who="ada")
    (claim, *_), (saying, *_) = groups(store, CLAIMS), groups(store, UTTERANCES)
    for place in ("/?q=harbour", "/?speaker=Ilse+Brandt", f"/claims/{claim}", f"/utterances/{saying}"):
        text = client.get(place).text
        assert re.search(r"<b>addressee</b>: the Council of Weirs <span[^>]*>\(judged by ada\)", text), place
        assert "Ilse Brandt" in text or "Jon Pell" in text


def test_the_articles_that_people_judged_are_exported_to_train_on(store: Store, db: str):
    key = store.add(report("Quay Post", says("Ilse Brandt", LEASED))).version
    store.add(report("Lock Times", says("Jon Pell", QUAY)))
    with store.writing() as connection:
        s = t.statement.c
        statement = connection.execute(select(s.key).where(s.speaker == "Ilse Brandt")).scalar_one()
        labels_judged.correct(connection, statement, {"act": "deny"}, who="ada")
    done = CliRunner().invoke(command, ["export", "training", "--db", db])
    assert done.exit_code == 0, done.output
    (article,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (article["id"], article["statements"][0]["act"]) == (key, "deny")
    assert article["judged"]["s1"]["act"][0]["who"] == "ada"
    assert CliRunner().invoke(command, ["export", "training", "-f", "csv", "--db", db]).exit_code == 2


# Tips leave no trace in counts


def test_no_count_and_no_time_of_a_tip_is_kept(client: TestClient, store: Store, tmp_path: Path, db: str):
    done = CliRunner().invoke(command, ["tips", "key", str(tmp_path / "desk.key"), "--db", db])
    assert done.exit_code == 0, done.output
    before = metrics.METRICS.lines()
    csrf = token(client, "/tip")
    assert client.post("/tip", data={"csrf": csrf, "text": "The harbour master was paid twice"}).status_code == 200
    for place in ("/tip", "/tip?x=1", "/tip/nothing", "/tips"):
        client.get(place)
    client.post("/tip/again", data={"csrf": csrf, "code": "x"})
    assert metrics.METRICS.lines() == before
    with store.looking() as connection:
        assert len(tips.tips(connection)) == 1
    client.get("/house-rules")
    assert metrics.METRICS.lines() != before
