"""Following: what counts as news of a thing, and its feeds."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from newsroom import browser, newsroom, post, quick_hashes, staff
from sayings import report, says
from small_desk import LEASED, token
from sqlalchemy import select
from stories import harbour, retitled

from onrecord.errors import OnrecordError
from onrecord.record import events, follows
from onrecord.record import tables as t
from onrecord.record.claims import claims
from onrecord.record.events import Followed
from onrecord.record.judgements import Decision
from onrecord.record.judging import decide
from onrecord.record.store import Store
from onrecord.record.versions import withdraw
from onrecord.serve.feeds import Feed, as_atom, as_json, sentence

ATOM = "{http://www.w3.org/2005/Atom}"
CRANES = "that both of the harbour cranes were bought from a shipyard that had closed"
DREDGED = "that the inner basin would be dredged twice before the winter storms came"


def new(store: Store, followed: Followed, seq: int) -> list[str]:
    """Return what happened since, oldest first, as `what: outlet`."""
    with store.looking() as connection:
        found = events.since(connection, followed, seq).events
    return [f"{e.what}: {e.outlet}" for e in reversed(found)]


def head(store: Store) -> int:
    with store.looking() as connection:
        return events.head(connection)


def claim_of(store: Store, words: str) -> Followed:
    with store.looking() as connection:
        key = next(c.key for c in claims(connection) if words in c.label)
        return follows.resolve(connection, "claim", key)[0]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record of one claim in two outlets."""
    path = tmp_path_factory.mktemp("follow") / "r.db"
    with Store(path) as opened:
        opened.add(report("Quay Post", says("Ilse Brandt", LEASED)))
        opened.add(report("Mole News", says("Ilse Brandt", LEASED)))
    return path


@pytest.fixture
def record(small: Path, tmp_path: Path) -> Iterator[Store]:
    """A record of one's own with the same in it."""
    with Store(shutil.copy(small, tmp_path / "r.db")) as opened:
        yield opened


PELL = Followed("speaker", "nobody's key", name="Jon Pell")


@pytest.mark.parametrize(
    ("followed", "said", "expected"),
    [
        (PELL, says("Jon Pell", CRANES), ["statement: Lock Times"]),
        (PELL, says("Jon Pell", CRANES, "denied", act="deny"), ["denial: Lock Times"]),
        (PELL, says("Jon Pell", CRANES, "confirmed", act="confirm"), ["confirmation: Lock Times"]),
        (PELL, says("Ilse Brandt", CRANES), []),
        (Followed("topic", "harbour cranes"), says("Ilse Brandt", CRANES), ["statement: Lock Times"]),
        (Followed("topic", '"cranes harbour"'), says("Ilse Brandt", CRANES), []),
        (Followed("source", "Lock Times"), says("Ilse Brandt", CRANES), ["statement: Lock Times"]),
        (Followed("source", "Quay Post"), says("Ilse Brandt", CRANES), []),
        (Followed("search", "", query=events.query_from({"act": "deny"})),
         says("Jon Pell", CRANES, "denied", act="deny"), ["denial: Lock Times"]),
        (Followed("search", "", query=events.query_from({"act": "ask"})), says("Jon Pell", CRANES), []),
    ],
)  # fmt: skip
def test_news_of_a_thing_is_what_came_in_since(record: Store, followed: Followed, said, expected: list[str]):
    seq = head(record)
    record.add(report("Lock Times", said))
    assert new(record, followed, seq) == expected
    assert new(record, followed, head(record)) == []


def test_a_denial_reaches_those_who_follow_the_claim(record: Store):
    followed, seq = claim_of(record, "leased"), head(record)
    record.add(report("Lock Times", says("Jon Pell", LEASED, "denied", act="deny")))
    assert new(record, followed, seq) == ["denial: Lock Times"]
    assert new(record, followed, 0) == ["statement: Quay Post", "statement: Mole News", "denial: Lock Times"]


def test_what_a_newer_version_or_reading_repeats_is_no_news(record: Store):
    first = harbour(url="https://wire.example/harbour")
    first = replace(first, reading=replace(first.reading, corrections=()))
    record.add(first)
    followed, seq = Followed("source", "Harbour Wire"), head(record)
    record.add(retitled(first, "Harbour not sold, mayor says", url="https://wire.example/harbour"))
    record.add(replace(first, provenance=replace(first.provenance, model="larger")))
    assert head(record) == seq + 2
    assert new(record, followed, seq) == []


