"""How much, how fast and how often: the size of requests, the time they take, and how often somebody may try."""

from __future__ import annotations

import asyncio
import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final, NoReturn

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORM: Final = 2 * 2**20
"""The most bytes of a form without files."""
_CHUNK_WAIT: Final = 15.0
"""For so many seconds the desk waits for the next piece of a request."""
_GRACE: Final = 30.0
_SLOWEST: Final = 16_384  # bytes a second, beyond the time of grace
_SEND_WAIT: Final = 60.0


class LimitSize:
    """Refuses requests that are larger than the desk takes, whether they say so or not, and those that come too slowly.

    limit: in bytes; forms without files may have 2 MB at most. wait: how long a piece of the request may take.
    """

    def __init__(self, app: ASGIApp, limit: int, wait: float = _CHUNK_WAIT):
        self._app, self._limit, self._wait = app, limit, wait

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope)
        limit = min(self._limit, FORM) if sent.get("content-type", "").startswith(_PLAIN_FORM) else self._limit
        said = sent.get("content-length", "0")
        if not said.isascii() or not said.isdigit() or len(said) > 15 or int(said) > limit:
            await _refusal(scope, 413, _too_large(limit))(scope, receive, send)
            return
        await _Exchange(receive, send, limit, self._wait).run(self._app, scope)


_PLAIN_FORM: Final = "application/x-www-form-urlencoded"
_SLOW: Final = "The request came too slowly. Send it again."


class _RefusedError(Exception):
    """The rest of a request is not taken."""


def _too_large(limit: int) -> str:
    return f"The request is larger than {limit // 2**20} MB."


def _refusal(scope: Scope, status: int, words: str) -> Response:
    close = {"Connection": "close", "X-Content-Type-Options": "nosniff"}
    if str(scope["path"]).startswith("/api/"):
        problem = {"type": "about:blank", "title": words, "status": status, "detail": words}
        return JSONResponse(problem, status, close, media_type="application/problem+json")
    return PlainTextResponse(words, status, close)


class _Exchange:
    """One request as it comes in, and its answer as it goes out.

    What is refused is answered here, whatever those within make of a request that breaks off.
    """

    def __init__(self, receive: Receive, send: Send, limit: int, wait: float):
        self._receive, self._send, self._limit, self._wait = receive, send, limit, wait
        self._seen, self._since, self._whole, self._begun = 0, time.monotonic(), False, False
        self._refused: tuple[int, str] | None = None

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Let `app` answer."""
        try:
            await app(scope, self.receive, self.send)
        except Exception:
            if self._refused is None:
                raise
        if self._refused is not None and not self._begun:
            await _refusal(scope, *self._refused)(scope, self._receive, self._send)

    async def receive(self) -> Message:
        """Return the next piece. Raises _RefusedError where there is too much of it, or it does not come."""
        if self._refused is not None:
            raise _RefusedError
        if self._whole:  # what is waited for now is that the browser goes away
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._wait)
        except TimeoutError:
            self._refuse(408, _SLOW)
        if message["type"] != "http.request":
            return message
        self._seen += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._seen > self._limit:
            self._refuse(413, _too_large(self._limit))
        if not self._whole and time.monotonic() - self._since > _GRACE + self._seen / _SLOWEST:
            self._refuse(408, _SLOW)
        return message

    async def send(self, message: Message) -> None:
        """Send a piece of the answer; who does not take it holds what it needs for so long only."""
        if self._refused is not None and not self._begun:
            return
        self._begun = True
        await asyncio.wait_for(self._send(message), _SEND_WAIT)

    def _refuse(self, status: int, words: str) -> NoReturn:
        self._refused = (status, words)
        raise _RefusedError(words)


class Limiter:
    """Counts how often something was tried: so many times within so many seconds, for each key by itself.

    In memory: it forgets with the process, and several processes each count their own.
    """

    def __init__(self, times: int, seconds: float, *, clock: Callable[[], float] = time.monotonic, most: int = 20_000):
        self._times, self._seconds, self._clock, self._most = times, seconds, clock, most
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> float:
        """Count a try, and return 0; where there were too many, return for how many seconds to wait instead."""
        with self._lock:
            now = self._clock()
            tries = self._tries.setdefault(key, deque())
            self._tries.move_to_end(key)
            while tries and tries[0] <= now - self._seconds:
                tries.popleft()
            if len(tries) >= self._times:
                return tries[0] + self._seconds - now
            tries.append(now)
            while len(self._tries) > self._most:
                self._tries.popitem(last=False)
            return 0.0

    def give_back(self, key: str) -> None:
        """Take the last try back: it was none that counts."""
        with self._lock:
            tries = self._tries.get(key)
            if tries:
                tries.pop()

    def forget(self, key: str) -> None:
        """Let a key begin anew."""
        with self._lock:
            self._tries.pop(key, None)


def neighbourhood(host: str | None) -> str:
    """Return what stands for an address when tries are counted: of IPv6 the network of 64 bits that one user has."""
    try:
        address = ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return host or "nowhere"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)
