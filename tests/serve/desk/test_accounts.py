"""Who gets in, as what, for how long, and who does not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from newsroom import PASSWORD, browser, newsroom, post, problem, staff, token
from sqlalchemy import select, update
from typer.testing import CliRunner

from onrecord.cli import app as command_line
from onrecord.record import accounts, keys, passwords
from onrecord.record import tables as t
from onrecord.record.account_tables import account, api_key, invitation, session
from onrecord.record.store import Store

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def store(house: FastAPI) -> Store:
    """The record behind the desk with accounts."""
    opened: Store = house.state.store
    return opened


@pytest.fixture
def house(db: str) -> FastAPI:
    """A desk with one account of each role."""
    staff(db)
    return newsroom(db)


def kept(store: Store) -> str:
    """Return everything that the database holds of accounts, and the log, as one text."""
    with store.looking() as connection:
        tables = (account, session, invitation, api_key, t.log)
        return "\n".join(str(tuple(row)) for table in tables for row in connection.execute(select(table)))


def age(store: Store, table, **values: str) -> None:
    with store.writing() as connection:
        connection.execute(update(table).values(**values))


# Signing in


def test_who_signs_in_is_known_until_they_sign_out(house: FastAPI):
    made = browser(house, "editor")
    assert "Edda" in made.get("/account").text
    assert post(made, "/sign-out").status_code == 303
    assert made.get("/account").headers["location"] == "/sign-in?next=/account"


def test_the_cookie_is_hidden_from_scripts_and_of_it_only_a_digest_is_kept(house: FastAPI, store: Store):
    made = browser(house)
    answer = post(made, "/sign-in", {"name": "Ada", "password": PASSWORD})
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("onrecord_session=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    secret = made.cookies["onrecord_session"]
    assert len(secret) == 43
    assert secret not in kept(store)
    assert passwords.digest_of(secret) in kept(store)


def test_under_https_cookies_are_for_this_host_and_for_https_only(db: str):
    staff(db)
    made = browser(newsroom(db, secure=True), base="https://desk.example")
    page = made.get("/sign-in")
    assert page.headers["strict-transport-security"]
    form = {"csrf": made.cookies["__Host-onrecord_csrf"], "name": "Ada", "password": PASSWORD}
    answer = made.post("/sign-in", data=form)
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Domain" not in cookie


def test_signing_in_begins_anew_with_other_tokens(house: FastAPI, store: Store):
    made = browser(house, "editor")
    before = dict(made.cookies)
    post(made, "/sign-in", {"name": "Edda", "password": PASSWORD})
    assert made.cookies["onrecord_session"] != before["onrecord_session"]
    assert made.cookies["onrecord_csrf"] != before["onrecord_csrf"]
    with store.looking() as connection:
        assert accounts.signed_in(connection, before["onrecord_session"]) is None


def test_names_are_one_whatever_their_case_and_blanks(house: FastAPI):
    for name in ("ada", " ADA ", "Ａda"):
        assert post(browser(house), "/sign-in", {"name": name, "password": PASSWORD}).status_code == 303


def test_a_wrong_name_and_a_wrong_password_are_told_alike(house: FastAPI):
    tries = [("Ada", "not the password"), ("Nobody", PASSWORD), ("", ""), ("Ada", "x" * 999)]
    told = set()
    for name, password in tries:
        answer = post(browser(house), "/sign-in", {"name": name, "password": password})
        assert answer.status_code == 422
        told.add(problem(answer.text))
    assert told == {"The name or the password is not right."}


def test_a_wrong_name_costs_a_hash_like_a_wrong_password(house: FastAPI, monkeypatch: pytest.MonkeyPatch):
    hashed: list[str] = []
    real = PasswordHasher()
    monkeypatch.setattr(passwords, "_NOBODYS", [real.hash("x")])

    class Counting:
        def verify(self, kept: str, password: bytes) -> bool:
            hashed.append(kept)
            return real.verify(kept, password)

        def hash(self, password: bytes) -> str:
            return real.hash(password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    post(browser(house), "/sign-in", {"name": "Nobody", "password": "not the password"})
    post(browser(house), "/sign-in", {"name": "Ada", "password": "not the password"})
    assert len(hashed) == 2
    assert hashed[0].startswith("$argon2id$v=19$m=65536,t=3,p=4$"), "RFC 9106's second choice"


def test_whoever_tries_too_often_has_to_wait_even_with_the_right_password(house: FastAPI):
    made = browser(house)
    answers = [post(made, "/sign-in", {"name": "Ada", "password": f"wrong {n}"}).status_code for n in range(10)]
    assert answers == [422] * 10
    refused = post(made, "/sign-in", {"name": "ADA", "password": PASSWORD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 901
    unknown = [post(made, "/sign-in", {"name": "Nobody", "password": "x"}).status_code for _ in range(11)]
    assert unknown == [422] * 10 + [429], "what is not there is held back alike"
    assert post(made, "/sign-in", {"name": "Edda", "password": PASSWORD}).status_code == 303


def test_one_address_may_not_try_many_accounts(house: FastAPI):
    made = browser(house)
    answers = [post(made, "/sign-in", {"name": f"name {n}", "password": "x" * 1000}) for n in range(61)]
    assert [a.status_code for a in answers] == [422] * 60 + [429]


@pytest.mark.parametrize(
    ("next", "to"),
    [
        ("/claims/a?b=c", "/claims/a?b=c"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_places_on_the_desk_only(house: FastAPI, next: str, to: str):
    answer = post(browser(house), "/sign-in", {"name": "Ada", "password": PASSWORD, "next": next})
    assert answer.headers["location"] == to


def test_a_session_ends_by_itself(house: FastAPI, store: Store):
    made = browser(house, "editor")
    age(store, session, expires_at=(datetime.now(UTC) - timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert made.get("/account").status_code == 303


def test_signing_out_everywhere_ends_the_others_too(house: FastAPI):
    one, other, third = browser(house, "editor"), browser(house, "editor"), browser(house, "admin")
    page = one.get("/account").text
    assert (page.count("<br>"), page.count("this browser")) == (2, 1)
    post(one, "/sign-out-everywhere")
    assert other.get("/account").status_code == 303
    assert third.get("/account").status_code == 200


def test_another_password_ends_all_other_sessions(house: FastAPI):
    one, other = browser(house, "editor"), browser(house, "editor")
    new = "a bridge over the lock"
    assert problem(post(one, "/account/password", {"old": "wrong", "new": new, "again": new}).text)
    assert problem(post(one, "/account/password", {"old": PASSWORD, "new": new, "again": "else"}).text)
    assert problem(post(one, "/account/password", {"old": PASSWORD, "new": "short", "again": "short"}).text)
    assert post(one, "/account/password", {"old": PASSWORD, "new": new, "again": new}).status_code == 303
    assert one.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert post(browser(house), "/sign-in", {"name": "Edda", "password": PASSWORD}).status_code == 422
    assert post(browser(house), "/sign-in", {"name": "Edda", "password": new}).status_code == 303


def test_a_desk_without_accounts_has_none_of_it(client):
    for path in ("/sign-in", "/account", "/keys", "/people", "/invitations", "/join/x"):
        assert client.get(path).status_code == 404, path


# People and invitations


def invite(made, role: str = "editor") -> str:
    page = post(made, "/invitations", {"role": role, "note": "for the new one"})
    assert page.headers["cache-control"] == "no-store"
    found = re.search(r'/join/([^"]+)"', page.text)
    assert found
    return found[1]


def test_an_invitation_lets_one_person_in_once(house: FastAPI, store: Store):
    secret = invite(browser(house, "admin"))
    assert secret not in kept(store)
    guest = browser(house)
    assert "invited you as editor" in guest.get(f"/join/{secret}").text
    form = {"name": "Nils", "password": PASSWORD, "again": PASSWORD}
    assert post(guest, f"/join/{secret}", form).status_code == 303
    assert "editor since" in guest.get("/account").text
    again = post(browser(house), f"/join/{secret}", {**form, "name": "Olga"})
    assert again.status_code == 404
    assert "used: Nils" in browser(house, "admin").get("/invitations").text


def test_an_invitation_can_be_taken_back_and_grows_old(house: FastAPI, store: Store):
    admin = browser(house, "admin")
    first, second = invite(admin), invite(admin)
    post(admin, "/invitations/1/revoke")
    assert browser(house).get(f"/join/{first}").status_code == 404
    assert browser(house).get(f"/join/{second}").status_code == 200
    age(store, invitation, expires_at="2020-01-01T00:00:00Z")
    assert browser(house).get(f"/join/{second}").status_code == 404


@pytest.mark.parametrize(
    "name", ["Ada", "ADA", "A d a", "", "x", "a" * 61, "Ad\u200ba", "...", "\u202eadA", "\u0410nna", "Desk"]
)
def test_a_name_is_visible_and_nobody_elses(house: FastAPI, name: str):
    secret = invite(browser(house, "admin"))
    answer = post(browser(house), f"/join/{secret}", {"name": name, "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 422
    assert problem(answer.text)


@pytest.mark.parametrize("password", ["", "elevenchars", "aaaaaaaaaaaaaaaa", "password1234", "NilsNilsNils", "x" * 201])
def test_a_password_is_not_the_first_that_anybody_would_try(house: FastAPI, password: str):
    secret = invite(browser(house, "admin"))
    answer = post(browser(house), f"/join/{secret}", {"name": "Nils", "password": password, "again": password})
    assert answer.status_code == 422
    assert PASSWORD not in answer.text


def test_an_admin_gives_roles_and_shuts_out_at_once(house: FastAPI):
    admin, editor = browser(house, "admin"), browser(house, "editor")
    people = admin.get("/people").text
    edda = re.search(r'<th scope="row">Edda</th>\s*<td><form[^>]*action="/people/(\d+)"', people)
    assert edda
    assert post(admin, f"/people/{edda[1]}", {"role": "reader"}).status_code == 303
    assert "reader since" in editor.get("/account").text
    assert problem(post(admin, f"/people/{edda[1]}", {"role": "king"}).text)
    post(admin, f"/people/{edda[1]}", {"state": "disabled"})
    assert editor.get("/account").status_code == 303
    assert post(browser(house), "/sign-in", {"name": "Edda", "password": PASSWORD}).status_code == 422
    post(admin, f"/people/{edda[1]}", {"state": "active"})
    assert post(browser(house), "/sign-in", {"name": "Edda", "password": PASSWORD}).status_code == 303


def test_the_last_admin_stays(house: FastAPI, store: Store):
    with store.looking() as connection:
        ada = accounts.find(connection, "Ada").id
    admin = browser(house, "admin")
    for form in ({"role": "editor"}, {"state": "disabled"}):
        assert "last admin" in problem(post(admin, f"/people/{ada}", form).text)


def test_what_changes_accounts_is_in_the_log_without_secrets(house: FastAPI, store: Store):
    admin = browser(house, "admin")
    secret = invite(admin)
    post(browser(house), f"/join/{secret}", {"name": "Nils", "password": PASSWORD, "again": PASSWORD})
    with store.looking() as connection:
        rows = connection.execute(select(t.log).where(t.log.c.what == "account")).all()
    assert [r.subject for r in rows] == ["Rea", "Con", "Edda", "Ada", "Nils"]
    assert '"did": "add"' in rows[-1].payload
    assert "argon2" not in str(rows)


# Keys


def make_key(made, **form: object) -> str:
    page = post(made, "/keys", {"name": "a script", "days": "30", "scope": ["read"], **form})
    found = re.search(r'id="secret" readonly value="([^"]+)"', page.text)
    assert found, problem(page.text)
    return found[1]


def test_a_key_opens_the_interface_and_nothing_else(house: FastAPI, store: Store):
    secret = make_key(browser(house, "editor"))
    assert secret.startswith("onrecord_")
    assert secret not in kept(store)
    program, bearer = browser(house), {"Authorization": f"Bearer {secret}"}
    assert program.get("/api/v1/statements", headers=bearer).status_code == 200
    assert program.get("/api/v1/statements").status_code == 401
    assert program.get("/api/v1/statements", headers={"Authorization": "Bearer onrecord_wrong"}).status_code == 401
    assert program.get("/account", headers=bearer).status_code == 303
    with store.looking() as connection:
        (made,) = keys.keys(connection, accounts.find(connection, "Edda").id)
    assert made.used_on == datetime.now(UTC).date().isoformat()


def test_a_key_holds_until_its_day_unless_it_or_its_owner_goes(house: FastAPI, store: Store):
    made = browser(house, "editor")
    first, second, third = (make_key(made, name=f"script {n}") for n in range(3))

    def status(secret: str) -> int:
        return browser(house).get("/api/v1/statements", headers={"Authorization": f"Bearer {secret}"}).status_code

    assert [status(s) for s in (first, second, third)] == [200, 200, 200]
    assert post(made, "/keys/1/revoke").status_code == 303
    assert [status(s) for s in (first, second, third)] == [401, 200, 200]
    age(store, api_key, expires_at="2020-01-01T00:00:00Z")
    assert status(second) == 401
    age(store, api_key, expires_at="2999-01-01T00:00:00Z")
    with store.writing() as connection:
        accounts.disable(connection, "Edda", who="test")
    assert status(third) == 401


def test_nobody_revokes_the_key_of_another(house: FastAPI):
    secret = make_key(browser(house, "editor"))
    assert post(browser(house, "admin"), "/keys/1/revoke").status_code == 404
    bearer = {"Authorization": f"Bearer {secret}"}
    assert browser(house).get("/api/v1/statements", headers=bearer).status_code == 200


@pytest.mark.parametrize(
    "form", [{"name": ""}, {"days": "31"}, {"days": "x"}, {"scope": []}, {"scope": ["read", "rule"]}]
)
def test_a_key_says_what_it_is_for_and_until_when(house: FastAPI, form: dict[str, object]):
    page = post(browser(house, "editor"), "/keys", {"name": "a script", "days": "30", "scope": ["read"], **form})
    assert page.status_code == 422
    assert problem(page.text)


def test_a_key_without_the_scope_reads_nothing(house: FastAPI):
    secret = make_key(browser(house, "editor"), scope=["judge"])
    answer = browser(house).get("/api/v1/statements", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 403


def test_a_cookie_alone_changes_nothing_through_the_interface(house: FastAPI):
    made = browser(house, "editor")
    assert made.get("/api/v1/statements").status_code == 200
    assert made.post("/api/v1/read", json={"text": "Ilse said no."}).status_code == 401
    assert made.post("/api/v1/read", json={}, headers={"X-CSRF-Token": token(made)}).status_code == 422


# The command line


def run(*words: str, typed: str = ""):
    return CliRunner().invoke(command_line, ["account", *words], input=typed)


def test_the_first_admin_is_made_at_the_command_line(tmp_path: Path):
    db = str(tmp_path / "new.db")
    made = run("add", "Ada", "--role", "admin", "--db", db, typed=PASSWORD + "\n")
    assert (made.exit_code, made.stdout) == (0, "Ada is admin now.\n")
    assert PASSWORD not in made.output
    assert run("list", "--db", db).stdout == "Ada  admin      active    never\n"
    assert post(browser(newsroom(db)), "/sign-in", {"name": "Ada", "password": PASSWORD}).status_code == 303


def test_accounts_change_at_the_command_line(tmp_path: Path):
    db = str(tmp_path / "new.db")
    for name in ("Ada", "Bo"):
        run("add", name, "--role", "admin", "--db", db, typed=PASSWORD + "\n")
    assert run("role", "bo", "reader", "--db", db).stdout == "Bo is reader now.\n"
    assert "last admin" in run("disable", "Ada", "--db", db).stderr
    assert run("disable", "Bo", "--db", db).stdout == "Bo is disabled now.\n"
    assert run("enable", "Bo", "--db", db).stdout == "Bo is active now.\n"
    assert run("password", "Bo", "--db", db, typed="another sentence here\n").exit_code == 0
    assert post(browser(newsroom(db)), "/sign-in", {"name": "Bo", "password": "another sentence here"}).is_redirect


@pytest.mark.parametrize(
    ("words", "typed", "why"),
    [
        (("add", "Ada", "--role", "admin"), "short\n", "too short"),
        (("add", "A", "--role", "admin"), PASSWORD, "between 2 and 60"),
        (("role", "Nobody", "admin"), "", "no account"),
        (("disable", "Nobody"), "", "no account"),
    ],
)
def test_the_command_line_says_why_it_refuses(db: str, words: tuple[str, ...], typed: str, why: str):
    done = run(*words, "--db", db, typed=typed)
    assert done.exit_code == 1
    assert why in done.stderr
