"""What holds for every answer of the desk: headers, tokens against forged forms, and where a form may lead."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, Response
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CSRF_COOKIE: Final = "onrecord_csrf"
CSRF_FIELD: Final = "csrf"
CSRF_HEADER: Final = "x-csrf-token"
_NO_FORMS: Final = ("/static/", "/api/", "/health", "/metrics")
_TOKEN_BYTES: Final = 24
_TOKEN_SIZE: Final = 32  # characters of so many bytes
_YEAR: Final = 31_536_000

Next = Callable[[Request], Awaitable[Response]]


def cookie_name(name: str, *, secure: bool) -> str:
    """Return the name of a cookie; under https one that no other host and no plain connection can set."""
    return f"__Host-{name}" if secure else name


async def headers(request: Request, call_next: Next) -> Response:
    """Add to every answer what tells browsers to be careful; refuse what another site's page sends."""
    refused = foreign(request.method, request.headers, request.app.state.settings.public_url)
    response = await call_next(request) if not refused else PlainTextResponse(refused, status_code=403)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.app.state.settings.secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store" if request.cookies else "no-cache")
    return response


def foreign(method: str, sent: Headers, public_url: str = "") -> str | None:
    """Say why a request that changes something is refused, None where it may come through.

    Browsers say whether a page of this desk sends it; programs say nothing, and have no cookies to abuse.
    """
    if method in ("GET", "HEAD", "OPTIONS"):
        return None
    if sent.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return "The request comes from another site. Use the desk's own pages."
    origin = sent.get("origin", "null")  # our Referrer-Policy makes browsers write null for forms of our own
    own = {sent.get("host", "").lower(), urlsplit(public_url).netloc.lower()} - {""}
    if origin != "null" and origin.partition("://")[2].lower() not in own:
        return "The request comes from another site. Use the desk's own pages."
    return None


async def tokens(request: Request, call_next: Next) -> Response:
    """Give every browser a token of its own, which its forms must send back (double submit)."""
    secure = request.app.state.settings.secure
    name = cookie_name(CSRF_COOKIE, secure=secure)
    given = request.cookies.get(name, "")
    request.state.csrf = given if len(given) == _TOKEN_SIZE else secrets.token_urlsafe(_TOKEN_BYTES)
    response = await call_next(request)
    if given != request.state.csrf and not request.url.path.startswith(_NO_FORMS):
        response.set_cookie(name, request.state.csrf, httponly=True, samesite="strict", secure=secure, path="/")
    return response


def renew_token(request: Request) -> None:
    """Give the browser another token: whoever knew the old one cannot forge forms of who has just signed in."""
    request.state.csrf = secrets.token_urlsafe(_TOKEN_BYTES)


def holds_token(request: Request, sent: str) -> bool:
    """Say whether `sent` is the token that the request's browser was given."""
    name = cookie_name(CSRF_COOKIE, secure=request.app.state.settings.secure)
    expected = request.cookies.get(name, "").encode("utf-8", "surrogatepass")
    return bool(expected) and hmac.compare_digest(expected, sent.encode("utf-8", "surrogatepass"))


async def refuse_forged(request: Request) -> None:
    """Raise 403 where a form does not hold the token that its browser was given. A dependency of every form."""
    sent = request.headers.get(CSRF_HEADER)
    if sent is None:
        form = await request.form()
        value = form.get(CSRF_FIELD)
        sent = value if isinstance(value, str) else ""
    if not holds_token(request, sent):
        raise HTTPException(403, "The form was not sent from this desk, or it has been open too long. Load it again.")


def local_path(value: str, otherwise: str = "/") -> str:
    """Return `value` if it is a path on this desk, else `otherwise`: no form leads away from it."""
    if not value.startswith("/") or value[1:2] in ("/", "\\") or len(value) > 2000:
        return otherwise
    if any(ord(c) < 33 or ord(c) == 127 or c == "\\" for c in value):
        return otherwise
    return value
