"""Signing in at an OpenID provider: who gets in, as what, and all that is not taken for it."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from newsroom import PASSWORD, browser, newsroom, post, problem, staff
from openid_provider import CLIENT, SECRET, OpenIdProvider
from openid_visits import asked, begin, come_back, come_in, desk_at, go, heading, invite, link, signed_in
from sqlalchemy import select
from typer.testing import CliRunner

from onrecord.cli import app as command_line
from onrecord.record import accounts, openid
from onrecord.record import tables as t
from onrecord.record.store import Store
from onrecord.serve.desk.openid_claims import person
from onrecord.serve.desk.openid_client import _joined
from onrecord.serve.desk.openid_pending import SECONDS, Attempt, Pending
from onrecord.serve.desk.settings import OpenId, Settings

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def store(openid_house: FastAPI) -> Store:
    """The record behind it."""
    opened: Store = openid_house.state.store
    return opened


# Who gets in


def test_the_page_for_signing_in_offers_the_provider(openid_house: FastAPI, db: str):
    assert (
        'href="/sign-in/openid?next=%2Fclaims">Sign in with Quay Login'
        in browser(openid_house).get("/sign-in?next=/claims").text
    )
    assert "openid" not in browser(newsroom(db)).get("/sign-in").text


def test_what_the_provider_is_asked(openid_house: FastAPI, provider: OpenIdProvider):
    first, second = begin(browser(openid_house)), begin(browser(openid_house))
    assert first["response_type"] == "code"
    assert "openid" in first["scope"].split()
    assert (first["client_id"], first["redirect_uri"]) == (CLIENT, "http://127.0.0.1/sign-in/openid/back")
    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) == 43
        assert first[name] != second[name]
    assert SECRET not in str(first)


def test_somebody_invited_under_a_verified_address_comes_in_by_signing_in(openid_house: FastAPI, store: Store):
    invite(openid_house, "editor", "Nils@Quay.example")
    made = browser(openid_house)
    go(made, "/sign-in/openid?next=/claims")
    page = made.get("/sign-in/openid/name").text
    assert 'value="Nils Ode"' in page
    assert "as editor" in page
    assert post(made, "/sign-in/openid/name", {"name": "Nils"}).headers["location"] == "/claims"
    assert "editor since" in made.get("/account").text
    assert "used: Nils" in browser(openid_house, "admin").get("/invitations").text
    with store.looking() as connection:
        assert openid.invited(connection, "nils@quay.example") is None


def test_who_has_come_in_once_is_known_by_issuer_and_subject(openid_house: FastAPI, provider: OpenIdProvider):
    invite(openid_house, "editor", "nils@quay.example")
    come_in(openid_house)
    provider.claims |= {"email": "another@quay.example", "name": "Nils Other"}
    made = browser(openid_house)
    assert go(made, "/sign-in/openid?next=/claims").headers["location"] == "/claims"
    assert "<h1>Nils Ode</h1>" in made.get("/account").text


def test_another_person_with_the_same_address_is_not_the_same(openid_house: FastAPI, provider: OpenIdProvider):
    invite(openid_house, "editor", "nils@quay.example")
    come_in(openid_house)
    provider.claims["sub"] = "u-2"
    assert heading(go(browser(openid_house)).text) == "You are not invited"


def test_an_invitations_link_leads_to_the_provider_too(openid_house: FastAPI, provider: OpenIdProvider):
    path = invite(openid_house, "commenter")
    assert f'href="{path}/openid"' in browser(openid_house).get(path).text
    provider.claims |= {"email_verified": False}
    assert "commenter since" in come_in(openid_house, path=f"{path}/openid").get("/account").text
    assert browser(openid_house).get(f"{path}/openid").status_code == 404


def test_who_has_an_account_links_it_and_is_let_in(openid_house: FastAPI, provider: OpenIdProvider):
    page = link(openid_house, "editor", provider).get("/account").text
    assert f"Linked with {provider.url}" in page
    made = browser(openid_house)
    assert go(made).headers["location"] == "/"
    assert "<h1>Edda</h1>" in made.get("/account").text


def test_linking_needs_the_password_and_one_account_only(openid_house: FastAPI, provider: OpenIdProvider):
    made = browser(openid_house, "reader")
    assert post(made, "/account/openid", {"password": "a wrong one"}).status_code == 422
    link(openid_house, "editor", provider)
    page = post(made, "/account/openid", {"password": PASSWORD}).text
    (address,) = re.findall(r'href="(http://127[^"]+)"', page)
    answer = come_back(made, httpx2.get(address.replace("&amp;", "&")).headers["location"])
    assert (answer.status_code, heading(answer.text)) == (422, "The account was not linked")


def test_who_signs_in_as_somebody_else_meanwhile_links_nothing(openid_house: FastAPI, store: Store):
    made = browser(openid_house, "reader")
    (address,) = re.findall(r'href="(http://127[^"]+)"', post(made, "/account/openid", {"password": PASSWORD}).text)
    post(made, "/sign-in", {"name": "Con", "password": PASSWORD})
    answer = come_back(made, httpx2.get(address.replace("&amp;", "&")).headers["location"])
    assert answer.status_code == 403
    with store.looking() as connection:
        assert openid.owner(connection, asked(address).get("iss", ""), "u-1") is None
        for name in ("Rea", "Con"):
            assert openid.identities(connection, accounts.find(connection, name).id) == []


def test_a_link_can_be_ended_where_a_password_is_left(openid_house: FastAPI, provider: OpenIdProvider):
    post(link(openid_house, "editor", provider), "/account/openid/end")
    assert heading(go(browser(openid_house)).text) == "You are not invited"
    made = come_in(openid_house, path=f"{invite(openid_house)}/openid")
    assert post(made, "/account/openid/end").status_code == 422


def test_an_account_without_a_password_is_opened_by_none(openid_house: FastAPI):
    made = come_in(openid_house, path=f"{invite(openid_house)}/openid")
    assert "has no password" in made.get("/account").text
    for password in ("", "!", PASSWORD):
        answer = post(browser(openid_house), "/sign-in", {"name": "Nils Ode", "password": password})
        assert problem(answer.text) == "The name or the password is not right."
        assert post(made, "/account/password", {"old": password, "new": PASSWORD, "again": PASSWORD}).status_code == 422


def test_the_name_that_is_chosen_is_nobody_elses(openid_house: FastAPI):
    made = browser(openid_house)
    go(made, f"{invite(openid_house)}/openid")
    for name in ("Ada", "", "OpenID Connect", "A\u0430na"):
        answer = post(made, "/sign-in/openid/name", {"name": name})
        assert answer.status_code == 422
        assert problem(answer.text)
    assert not signed_in(made)
    assert post(made, "/sign-in/openid/name", {"name": "Nils"}).status_code == 303
    assert post(made, "/sign-in/openid/name", {"name": "Olga"}).status_code == 400, "once"


def test_a_name_cannot_be_chosen_by_who_did_not_sign_in(openid_house: FastAPI):
    made = browser(openid_house)
    assert made.get("/sign-in/openid/name").status_code == 400
    begin(made)
    assert post(made, "/sign-in/openid/name", {"name": "Olga"}).status_code == 400


def test_newcomers_come_in_as_readers_where_that_is_wanted(db: str, provider: OpenIdProvider):
    staff(db)
    provider.claims |= {"email": None, "email_verified": None}
    assert "reader since" in come_in(desk_at(db, provider, newcomers=True)).get("/account").text


def test_the_session_and_its_tokens_begin_anew(openid_house: FastAPI, store: Store, provider: OpenIdProvider):
    made = link(openid_house, "editor", provider)
    before = dict(made.cookies)
    assert "onrecord_openid" not in before
    go(made)
    assert made.cookies["onrecord_session"] != before["onrecord_session"]
    assert made.cookies["onrecord_csrf"] != before["onrecord_csrf"]
    with store.looking() as connection:
        assert accounts.signed_in(connection, before["onrecord_session"]) is None


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_it_leads_to_places_on_the_desk_only(openid_house: FastAPI, provider: OpenIdProvider, next: str):
    link(openid_house, "editor", provider)
    assert go(browser(openid_house), f"/sign-in/openid?next={next}").headers["location"] == "/"


def test_the_cookie_is_hidden_and_under_https_for_https_only(db: str, provider: OpenIdProvider):
    settings = OpenId(provider.url, CLIENT, SECRET)
    for secure, base in ((False, "http://127.0.0.1"), (True, "https://desk.example")):
        made = browser(newsroom(db, openid=settings, secure=secure), base=base)
        (cookie,) = [c for c in made.get("/sign-in/openid").headers.get_list("set-cookie") if "onrecord_openid=" in c]
        parts = set(cookie.split("; "))
        assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"} <= parts
        assert ("Secure" in parts, cookie.startswith("__Host-")) == (secure, secure)


# What a provider decides


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"desk": {"roles": ["other", "onrecord-reader", "onrecord-editor"]}}, "editor"),
        ({"desk": {"roles": "onrecord-commenter"}}, "commenter"),
        ({"desk.roles": ["onrecord-admin"]}, "admin"),
        ({"desk": {"roles": ["admin", "editor", 7, None, {}]}}, "reader"),
        ({"desk": "onrecord-admin"}, "reader"),
        ({}, "reader"),
    ],
)
def test_a_claim_carries_the_role_of_who_is_new(db: str, provider: OpenIdProvider, claims: dict[str, Any], role: str):
    staff(db)
    openid_house = desk_at(db, provider, role_claim="desk.roles")
    provider.claims |= claims
    made = come_in(openid_house, path=f"{invite(openid_house, 'editor')}/openid")
    assert f"{role} since" in made.get("/account").text


def test_a_claim_gives_and_takes_at_each_sign_in_but_not_the_last_admin(db: str, provider: OpenIdProvider):
    staff(db)
    openid_house = desk_at(db, provider, role_claim="groups")
    provider.claims["groups"] = ["onrecord-admin"]
    made = come_in(openid_house, path=f"{invite(openid_house)}/openid")
    provider.claims["groups"] = []
    go(browser(openid_house))
    assert "reader since" in made.get("/account").text
    provider.claims["sub"] = "u-2"
    link(openid_house, "admin", provider)
    go(browser(openid_house))
    assert signed_in(browser(openid_house, "admin"))
    assert browser(openid_house, "admin").get("/people").status_code == 200


def test_without_such_a_claim_roles_are_the_desks(openid_house: FastAPI, provider: OpenIdProvider):
    provider.claims["groups"] = ["onrecord-admin"]
    link(openid_house, "reader", provider)
    made = browser(openid_house)
    go(made)
    assert "reader since" in made.get("/account").text


def test_what_the_id_token_lacks_is_asked_for(openid_house: FastAPI, provider: OpenIdProvider):
    invite(openid_house, "editor", "nils@quay.example")
    provider.extra = {k: provider.claims.pop(k) for k in ("email", "email_verified", "name")}
    come_in(openid_house)


def test_what_is_said_of_somebody_else_is_not_taken(openid_house: FastAPI, provider: OpenIdProvider):
    invite(openid_house, "editor", "nils@quay.example")
    provider.extra = {"sub": "u-2", "email": "nils@quay.example", "email_verified": True}
    provider.claims = {"sub": "u-1"}
    assert go(browser(openid_house)).status_code == 403


def test_whether_an_address_is_verified_is_said_of_that_address_alone():
    joined = _joined({"sub": "u", "email": "a@x.example"}, {"email": "b@x.example", "email_verified": True})
    assert person(joined, "").address == ""
    joined = _joined({"sub": "u", "email": "a@x.example"}, {"email": "a@x.example", "email_verified": True})
    assert person(joined, "").address == "a@x.example"
    joined = _joined({"sub": "u", "email_verified": True}, {"email": "b@x.example"})
    assert person(joined, "").address == ""


# Who does not get in


def test_who_was_not_invited_is_told_so_and_the_log_says_who(
    openid_house: FastAPI, store: Store, caplog: pytest.LogCaptureFixture
):
    answer = go(browser(openid_house))
    assert (answer.status_code, heading(answer.text)) == (403, "You are not invited")
    assert "An admin of this desk can invite you" in answer.text
    assert "'u-1' has no account here and was not invited" in caplog.text
    with store.looking() as connection:
        assert len(accounts.accounts(connection)) == 4


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_lets_nobody_in(openid_house: FastAPI, provider: OpenIdProvider, verified: Any):
    invite(openid_house, "editor", "nils@quay.example")
    provider.claims["email_verified"] = verified
    answer = go(browser(openid_house))
    assert (answer.status_code, heading(answer.text)) == (403, "Your e-mail address is not verified")
    assert "Have it verified at Quay Login" in answer.text


@pytest.mark.parametrize("address", ["nil\u017f@quay.example", "nils@quay.example.evil.example", "", "nils", None])
def test_an_address_that_is_nearly_the_invited_one_lets_nobody_in(
    openid_house: FastAPI, provider: OpenIdProvider, address: Any
):
    invite(openid_house, "editor", "nils@quay.example")
    provider.claims["email"] = address
    assert go(browser(openid_house)).status_code == 403


def test_an_invitation_that_was_taken_back_lets_nobody_in(openid_house: FastAPI):
    path = invite(openid_house, "editor", "nils@quay.example")
    made = browser(openid_house)
    go(made)
    post(browser(openid_house, "admin"), "/invitations/1/revoke")
    assert post(made, "/sign-in/openid/name", {"name": "Nils"}).status_code == 422
    assert go(browser(openid_house)).status_code == 403
    assert browser(openid_house).get(f"{path}/openid").status_code == 404


def test_an_address_that_is_none_is_not_invited(openid_house: FastAPI, store: Store):
    for address in ("nils", "@quay.example", "nils@quay", "a b@quay.example", "x" * 250 + "@quay.example"):
        page = post(browser(openid_house, "admin"), "/invitations", {"role": "reader", "address": address})
        assert page.status_code == 422
        assert "no e-mail address" in problem(page.text)
    with store.looking() as connection:
        assert accounts.invitations(connection) == []


def test_an_account_that_is_switched_off_stays_shut(openid_house: FastAPI, store: Store, provider: OpenIdProvider):
    link(openid_house, "editor", provider)
    with store.writing() as connection:
        accounts.disable(connection, "Edda", who="test")
    made = browser(openid_house)
    answer = go(made)
    assert (answer.status_code, heading(answer.text)) == (403, "This account is switched off")
    assert not signed_in(made)


def test_who_refuses_at_the_provider_is_told_so(openid_house: FastAPI):
    made = browser(openid_house)
    answer = made.get(f"/sign-in/openid/back?error=access_denied&state={begin(made)['state']}")
    assert (answer.status_code, heading(answer.text)) == (403, "You did not sign in at Quay Login")


def test_an_error_of_the_provider_is_logged_and_not_shown(openid_house: FastAPI, caplog: pytest.LogCaptureFixture):
    made = browser(openid_house)
    state = begin(made)["state"]
    answer = made.get(f"/sign-in/openid/back?error=server_error%0A<b>&error_description=<b>x&state={state}")
    assert answer.status_code == 503
    assert "<b>" not in answer.text
    assert "'server_errorb'" in caplog.text


# Limits, secrets, settings


def test_whoever_goes_too_often_has_to_wait(openid_house: FastAPI):
    made = browser(openid_house)
    answers = [made.get("/sign-in/openid").status_code for _ in range(61)]
    assert answers == [303] * 60 + [429]
    assert post(made, "/sign-in", {"name": "Ada", "password": PASSWORD}).status_code == 429, "they count as one"


def test_who_gets_in_has_the_try_back(openid_house: FastAPI, provider: OpenIdProvider):
    link(openid_house, "editor", provider)
    made = browser(openid_house)
    for _ in range(59):
        begin(made)
    assert [go(made).status_code for _ in range(3)] == [303] * 3


def test_what_is_under_way_ends_by_itself_and_gives_way():
    now = [0.0]
    pending = Pending(clock=lambda: now[0], most=2)
    first = pending.put(Attempt("x"))
    now[0] = SECONDS - 1
    assert isinstance(pending.get(first), Attempt)
    now[0] = SECONDS
    assert pending.get(first) is None
    tokens = [pending.put(Attempt("x")) for _ in range(3)]
    assert [pending.get(token) is not None for token in tokens] == [False, True, True]
    assert (pending.take(tokens[1]), pending.take(tokens[1])) == (True, False)
    assert pending.get("") is None


def test_no_secret_is_kept_logged_or_shown(
    openid_house: FastAPI, store: Store, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    invite(openid_house, "editor", "nils@quay.example")
    made = browser(openid_house)
    asked_for = begin(made)
    back = provider.authorize(asked_for)
    held = made.cookies["onrecord_openid"]
    answer = come_back(made, back)
    post(made, "/sign-in/openid/name", {"name": "Nils"})
    verifier = provider.sent[0]["code_verifier"]
    logged = "\n".join(r.getMessage() for r in caplog.records if "http://127.0.0.1/" not in r.getMessage())
    assert f"{provider.url}/token" in logged, "what the desk asks is in it, and what its browser asks is not"
    with store.looking() as connection:
        kept = "\n".join(str(r) for table in t.metadata.sorted_tables for r in connection.execute(select(table)))
    pages = answer.text + made.get("/account").text + repr(openid_house.state.settings)
    for secret in (SECRET, verifier, held, asked(back)["code"], asked_for["nonce"], *provider.tokens):
        for place in (logged, kept, pages):
            assert secret not in place
    assert "nils@quay.example" not in logged


def test_what_is_linked_is_in_the_records_log(openid_house: FastAPI, store: Store, provider: OpenIdProvider):
    post(link(openid_house, "editor", provider), "/account/openid/end")
    come_in(openid_house, path=f"{invite(openid_house)}/openid")
    with store.looking() as connection:
        rows = connection.execute(select(t.log.c.subject, t.log.c.payload).where(t.log.c.what == "account")).all()
    assert [(s, json.loads(p)["did"]) for s, p in rows[4:]] == [
        ("Edda", "link"), ("Edda", "unlink"), ("Nils Ode", "add"), ("Nils Ode", "link"),
    ]  # fmt: skip


def test_a_desk_without_a_provider_has_none_of_it(db: str):
    staff(db)
    made = browser(newsroom(db), "reader")
    for path in ("/sign-in/openid", "/sign-in/openid/back", "/sign-in/openid/name", "/join/x/openid"):
        assert made.get(path).status_code == 404
    assert post(made, "/account/openid").status_code == 404
    assert "openid" not in made.get("/account").text


OPTIONS = ["--accounts", "--openid-issuer", "https://login.example", "--openid-client", "desk"]


def settings_of(options: list[str], db: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, Settings | None, str]:
    """Return how `onrecord serve` ends with those options, with what the desk is run, and what is printed."""
    seen: list[Settings] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **_: seen.append(app.state.settings))
    result = CliRunner().invoke(command_line, ["serve", "--db", db, *options])
    return result.exit_code, seen[0] if seen else None, result.output


def test_the_secret_comes_from_a_file_or_the_environment(db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    _, made, said = settings_of([*OPTIONS, "--openid-secret-file", str(tmp_path / "secret")], db, monkeypatch)
    assert made is not None
    assert made.openid == OpenId("https://login.example", "desk", SECRET)
    assert SECRET not in said + repr(made)
    monkeypatch.setenv("ONRECORD_OPENID_SECRET", SECRET)
    for name, value in {"ISSUER": "https://login.example", "CLIENT": "desk", "ROLE_CLAIM": "groups", "NAME": "Quay",
                        "NEWCOMERS": "1"}.items():  # fmt: skip
        monkeypatch.setenv(f"ONRECORD_OPENID_{name}", value)
    _, made, _ = settings_of(["--accounts"], db, monkeypatch)
    assert made is not None
    assert made.openid == OpenId("https://login.example", "desk", SECRET, "Quay", "groups", True)


@pytest.mark.parametrize(
    "options",
    [
        OPTIONS[1:],
        OPTIONS[:3],
        ["--accounts", "--openid-client", "desk"],
        ["--accounts", "--openid-newcomers"],
        ["--accounts", "--openid-issuer", "http://login.example", "--openid-client", "desk"],
        [*OPTIONS, "--openid-secret-file", "/none/there"],
    ],
)
def test_a_provider_that_is_named_in_part_is_refused(options: list[str], db: str, monkeypatch: pytest.MonkeyPatch):
    assert settings_of(options, db, monkeypatch)[:2] == (2, None)
