"""Statements that are like another, in other articles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stories import harbour, plain

from onrecord.errors import OnrecordError
from onrecord.record.likeness import like, like_words
from onrecord.record.store import Store


@pytest.fixture
def filled(store: Store) -> Store:
    store.add(harbour())
    store.add(plain("Cléo Marsh said the port has been sold.", "the port has been sold", "Cléo Marsh"))
    store.add(plain("Bo Renn said apples are sweet.", "apples are sweet", "Bo Renn"))
    return store


def test_the_nearest_come_first_and_others_not_at_all(filled: Store) -> None:
    with filled.looking() as connection:
        found = like_words(connection, "the harbour was sold", limit=2)
    assert [f.hit.content for f in found][:1] == ["the harbour was sold"]
    assert found[0].likeness > found[1].likeness >= 0.6


def test_a_statement_is_not_like_those_of_its_own_article(filled: Store) -> None:
    with filled.looking() as connection:
        own = like_words(connection, "the harbour was sold", limit=1)[0].hit.statement
        assert [f.hit.content for f in like(connection, own)] == ["the port has been sold"]


def test_former_readings_are_not_compared(filled: Store) -> None:
    newer = replace(harbour(), provenance=replace(harbour().provenance, model="larger"))
    filled.add(replace(newer, reading=replace(newer.reading, statements=(), relations=(), corrections=())))
    with filled.looking() as connection:
        assert [f.hit.content for f in like_words(connection, "the harbour was sold")] == ["the port has been sold"]


def test_what_is_not_there_is_named(filled: Store) -> None:
    with filled.looking() as connection, pytest.raises(OnrecordError, match="no statement 'nothing'"):
        like(connection, "nothing")
