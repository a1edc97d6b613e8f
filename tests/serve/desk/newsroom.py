"""A desk with accounts, one of each role, and browsers that are signed in: for the tests of whatever needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from onrecord.record import accounts, passwords
from onrecord.record.store import Store
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.settings import Settings

PASSWORD = "the quay was never sold"
BASE = "http://127.0.0.1"
PEOPLE = {"reader": "Rea", "commenter": "Con", "editor": "Edda", "admin": "Ada"}


def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords be hashed with the least settings: tests make many."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_NOBODYS", [])


def newsroom(db: str, **settings: object) -> FastAPI:
    """Return a desk with accounts over the record at `db`."""
    return create_app(Settings(db=db, accounts=True, **settings))  # type: ignore[arg-type]


def staff(db: str) -> None:
    """Make one account of each role, all with the same password."""
    with Store(db) as store, store.writing() as connection:
        for role, name in PEOPLE.items():
            accounts.add(connection, name, accounts.rank(role), PASSWORD, who="test")


def browser(app: FastAPI, role: str = "anonymous", base: str = BASE) -> TestClient:
    """Return a browser, signed in as the one who has that role."""
    made = TestClient(app, base_url=base, follow_redirects=False, client=("203.0.113.7", 1))
    if role != "anonymous":
        answer = post(made, "/sign-in", {"name": PEOPLE[role], "password": PASSWORD})
        assert answer.status_code == 303, answer.text
    return made


def token(made: TestClient) -> str:
    """Return the token that the forms of a browser must send back."""
    if "onrecord_csrf" not in made.cookies:
        made.get("/sign-in")
    return made.cookies["onrecord_csrf"]


def post(made: TestClient, path: str, form: Mapping[str, object] | None = None, **more: object):
    """Send a form as a page of the desk would."""
    return made.post(path, data={"csrf": token(made), **(form or {})}, **more)


def problem(page: str) -> str:
    """Return what a page says went wrong."""
    found = re.search(r'role="alert">([^<]*)<', page)
    return found[1] if found else ""
