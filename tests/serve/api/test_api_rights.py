"""Who may use the interface: readers, by session or by key; texts are read for commenters, and for keys that read."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from onrecord.record import accounts, keys
from onrecord.record.store import Store
from onrecord.serve.api import reading
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.settings import Settings

V1 = "/api/v1"
TEXT = {"text": "Mayor Ilse Brandt said on Monday that the harbour was sold."}


@pytest.fixture
def secrets(db: str) -> dict[str, str]:
    """Keys by role and scope: "reader read", "commenter comment", ..."""
    out = {}
    with Store(db) as store, store.writing() as connection:
        for role in ("reader", "commenter", "admin"):
            account = accounts.add(connection, f"{role} of tests", role, "correct horse battery staple", who="test")  # type: ignore[arg-type]
            for scope in ("read", "comment"):
                out[f"{role} {scope}"] = keys.make(connection, account.id, scope, [scope], 7)[1]
    return out


@pytest.fixture
def guarded(db: str, secrets: dict[str, str]) -> TestClient:
    """A program before a desk with accounts."""
    return TestClient(create_app(Settings(db=db, accounts=True)), base_url="http://127.0.0.1", follow_redirects=False)


@pytest.mark.parametrize(
    ("who", "reads", "sends"),
    [
        ("", 401, 401),
        ("nonsense", 401, 401),
        ("reader read", 200, 200),
        ("reader comment", 403, 403),
        ("commenter read", 200, 200),
        ("commenter comment", 403, 403),
        ("admin read", 200, 200),
        ("admin comment", 403, 403),
    ],
)
def test_keys_open_what_they_are_for(guarded: TestClient, secrets: dict[str, str], who: str, reads: int, sends: int):
    headers = {"authorization": f"Bearer {secrets.get(who, who)}"} if who else {}
    paths = [
        path.format(key="0000", number=1) for path, ways in guarded.app.openapi()["paths"].items()  # type: ignore[attr-defined]
        if path.startswith(V1) and "get" in ways
    ]  # fmt: skip
    for path in paths:
        answer = guarded.get(path, headers=headers)
        expected = (reads,) if reads != 200 else (200, 404, 422)
        assert answer.status_code in expected, path
        if reads != 200:
            assert answer.headers["content-type"] == "application/problem+json"
    assert guarded.post(f"{V1}/read", json=TEXT, headers=headers).status_code == sends


@pytest.mark.parametrize(("role", "sends"), [("reader", 403), ("commenter", 200)])
def test_who_is_signed_in_reads_and_commenters_send_texts(guarded: TestClient, db: str, role: str, sends: int):
    guarded.get("/")
    with Store(db) as store, store.writing() as connection:
        found = accounts.find(connection, f"{role} of tests")
        guarded.cookies.set("onrecord_session", accounts.sign_in(connection, found.id, "a browser"))
    assert guarded.get(f"{V1}/articles").status_code == 200
    assert guarded.post(f"{V1}/read", json=TEXT).status_code == 401, "a cookie alone sends nothing"
    token = {"x-csrf-token": guarded.cookies["onrecord_csrf"]}
    assert guarded.post(f"{V1}/read", json=TEXT, headers=token).status_code == sends


def test_without_accounts_everything_is_open(client: TestClient):
    assert client.get(f"{V1}/articles").status_code == 200
    assert client.post(f"{V1}/read", json=TEXT).status_code == 200


def test_what_is_sent_stands_in_no_log(client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch):
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "_record", broken)
    assert client.post(f"{V1}/read", json=TEXT).status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert "Brandt" not in caplog.text
