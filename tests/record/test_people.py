"""Accounts, sessions, invitations, keys and judged labels are kept alike in both kinds of database."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from stories import harbour

from onrecord.errors import OnrecordError
from onrecord.record import accounts, keys, labels_judged, passwords
from onrecord.record.items import ITEMS
from onrecord.record.judged_pairs import latest, names, subject
from onrecord.record.rows import statement_key
from onrecord.record.store import Store
from onrecord.record.verify import Check

PASSWORD = "the quay was never sold"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes are made quickly here."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_an_account_is_made_by_invitation_signed_in_and_disabled(store: Store):
    with store.writing() as connection:
        accounts.add(connection, "Ada", "admin", PASSWORD, who="test")
        made, secret = accounts.invite(connection, "editor", " for Bo ", who="Ada")
        bo = accounts.accept(connection, secret, "Bo", PASSWORD)
        assert (made.note, bo.role, bo.made_by) == ("for Bo", "editor", "Ada")
        with pytest.raises(OnrecordError, match="used"):
            accounts.accept(connection, secret, "Cy", PASSWORD)
        cookie = accounts.sign_in(connection, bo.id, "a browser")
    with store.looking() as connection:
        found = accounts.signed_in(connection, cookie)
        assert found is not None
        assert (found[0].name, found[1].program) == ("Bo", "a browser")
        assert [a.name for a in accounts.accounts(connection)] == ["Ada", "Bo"]
        (seen,) = accounts.invitations(connection)
        assert (seen.state, seen.account) == ("used", "Bo")
    with store.writing() as connection:
        accounts.disable(connection, "bo", who="Ada")
        assert accounts.signed_in(connection, cookie) is None
        with pytest.raises(OnrecordError, match="last admin"):
            accounts.set_role(connection, "Ada", "reader", who="Ada")


def test_of_many_sessions_the_oldest_ends(store: Store):
    with store.writing() as connection:
        ada = accounts.add(connection, "Ada", "admin", PASSWORD, who="test")
        cookies = [accounts.sign_in(connection, ada.id, f"browser {n}") for n in range(21)]
        assert accounts.signed_in(connection, cookies[0]) is None
        assert all(accounts.signed_in(connection, c) for c in cookies[1:])


def test_a_key_is_for_what_it_says(store: Store):
    with store.writing() as connection:
        ada = accounts.add(connection, "Ada", "admin", PASSWORD, who="test")
        made, secret = keys.make(connection, ada.id, "a script", ["judge", "read"], 30)
        assert keys.opened_by(connection, secret) == (ada, made)
        assert made.scopes == ("read", "judge")
        keys.revoke(connection, ada.id, made.id)
        assert keys.opened_by(connection, secret) is None
        assert [k.state for k in keys.keys(connection, ada.id)] == ["revoked"]


def test_nobody_has_more_than_twenty_keys(store: Store):
    with store.writing() as connection:
        ada = accounts.add(connection, "Ada", "admin", PASSWORD, who="test")
        for n in range(20):
            keys.make(connection, ada.id, f"script {n}", ["read"], 7)
        with pytest.raises(OnrecordError, match="more than 20"):
            keys.make(connection, ada.id, "one more", ["read"], 7)


def test_judged_labels_are_kept_shown_and_taken_out(store: Store):
    record = harbour()
    store.add(record)
    key = statement_key(record.article.id, record.reading.statements[2])
    with store.writing() as connection:
        labels_judged.correct(connection, key, {"channel": "interview"}, who="ada")
        labels_judged.confirm(connection, key, who="bo")
    with store.looking() as connection:
        found = labels_judged.one(connection, key)
        assert (found.machine["channel"], found.value("channel"), found.contested) == (None, "interview", ())
        (article,) = list(labels_judged.training_data(connection))
        assert [j.who for j in latest(connection, 5)] == ["bo", "ada"]
        assert "Jon Pell" in names(connection, [key])[key]
        assert subject(connection, "version", record.article.id).others == ()
    assert [o["who"] for o in article["judged"]["s3"]["channel"]] == ["ada", "bo"]
    assert list(Check().store(store)) == []


def test_accounts_are_no_part_of_what_is_exported():
    assert not set(ITEMS) & {"account", "accounts", "session", "invitation", "api_key", "keys"}