def test_a_correction_reaches_those_who_follow_what_it_corrects(record: Store):
    seq = head(record)
    story = harbour(url="https://wire.example/harbour")
    note = story.reading.corrections[0]
    about = story.reading.statements[1].content[0]  # "the harbour was sold", which Jon Pell said
    record.add(replace(story, reading=replace(story.reading, corrections=(replace(note, corrects=about),))))
    assert "correction: Harbour Wire" in new(record, PELL, seq)
    assert "correction: Harbour Wire" in new(record, Followed("source", "Harbour Wire"), seq)
    aide = Followed("speaker", "nobody's key", name="An aide")
    assert "correction: Harbour Wire" not in new(record, aide, seq), "it is about another sentence"


def test_a_withdrawal_is_news_until_it_is_taken_back(record: Store):
    seq = head(record)
    with record.writing() as connection:
        article = connection.execute(select(t.article.c.key).where(t.article.c.outlet == "Quay Post")).scalar_one()
        withdraw(connection, article, "it was a hoax", "Edda")
    assert new(record, claim_of(record, "leased"), seq) == ["withdrawal: Quay Post"]


def test_a_judgement_that_ties_two_claims_makes_the_one_news_of_the_other(record: Store):
    record.add(report("Lock Times", says("Jon Pell", CRANES)))
    record.add(report("Harbour Wire", says("Jon Pell", CRANES)))
    followed, seq = claim_of(record, "leased"), head(record)
    record.add(report("Pier Press", says("Tom Ash", DREDGED)))
    assert new(record, followed, seq) == []
    with record.writing() as connection:
        keys = dict(
            connection.execute(
                select(t.version.c.outlet, t.statement.c.key)
                .select_from(t.statement.join(t.reading).join(t.version))
                .where(t.reading.c.is_current)
            ).all()
        )  # fmt: skip
        decide(connection, Decision("claim", (keys["Quay Post"], keys["Lock Times"]), "same"), who="Edda")
    # Harbour Wire's statement came along, though nobody judged it.
    assert sorted(new(record, followed, seq)) == ["statement: Harbour Wire", "statement: Lock Times"]


@pytest.mark.parametrize(
    ("kind", "key"),
    [("claim", "0123"), ("speaker", "Nobody"), ("source", "No Paper"), ("topic", " -- "), ("topic", ""),
     ("weather", "x"), ("search", "x"), ("topic", "x" * 301), ("speaker", ""), ("source", "\x00")],
)  # fmt: skip
def test_what_is_not_there_cannot_be_followed(record: Store, kind: str, key: str):
    with record.writing() as connection, pytest.raises(OnrecordError):
        follows.follow(connection, None, kind, key)


def test_every_sentence_says_who_reports_it(record: Store):
    record.add(harbour())
    record.add(report("Lock Times", says("Jon Pell", LEASED, "denied", act="deny")))
    with record.looking() as connection:
        found = [sentence(e) for name in ("Jon Pell", "Ilse Brandt") for e in
                 events.since(connection, Followed("speaker", "", name=name)).events]  # fmt: skip
    assert f"Lock Times reports that Jon Pell denies: {LEASED}" in found
    assert "Harbour Wire reports, on the word of Ilse Brandt, that Jon Pell asserts: the harbour was sold" in found
    assert all(re.match(r"(Lock Times|Harbour Wire|Quay Post|Mole News) reports", s) for s in found)


def follow(client: TestClient, **thing: str) -> str:
    """Follow a thing on the desk; return the path of its Atom feed."""
    answer = client.post("/follows", data={"csrf": token(client, "/follows"), **thing})
    assert answer.status_code == 303, answer.text
    number = answer.headers["location"].partition("#")[2]
    page = client.get("/follows").text
    return re.search(rf'id="{number}".*?(/feeds/[^"]+\.atom)', page, re.DOTALL)[1]  # type: ignore[index]


