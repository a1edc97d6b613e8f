"""What is under way between a browser, the desk and a provider: held here, found by a cookie, for a few minutes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request, Response

from onrecord.record import passwords
from onrecord.record.openid import Newcomer
from onrecord.serve.desk.security import cookie_name
from onrecord.serve.desk.web import settings_of

SECONDS: Final = 600
"""So long somebody may take at the provider, and to choose a name."""
COOKIE: Final = "onrecord_openid"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in: what must come back, and what for.

    state, nonce, verifier: random, and known to nobody else but, the first two, the provider. back: where the provider
    sends the browser. to: where it is led on the desk. account: which account is to be linked, None where somebody
    signs in. invitation: by which they come.
    """

    back: str
    to: str = "/"
    account: int | None = None
    invitation: int | None = None
    state: str = field(default_factory=passwords.new_token)
    nonce: str = field(default_factory=passwords.new_token)
    verifier: str = field(default_factory=passwords.new_token)  # 43 characters, the least that RFC 7636 takes


@dataclass(frozen=True, slots=True)
class Welcome:
    """Somebody who may have an account, and is asked for a name: who, which name the provider has, where they go."""

    newcomer: Newcomer
    name: str
    to: str


class Pending:
    """Holds what is under way, in memory: it ends with the process, and the oldest gives way to what is too much."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = 10_000):
        self._clock, self._most = clock, most
        self._held: OrderedDict[str, tuple[float, Attempt | Welcome]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, value: Attempt | Welcome) -> str:
        """Hold something, and return the token by which it is found."""
        token = passwords.new_token()
        with self._lock:
            now = self._clock()
            self._held[passwords.digest_of(token)] = (now + SECONDS, value)
            while len(self._held) > self._most or next(iter(self._held.values()))[0] <= now:
                self._held.popitem(last=False)
        return token

    def get(self, token: str) -> Attempt | Welcome | None:
        """Return what is held under a token, None where nothing is, or for too long."""
        with self._lock:
            until, value = self._held.get(passwords.digest_of(token), (0.0, None))
            return value if until > self._clock() else None

    def take(self, token: str) -> bool:
        """Hold it no more; return whether it was still held, so that nothing is used twice."""
        with self._lock:
            return self._held.pop(passwords.digest_of(token), None) is not None


def token_of(request: Request) -> str:
    """Return the token in the browser's cookie, "" where there is none."""
    token = request.cookies.get(cookie_name(COOKIE, secure=settings_of(request).secure), "")
    return token if len(token) < 100 else ""


def give(request: Request, answer: Response, token: str) -> None:
    """Give the browser the cookie. It must come along when the provider sends the browser back, so it is lax."""
    secure = settings_of(request).secure
    name = cookie_name(COOKIE, secure=secure)
    answer.set_cookie(name, token, max_age=SECONDS, httponly=True, secure=secure, samesite="lax", path="/")


def take_away(request: Request, answer: Response) -> None:
    """Take the cookie from the browser."""
    secure = settings_of(request).secure
    answer.delete_cookie(cookie_name(COOKIE, secure=secure), path="/", secure=secure, httponly=True, samesite="lax")
