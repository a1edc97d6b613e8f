"""What comes back from an OpenID provider, and what of it is not taken: forged, stolen, late, or from no provider."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from fastapi import FastAPI
from newsroom import browser, newsroom, staff
from openid_provider import CLIENT, EC_KEY, OTHER_RSA_KEY, RSA_KEY, SECRET, OpenIdProvider
from openid_visits import asked, begin, come_back, desk_at, go, heading, invite, link, signed_in

from onrecord.serve.desk import openid_wire
from onrecord.serve.desk.openid_client import KEEP_KEYS, Provider
from onrecord.serve.desk.openid_wire import ProviderError, check_address
from onrecord.serve.desk.settings import OpenId

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def open_house(db: str, provider: OpenIdProvider) -> FastAPI:
    """A desk that lets in whoever the provider does: only the token can be at fault."""
    return desk_at(db, provider, newcomers=True)


# What comes back


def test_what_comes_back_belongs_to_the_browser_that_went(openid_house: FastAPI, provider: OpenIdProvider):
    link(openid_house, "editor", provider)
    one, other = browser(openid_house), browser(openid_house)
    mine, theirs = begin(one), begin(other)
    provider.sent.clear()
    back = provider.authorize(theirs)
    assert come_back(browser(openid_house), back).status_code == 400, "a browser that never went"
    assert come_back(one, back).status_code == 400, "a browser that went for itself"
    assert come_back(one, provider.authorize({**mine, "state": ""})).status_code == 400
    assert not signed_in(one)
    assert provider.sent == [], "no code was spent on it"
    assert come_back(one, provider.authorize(mine)).status_code == 303, "and it may still come back itself"


def test_what_came_back_is_taken_once(openid_house: FastAPI, provider: OpenIdProvider):
    link(openid_house, "editor", provider)
    made = browser(openid_house)
    back = provider.authorize(begin(made))
    held = made.cookies["onrecord_openid"]
    assert come_back(made, back).status_code == 303
    thief = browser(openid_house)
    thief.cookies.set("onrecord_openid", held)
    assert come_back(thief, back).status_code == 400


def test_a_code_that_was_used_before_is_refused(openid_house: FastAPI, provider: OpenIdProvider):
    link(openid_house, "editor", provider)
    made = browser(openid_house)
    back = provider.authorize(begin(made))
    come_back(made, back)
    used = asked(back)["code"]
    other = browser(openid_house)
    answer = other.get(f"/sign-in/openid/back?code={used}&state={begin(other)['state']}")
    assert (answer.status_code, heading(answer.text)) == (403, "Quay Login did not show who you are")


def test_a_code_of_another_try_is_refused_for_its_verifier(openid_house: FastAPI, provider: OpenIdProvider):
    link(openid_house, "editor", provider)
    stolen = asked(provider.authorize(begin(browser(openid_house))))["code"]
    other = browser(openid_house)
    assert other.get(f"/sign-in/openid/back?code={stolen}&state={begin(other)['state']}").status_code == 403


def test_an_answer_that_names_another_provider_is_refused(openid_house: FastAPI, provider: OpenIdProvider):
    link(openid_house, "editor", provider)
    made = browser(openid_house)
    back = provider.authorize(begin(made))
    assert come_back(made, f"{back}&iss=https://other.example").status_code == 403
    assert come_back(browser(openid_house), provider.authorize(begin(browser(openid_house)))).status_code == 400


def test_a_provider_that_says_it_names_itself_must(db: str, provider: OpenIdProvider):
    staff(db)
    provider.discovery["authorization_response_iss_parameter_supported"] = True
    openid_house = desk_at(db, provider, newcomers=True)
    assert go(browser(openid_house)).status_code == 403
    made = browser(openid_house)
    back = provider.authorize(begin(made))
    assert come_back(made, f"{back}&iss={provider.url}").status_code == 303


def forged(claims: dict[str, Any], header: dict[str, Any], secret: bytes | None = None) -> str:
    """Return a token that no library would make."""
    parts = [base64.urlsafe_b64encode(json.dumps(x).encode()).rstrip(b"=") for x in (header, claims)]
    signature = hmac.digest(secret, b".".join(parts), hashlib.sha256) if secret else b""
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


NOW = int(time.time())
WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "a nonce that is none": {"nonce": 7},
    "another audience": {"aud": "another program"},
    "no audience": {"aud": None},
    "several audiences": {"aud": [CLIENT, "another program"]},
    "several audiences, made for another": {"aud": [CLIENT, "another program"], "azp": "another program"},
    "another party": {"azp": "another program"},
    "another issuer": {"iss": "https://other.example"},
    "an issuer with a slash more": {"iss": "/"},
    "no issuer": {"iss": None},
    "expired": {"exp": NOW - 61},
    "no expiry": {"exp": None},
    "no time": {"iat": None},
    "from the future": {"iat": NOW + 3600, "exp": NOW + 7200},
    "not yet": {"nbf": NOW + 3600},
    "nobody": {"sub": None},
    "an empty name": {"sub": ""},
    "a name that is none": {"sub": 7},
    "a name that is too long": {"sub": "u" * 256},
    "a name with what cannot be seen": {"sub": "u-1\u0000"},
}


def test_tokens_with_wrong_claims_are_refused(open_house: FastAPI, provider: OpenIdProvider):
    right, told = provider.claims, {}
    for what, wrong in WRONG_CLAIMS.items():
        provider.claims = {**right, **({"iss": provider.url + "/"} if wrong == {"iss": "/"} else wrong)}
        answer = go(browser(open_house))
        told[what] = (answer.status_code, heading(answer.text))
    assert told == dict.fromkeys(WRONG_CLAIMS, (403, "Quay Login did not show who you are"))


@pytest.mark.parametrize(
    "claims", [{}, {"aud": [CLIENT]}, {"aud": [CLIENT, "another"], "azp": CLIENT}, {"exp": int(time.time()) - 5}]
)
def test_a_token_as_it_should_be_is_taken(open_house: FastAPI, provider: OpenIdProvider, claims: dict[str, Any]):
    provider.claims |= claims
    if "exp" in claims:
        provider.claims["exp"] = int(time.time()) - 5  # within what clocks may differ by
    assert go(browser(open_house)).status_code == 303


KID = {"kid": RSA_KEY.kid}
SHARED = b"a secret of the provider and the desk"
WRONG_SIGNATURES = {
    "none": lambda c: forged(c, {"alg": "none", **KID}),
    "None": lambda c: forged(c, {"alg": "None", **KID}),
    "no algorithm": lambda c: forged(c, KID),
    "an algorithm that is none": lambda c: forged(c, {"alg": ["RS256"], **KID}),
    "HS256 with the public key": lambda c: forged(c, {"alg": "HS256", **KID}, RSA_KEY.pem()),
    "HS256 with the client's secret": lambda c: jwt.encode(c, SECRET.encode().ljust(32), "HS256", KID),
    "HS256 with a secret in the key set": lambda c: jwt.encode(c, SHARED, "HS256", {"kid": "shared"}),
    "RS256, not signed": lambda c: forged(c, {"alg": "RS256", **KID}),
    "RS256, signed as HS256": lambda c: forged(c, {"alg": "RS256", **KID}, RSA_KEY.pem()),
    "another key under the same name": lambda c: jwt.encode(c, OTHER_RSA_KEY.private, "RS256", KID),
    "another key": OTHER_RSA_KEY.sign,
    "a key that it brings along": lambda c: jwt.encode(
        c, OTHER_RSA_KEY.private, "RS256", {**KID, "jwk": OTHER_RSA_KEY.published()}
    ),
    "another algorithm of the same key": lambda c: jwt.encode(c, RSA_KEY.private, "RS512", KID),
    "changed afterwards": lambda c: RSA_KEY.sign(c)[:-8] + "AAAAAAAA",
    "nothing": lambda c: "",
    "no token": lambda c: "a.b.c",
}


def test_tokens_with_wrong_signatures_are_refused(open_house: FastAPI, provider: OpenIdProvider):
    # The key set is as careless as can be: it even has a shared secret in it.
    for kid, secret in ((RSA_KEY.kid, RSA_KEY.pem()), ("shared", SHARED)):
        provider.keys.append({"kty": "oct", "k": base64.urlsafe_b64encode(secret).rstrip(b"=").decode(), "kid": kid})
    provider.keys += [{"kty": "RSA"}, {}, "no key"]
    told = {}
    for what, provider.sign in WRONG_SIGNATURES.items():
        told[what] = go(browser(open_house)).status_code
    assert told == dict.fromkeys(WRONG_SIGNATURES, 403)
    provider.sign = RSA_KEY.sign
    assert go(browser(open_house)).status_code == 303


def test_a_key_for_another_purpose_signs_nothing(open_house: FastAPI, provider: OpenIdProvider):
    provider.keys = [{**RSA_KEY.published(), "use": "enc"}]
    assert go(browser(open_house)).status_code == 403


def test_elliptic_keys_are_taken_too_and_a_single_key_needs_no_name(open_house: FastAPI, provider: OpenIdProvider):
    provider.keys, provider.sign = [RSA_KEY.published(), EC_KEY.published()], EC_KEY.sign
    assert go(browser(open_house)).status_code == 303
    provider.sign = lambda c: jwt.encode(c, RSA_KEY.private, "RS256")
    assert go(browser(open_house)).status_code == 303


def test_new_keys_are_fetched_when_they_are_used(open_house: FastAPI, provider: OpenIdProvider):
    assert go(browser(open_house)).status_code == 303
    assert go(browser(open_house)).status_code == 303
    assert provider.asked.count("/keys") == 1
    provider.keys, provider.sign = [OTHER_RSA_KEY.published()], OTHER_RSA_KEY.sign
    assert go(browser(open_house)).status_code == 303
    assert provider.asked.count("/keys") == 2
    provider.sign = RSA_KEY.sign
    assert go(browser(open_house)).status_code == 403, "the old one is gone"


def test_a_key_that_is_withdrawn_is_believed_for_ten_minutes_only(db: str, provider: OpenIdProvider):
    now = [0.0]
    openid_house = desk_at(db, provider, newcomers=True)
    openid_house.state.openid = Provider(openid_house.state.settings.openid, clock=lambda: now[0])
    assert go(browser(openid_house)).status_code == 303
    provider.keys = [OTHER_RSA_KEY.published()]
    now[0] = KEEP_KEYS - 1
    assert go(browser(openid_house)).status_code == 303
    now[0] = KEEP_KEYS + 1
    assert go(browser(openid_house)).status_code == 403


# A provider that does not work, or is none


def unreachable(answer) -> bool:
    return (answer.status_code, heading(answer.text)) == (503, "Quay Login cannot be reached")


def test_a_provider_that_is_down_is_named_and_passwords_still_work(
    openid_house: FastAPI, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
):
    provider.close()
    answer = browser(openid_house).get("/sign-in/openid")
    assert unreachable(answer)
    assert "sign in with a password" in answer.text
    assert "cannot be reached (ConnectError" in caplog.text
    assert signed_in(browser(openid_house, "editor"))


def test_a_provider_that_goes_down_meanwhile(openid_house: FastAPI, provider: OpenIdProvider):
    made = browser(openid_house)
    back = provider.authorize(begin(made))
    provider.close()
    assert unreachable(come_back(made, back))
    assert not signed_in(made)


@pytest.mark.parametrize(
    ("discovery", "logged"),
    [
        ({"issuer": "https://other.example"}, "is of another issuer, https://other.example"),
        ({"token_endpoint": "http://login.example/token"}, "the token endpoint does not begin with https://"),
        ({"jwks_uri": "file:///etc/passwd"}, "the address of the key set is no address"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "the authorization endpoint is no address"),
        ({"userinfo_endpoint": 7}, "the userinfo endpoint is no address"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "signs with nothing that is taken"),
    ],
)
def test_a_discovery_document_that_does_not_hold_is_refused(
    openid_house: FastAPI,
    provider: OpenIdProvider,
    discovery: dict[str, Any],
    logged: str,
    caplog: pytest.LogCaptureFixture,
):
    provider.discovery = discovery
    assert unreachable(browser(openid_house).get("/sign-in/openid"))
    assert logged in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"{}"),
        (200, b"{}"),
        (200, b"[" * 100_000),
        (302, b""),
        (400, b'{"error": "invalid_client\\u0007<b>"}'),
        (404, b'{"error": []}'),
    ],
)
def test_an_answer_that_is_none_ends_the_try(open_house: FastAPI, provider: OpenIdProvider, answer: tuple[int, bytes]):
    provider.answer = answer
    got = go(browser(open_house))
    assert got.status_code in (403, 503)
    assert "<b>" not in got.text


def test_a_provider_that_keeps_one_waiting_is_not_waited_for(
    openid_house: FastAPI, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(openid_wire, "WAIT", 0.5)
    provider.pace = 0.02  # each byte comes in time, and all of them take seconds
    assert unreachable(browser(openid_house).get("/sign-in/openid"))
    assert "did not answer within 0.5 seconds" in caplog.text


def test_an_answer_that_is_too_large_is_not_read(
    openid_house: FastAPI, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
):
    provider.discovery["more"] = "x" * openid_wire.MOST
    assert unreachable(browser(openid_house).get("/sign-in/openid"))
    assert "sent more than 256 KB" in caplog.text


def test_a_provider_that_redirects_is_not_followed(openid_house: FastAPI, provider: OpenIdProvider):
    provider.discovery["jwks_uri"] = f"{provider.url}/authorize?redirect_uri={provider.url}/keys&state=x"
    invite(openid_house, "editor", "nils@quay.example")
    assert unreachable(go(browser(openid_house)))
    assert provider.asked[-1] == "/authorize"


@pytest.mark.parametrize("methods", [None, ["client_secret_basic"], ["client_secret_post"], "odd"])
def test_the_desk_says_who_it_is_as_the_provider_wants_it(open_house: FastAPI, provider: OpenIdProvider, methods: Any):
    provider.discovery["token_endpoint_auth_methods_supported"] = methods
    assert go(browser(open_house)).status_code == 303
    (form,) = provider.sent
    assert ("client_secret" in form) == (methods == ["client_secret_post"])


def test_a_wrong_secret_is_for_admins_to_find(db: str, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture):
    openid_house = newsroom(db, openid=OpenId(provider.url, CLIENT, "wrong secret", "Quay Login"))
    assert unreachable(go(browser(openid_house)))
    assert "answered 401 (invalid_client). Check client and secret" in caplog.text
    assert "wrong secret" not in caplog.text


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://login.example/realms/quay", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://[::1]:8080", True),
        ("http://localhost", True),
        ("http://login.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("https://user@login.example", False),
        ("https://login.example/#x", False),
        ("https://login.example/?x=1", False),
        ("https://", False),
        ("https://login.example:port", False),
        ("http://[::1", False),
        ("ftp://login.example", False),
        ("", False),
        (None, False),
    ],
)
def test_which_addresses_may_be_asked(url: Any, taken: bool):
    if taken:
        assert check_address(url, "it", query=False) == url
    else:
        with pytest.raises(ProviderError):
            check_address(url, "it", query=False)
