"""How the desk asks an OpenID provider: over https, within a time, for so many bytes of JSON, and never elsewhere."""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import certifi
import httpx2

from onrecord.errors import OnrecordError

WAIT: Final = 10.0
"""For so many seconds one answer is waited for, from the first byte sent to the last one read."""
MOST: Final = 256 * 1024
"""The most bytes of an answer. Key sets of large providers have some ten thousand."""


class ProviderError(OnrecordError):
    """The provider cannot be asked, or is not what it is said to be. The words are for admins; they hold no secret."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered: the status, and an object of JSON, empty where the answer is none."""

    status: int
    body: Mapping[str, Any]


def is_loopback(host: str) -> bool:
    """Say whether a host is the desk's own machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(url: object, what: str, *, query: bool = True) -> str:
    """Return an address that may be asked: https, or http on this machine. Raises ProviderError for any other.

    what: how the message names it. query: whether it may have a part after a question mark.
    """
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ProviderError(f"{what} is no address") from None
    if not host or parts.username is not None or parts.fragment or (parts.query and not query):
        raise ProviderError(f"{what} is no address that can be asked")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ProviderError(f"{what} does not begin with https://")
    return str(url)


async def ask(
    url: str, *, form: Mapping[str, str] | None = None, basic: tuple[str, str] | None = None, bearer: str = ""
) -> Answer:
    """Ask for `url`, or send it a form. Redirects are not followed: what is sent is for this address alone.

    basic, bearer: how the desk says who it is. Raises ProviderError where nothing comes, or not within WAIT, or more
    than MOST bytes.
    """
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    try:
        async with asyncio.timeout(WAIT), _client(url) as client:
            method = "GET" if form is None else "POST"
            sent = client.stream(method, url, data=form, headers=headers, auth=basic)
            async with sent as response:
                body = bytearray()
                async for piece in response.aiter_raw():
                    body += piece
                    if len(body) > MOST:
                        raise ProviderError(f"{_place(url)} sent more than {MOST // 1024} KB")
    except TimeoutError:
        raise ProviderError(f"{_place(url)} did not answer within {WAIT:g} seconds") from None
    except httpx2.HTTPError as e:  # its words name the host and the fault, and hold nothing that was sent
        raise ProviderError(f"{_place(url)} cannot be reached ({type(e).__name__}: {str(e)[:200]})") from None
    return Answer(response.status_code, _json(bytes(body)))


def _client(url: str) -> httpx2.AsyncClient:
    here = is_loopback(urlsplit(url).hostname or "")  # no proxy leads back to this machine
    return httpx2.AsyncClient(verify=_tls(), timeout=WAIT, trust_env=not here, follow_redirects=False)


@functools.cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()  # the system's certificates, or those that SSL_CERT_FILE names
    context.load_verify_locations(certifi.where())  # for systems that have none
    return context


def _place(url: str) -> str:
    return url.partition("?")[0][:200]


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
