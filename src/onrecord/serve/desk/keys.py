"""Keys for the interface: each person makes and revokes their own."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from onrecord.errors import OnrecordError
from onrecord.record import keys
from onrecord.serve.desk.security import refuse_forged
from onrecord.serve.desk.sessions import with_accounts
from onrecord.serve.desk.web import Visitor, need, page, store_of

router = APIRouter(dependencies=[Depends(with_accounts)])
_WHAT: Final = {
    "read": "read the record, and texts without storing them",
    "comment": "comment",
    "judge": "confirm and correct",
    "add": "add articles",
}
"""What each scope is for, in words."""


def _keys_page(request: Request, visitor: Visitor, secret: str = "", problem: str = "") -> HTMLResponse:
    with store_of(request).looking() as connection:
        found = keys.keys(connection, visitor.account or 0)
    return page(
        request, "keys.html", status=422 if problem else 200, keys=found, secret=secret, problem=problem, what=_WHAT,
        days=keys.DAYS,
    )  # fmt: skip


@router.get("/keys", response_class=HTMLResponse)
def own_keys(request: Request, visitor: Annotated[Visitor, Depends(need("reader"))]) -> HTMLResponse:
    """Show one's own keys."""
    return _keys_page(request, visitor)


@router.post("/keys", dependencies=[Depends(refuse_forged)])
def make_key(
    request: Request,
    visitor: Annotated[Visitor, Depends(need("reader"))],
    name: Annotated[str, Form(max_length=200)] = "",
    days: Annotated[str, Form(max_length=5)] = "",
    scope: Annotated[tuple[str, ...], Form(max_length=20)] = (),
) -> Response:
    """Make a key and show its secret, this once: it is kept nowhere, so no other page could show it."""
    try:
        with store_of(request).writing() as connection:
            wanted = int(days) if days.isascii() and days.isdigit() else 0
            _, secret = keys.make(connection, visitor.account or 0, name, scope, wanted)
    except OnrecordError as e:
        return _keys_page(request, visitor, problem=str(e))
    answer = _keys_page(request, visitor, secret)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/keys/{number}/revoke", dependencies=[Depends(refuse_forged)])
def revoke_key(request: Request, visitor: Annotated[Visitor, Depends(need("reader"))], number: int) -> Response:
    """Revoke one of one's own keys."""
    with store_of(request).writing() as connection:
        keys.revoke(connection, visitor.account or 0, number if 0 < number < 2**31 else 0)
    return RedirectResponse("/keys", status_code=303)
