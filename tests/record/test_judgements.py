"""What people decide is kept, reversible, and each person's own."""

from __future__ import annotations

import pytest

from onrecord.errors import OnrecordError
from onrecord.record.judgements import Decision, about, judge, settled, undo
from onrecord.record.store import Store

PAIR = ("k2", "k1")


def test_a_judgement_says_who_and_when_and_can_be_undone(store: Store) -> None:
    with store.writing() as connection:
        made = judge(connection, Decision("identity", PAIR, "same", note="one mayor"), who="ada")
    with store.looking() as connection:
        assert about(connection, "identity", {"k1"}) == [made]
        assert about(connection, "claim", {"k1"}) == []
    assert (made.subject, made.object, made.who, made.note) == ("k1", "k2", "ada", "one mayor")
    with store.writing() as connection:
        undone = undo(connection, made.id, who="bo")
    assert undone.undone_by == "bo"
    with store.looking() as connection:
        assert about(connection, "identity", {"k1"}) == []
    with store.writing() as connection, pytest.raises(OnrecordError, match="was undone before"):
        undo(connection, made.id, who="bo")


def test_each_person_has_a_view_and_their_last_one_counts(store: Store) -> None:
    with store.writing() as connection:
        judge(connection, Decision("claim", PAIR, "same"), who="ada")
        judge(connection, Decision("claim", PAIR, "different"), who="ada")
        judge(connection, Decision("claim", PAIR, "same"), who="bo")
        judge(connection, Decision("claim", ("k3", "k1"), "same"), who="bo")
        found = about(connection, "claim", {"k1"})
    assert [(j.who, j.verdict) for j in found] == [("ada", "different"), ("bo", "same"), ("bo", "same")]
    assert settled(found) == {("k1", "k2"): "unsure", ("k1", "k3"): "same"}


def test_what_is_no_judgement_is_refused(store: Store) -> None:
    with store.writing() as connection, pytest.raises(ValueError, match="the verdicts are same"):
        judge(connection, Decision("identity", PAIR, "true"), who="ada")  # type: ignore[arg-type]
