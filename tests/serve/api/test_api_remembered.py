"""Answers are kept while the record is as it was, and no longer: nothing that changes it may go unnoticed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sayings import report, says

from onrecord.record import api_groups, api_reads, follows, identity_files, judging, versions
from onrecord.record.judgements import Decision
from onrecord.record.store import Store
from onrecord.serve.api import remembered
from onrecord.serve.api.remembered import Shelf, Written
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.settings import Settings
from onrecord.serve.export import write
from onrecord.serve.export_intake import Intake

V1 = "/api/v1"


def answers(client: TestClient) -> dict[str, str]:
    """Return the tags of all lists."""
    lists = ("articles", "statements", "speakers", "relations", "identities", "utterances", "claims", "judgements")
    return {what: client.get(f"{V1}/{what}?limit=200").headers["etag"] for what in lists}


def add(store: Store) -> None:
    store.add(report("Pier Herald", says("Ada Quill", "that the lighthouse is dark")))


def judge(store: Store) -> None:
    with store.looking() as connection:
        (claim, *_) = api_groups.all_claims(connection, limit=1).items
    keys = [s["id"] for s in claim["statements"]]
    with store.writing() as connection:
        judging.decide(connection, Decision("claim", (keys[0], keys[1]), "different"), who="Ada")


def withdraw(store: Store) -> None:
    with store.looking() as connection:
        (article, *_) = api_reads.articles(connection, api_reads.Wanted(), limit=1).items
    with store.writing() as connection:
        versions.withdraw(connection, article["kept"]["story"], "a mistake", "Ada")


def list_alias(store: Store) -> None:
    with store.writing() as connection:
        alias = identity_files.Alias("Ilse Brandt", "Lady Brandt", "Q4200", "person")
        identity_files.import_aliases(connection, [alias], source="names.csv", who="Ada")


@pytest.mark.parametrize(
    ("change", "changed"), [(add, "articles"), (judge, "claims"), (withdraw, "articles"), (list_alias, "identities")]
)
def test_a_change_shows_at_once(client: TestClient, db: str, change: Callable[[Store], None], changed: str):
    before = answers(client)
    assert answers(client) == before
    with Store(db) as store:
        change(store)
    assert answers(client)[changed] != before[changed]


def test_an_import_whose_log_came_first_shows_at_once(db: str, tmp_path: Path):
    whole = io.BytesIO()
    with Store(db) as store:
        write(store, "everything", "jsonl", whole, in_file=False)
    _, *lines = whole.getvalue().splitlines(keepends=True)  # the first says how much there is in all
    place = str(tmp_path / "other.db")
    with Store(place) as other:
        client = TestClient(create_app(Settings(db=place)), base_url="http://127.0.0.1")
        intake, ids = Intake(other), set()
        for line in lines:
            assert list(intake.take(io.BytesIO(line))) == []
            ids.add(len(client.get(f"{V1}/articles").json()["items"]))
    assert ids == set(range(6)), "after each article there is one more"


def test_what_is_kept_is_bounded_and_of_one_state(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(remembered, "MOST", 10)
    shelf = Shelf()
    shelf.keep("one", ("a",), Written(b"12345", "t"))
    shelf.keep("one", ("b",), Written(b"12345", "t"))
    assert shelf.find("one", ("a",)) is not None
    shelf.keep("one", ("c",), Written(b"1", "t"))
    assert [shelf.find("one", (x,)) is not None for x in "abc"] == [True, False, True]
    assert shelf.find("two", ("a",)) is None
    shelf.keep("two", ("d",), Written(b"1", "t"))
    assert shelf.find("one", ("a",)) is None


def test_what_one_person_follows_is_not_kept_for_others(client: TestClient, db: str):
    assert client.get(f"{V1}/feeds").json()["items"] == []
    with Store(db) as store, store.writing() as connection:
        follows.follow(connection, None, "topic", "harbour")
    assert len(client.get(f"{V1}/feeds").json()["items"]) == 1
