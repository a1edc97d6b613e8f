"""Who may use the interface: readers, and keys that may read; without accounts whoever sits before the desk."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from fastapi.security import HTTPBearer

from onrecord.serve.desk.web import Visitor, need, visitor_of

KEYS: Final = r"^[0-9A-Za-z][0-9A-Za-z_.:-]*$"
_reader = need("reader")
_sends_by_key = need("reader", "read")
_sends = need("commenter", "read")
bearer: Final = HTTPBearer(
    auto_error=False, scheme_name="key", description="A key with the scope `read`, made on the desk's page of keys."
)
"""How a key is sent, for the description; the desk itself looks at it before any route is asked."""


async def _may_read(request: Request) -> Visitor:
    # A coroutine, so that it costs no thread: it is asked at every request.
    return _reader(request)


async def _may_send(request: Request) -> Visitor:
    return (_sends if visitor_of(request).scopes is None else _sends_by_key)(request)


Reader = Annotated[Visitor, Depends(_may_read)]
"""Who asks. Raises 401 or 403 where they may not read."""
Sender = Annotated[Visitor, Depends(_may_send)]
"""Who sends a text. Raises 401 or 403 where they may not have texts read, which takes time on the machine."""


def asked_key(what: str) -> Any:
    """Return how a key is asked for in a question."""
    return Query(min_length=1, max_length=100, pattern=KEYS, description=what)