def test_feeds_are_valid_and_their_ids_stay(client: TestClient, store: Store):
    path = follow(client, kind="speaker", key="Jon Pell")
    first = ElementTree.fromstring(client.get(path).content)
    assert client.get(path).headers["content-type"].startswith("application/atom+xml")
    assert_valid_atom(first, f"http://127.0.0.1{path}")
    items = json.loads(client.get(path.replace(".atom", ".json")).content)
    assert items["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "feed_url", "home_page_url", "items"} <= set(items)
    assert [i["id"] for i in items["items"]] == [e.findtext(f"{ATOM}id") for e in first.findall(f"{ATOM}entry")]
    assert all({"id", "url", "content_text", "date_published"} <= set(i) for i in items["items"])

    store.add(report("Pier Press", says("Jon Pell", CRANES)))
    second = ElementTree.fromstring(client.get(path).content)
    ids = [[e.findtext(f"{ATOM}id") for e in feed.findall(f"{ATOM}entry")] for feed in (first, second)]
    assert ids[1][1:] == ids[0]
    assert len(ids[1]) == len(ids[0]) + 1
    assert first.findtext(f"{ATOM}id") == second.findtext(f"{ATOM}id")


def assert_valid_atom(feed: ElementTree.Element, address: str) -> None:
    """Check what RFC 4287 demands of a feed (4.1.1) and of its entries (4.1.2)."""
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert moment.fullmatch(part.findtext(f"{ATOM}updated", ""))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", part.findtext(f"{ATOM}id", ""))
        assert part.find(f"{ATOM}author/{ATOM}name") is not None
        hrefs = [x.get("href", "") for x in part.findall(f"{ATOM}link")]
        assert hrefs
        assert all(h.startswith("http") for h in hrefs)
    assert [x.get("href") for x in feed.findall(f"{ATOM}link") if x.get("rel") == "self"] == [address]
    assert len({e.findtext(f"{ATOM}id") for e in entries}) == len(entries)


def test_hostile_words_make_no_broken_feed(tmp_path: Path):
    with Store(tmp_path / "h.db") as store:
        store.add(report("<script>&", says("Jon\x0c Pell", "that ]]> <b> & \ufffe \x08 \u202e hold")))
        with store.looking() as connection:
            found = events.since(connection, Followed("topic", "hold")).events
    assert len(found) == 1
    feed = Feed("a\x00b<", "topic:hold", "http://d", "/x", found)
    entry = ElementTree.fromstring(as_atom(feed)).find(f"{ATOM}entry/{ATOM}title")
    assert entry is not None
    assert entry.text is not None
    assert "]]> <b> &" in entry.text
    assert "\u202e" not in entry.text
    assert json.loads(as_json(feed))["items"][0]["authors"] == [{"name": "<script>&"}]


def test_a_feed_that_did_not_change_is_not_sent_again(client: TestClient):
    first = client.get("/feed.atom?kind=speaker&key=Jon+Pell")
    assert first.status_code == 200
    again = client.get("/feed.atom?kind=speaker&key=Jon+Pell", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("thing", ["kind=search", "kind=search&query=since%3Dnever", "kind=claim&key=1", "kind=x", ""])
def test_feeds_of_nothing_are_refused(client: TestClient, thing: str):
    assert client.get(f"/feed.atom?{thing}").status_code in (404, 422)


def test_a_search_is_followed_by_its_query(client: TestClient):
    path = follow(client, kind="search", query="q=harbour&act=deny")
    feed = json.loads(client.get(path.replace(".atom", ".json")).content)
    assert feed["title"] == "Search: harbour, act deny"
    assert [i["tags"] for i in feed["items"]] == [["denial"]]


def test_new_addresses_end_the_old_ones_and_ending_ends_both(client: TestClient):
    path = follow(client, kind="source", key="Quay Post")
    csrf = token(client, "/follows")
    assert client.post("/follows/1/renew", data={"csrf": csrf}).status_code == 303
    assert client.get(path).status_code == 404
    renewed = follow(client, kind="source", key="quay  post")
    assert renewed != path
    assert client.get(renewed).status_code == 200
    assert client.post("/follows/1/end", data={"csrf": csrf}).status_code == 303
    assert client.get(renewed).status_code == 404


def test_feeds_open_to_their_token_alone_and_follows_to_their_owner(db: str, monkeypatch: pytest.MonkeyPatch):
    quick_hashes(monkeypatch)
    staff(db)
    app = newsroom(db)
    rea, con, nobody = browser(app, "reader"), browser(app, "commenter"), browser(app)
    assert post(rea, "/follows", {"kind": "speaker", "key": "Jon Pell"}).status_code == 303
    path = re.search(r"/feeds/[^\"]+\.atom", rea.get("/follows").text)[0]  # type: ignore[index]
    assert nobody.get(path).status_code == 200
    assert "/feeds/" not in con.get("/follows").text
    assert post(con, "/follows/1/end").status_code == 404
    assert post(con, "/follows/1/renew").status_code == 404
    assert nobody.get("/follows").status_code in (303, 401)
    assert post(nobody, "/follows", {"kind": "speaker", "key": "Jon Pell"}).status_code == 401
    assert nobody.get(path).status_code == 200
