"""Browsers that go to an OpenID provider and come back, for the tests of signing in there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient
from newsroom import PASSWORD, browser, newsroom, post, problem
from openid_provider import CLIENT, SECRET, OpenIdProvider

from onrecord.serve.desk.settings import OpenId


def desk_at(db: str, provider: OpenIdProvider, **more: Any) -> FastAPI:
    """Return a desk at which people sign in with that provider."""
    return newsroom(db, openid=OpenId(provider.url, CLIENT, SECRET, "Quay Login", **more))


def begin(made: TestClient, path: str = "/sign-in/openid") -> dict[str, str]:
    """Begin to sign in; return what the provider is asked."""
    answer = made.get(path)
    assert answer.status_code == 303, answer.text
    return asked(answer.headers["location"])


def asked(address: str) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}


def come_back(made: TestClient, address: str):
    """Follow the browser's way from the provider to the desk."""
    parts = urlsplit(address)
    return made.get(f"{parts.path}?{parts.query}")


def go(made: TestClient, path: str = "/sign-in/openid"):
    """Sign in at the provider, and return what the desk answers to who comes back."""
    answer = made.get(path)
    assert answer.status_code == 303, answer.text
    return come_back(made, httpx2.get(answer.headers["location"]).headers["location"])


def invite(house: FastAPI, role: str = "editor", address: str = "") -> str:
    """Invite somebody; return the path of the link."""
    page = post(browser(house, "admin"), "/invitations", {"role": role, "note": "", "address": address})
    found = re.search(r'value="http://127\.0\.0\.1(/join/[^"]+)"', page.text)
    assert found, problem(page.text)
    return found[1]


def come_in(house: FastAPI, name: str = "Nils Ode", path: str = "/sign-in/openid") -> TestClient:
    """Sign in as somebody who is new, and choose a name."""
    made = browser(house)
    assert go(made, path).headers["location"] == "/sign-in/openid/name"
    answer = post(made, "/sign-in/openid/name", {"name": name})
    assert answer.status_code == 303, problem(answer.text)
    return made


def link(house: FastAPI, role: str, provider: OpenIdProvider) -> TestClient:
    """Link the account of that role with whom the provider lets in."""
    made = browser(house, role)
    page = post(made, "/account/openid", {"password": PASSWORD})
    found = re.search(r'href="(http://127[^"]+)"', page.text)
    assert found, page.text
    address = found[1].replace("&amp;", "&")
    assert come_back(made, httpx2.get(address).headers["location"]).headers["location"] == "/account"
    return made


def signed_in(made: TestClient) -> bool:
    return made.get("/account").status_code == 200


def heading(page: str) -> str:
    return re.findall(r"<h1>([^<]*)</h1>", page)[0]
