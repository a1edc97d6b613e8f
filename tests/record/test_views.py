"""What another program sees that opens the record: one row holds what belongs together, and only what is current."""

from __future__ import annotations

from typing import Any

import pytest
from stories import harbour, plain, retitled

from onrecord.record.store import Store
from onrecord.record.views import VIEWS


def rows(store: Store, view: str) -> list[dict[str, Any]]:
    with store.looking() as connection:
        return [dict(r) for r in connection.exec_driver_sql(f"SELECT * FROM {view}").mappings()]


def test_a_statement_stands_with_its_article_and_its_speaker(store: Store) -> None:
    record = harbour()
    store.add(record)
    found = {r["content"]: r for r in rows(store, "current_statements")}
    assert len(found) == len(record.reading.statements)
    denial = found["“It is not true,”"]
    assert (denial["speaker"], denial["act"], denial["outlet"]) == ("Jon Pell", "deny", "Harbour Wire")
    assert denial["said_on"] == "2031-03-03"


def test_former_versions_are_not_shown(store: Store) -> None:
    first = harbour(url="https://wire.example/harbour")
    store.add(first)
    store.add(retitled(first, "Harbour not sold after all, mayor says"))
    (article,) = rows(store, "current_articles")
    assert article["version_number"] == 2
    assert article["statements"] == len({r["statement"] for r in rows(store, "current_statements")})


def test_relations_have_both_their_ends(store: Store) -> None:
    record = harbour()
    store.add(record)
    found = rows(store, "current_relations")
    assert len(found) == len(record.reading.relations) > 0
    assert all(r["speaker"] and r["other_content"] for r in found)


def test_one_saying_in_two_outlets_and_who_said_it(store: Store) -> None:
    words = "“We will not sell the old harbour to anyone from the mainland,”"
    text = f"{words} Ilse Brandt said on Monday."
    for outlet in ("Harbour Wire", "The Courier"):
        store.add(plain(f"{outlet} reports.\n\n{text}", words, "Ilse Brandt", outlet=outlet, name=f"{outlet}.txt"))
    assert {r["outlet"] for r in rows(store, "sayings")} == {"Harbour Wire", "The Courier"}
    assert len({r["utterance"] for r in rows(store, "sayings")}) == 1
    assert {r["side"] for r in rows(store, "claims_by_side")} == {1}
    assert {r["name"] for r in rows(store, "people_and_bodies")} == {"Ilse Brandt"}


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_record_has_every_view(store: Store, view: str) -> None:
    assert rows(store, view) == []
