"""Tips: a form that keeps nothing of who sends them, and what editors see of them.

What these routes get is not logged, and nothing of the visitor is looked at. The receipt code is shown in the answer to
the form itself: in an address it would stay in the browser's history and in the logs on the way.
"""

from __future__ import annotations

import logging
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from onrecord.errors import OnrecordError
from onrecord.record import tips
from onrecord.serve.desk.limits import Limiter
from onrecord.serve.desk.security import refuse_forged
from onrecord.serve.desk.web import Visitor, need, page, store_of

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Admin = Annotated[Visitor, Depends(need("admin"))]
Words = Annotated[str, Form(max_length=4 * tips.LONGEST)]
Code = Annotated[str, Form(max_length=100)]

PATH: Final = "/tip"
_NEVER_KEPT: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
# Counted for all together: who sends what is not looked at.
_TIPS: Final = Limiter(120, 3600)
_CODES: Final = Limiter(600, 3600)


class Unlogged(logging.Filter):
    """Lets no line about the tip form into an access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line may be written. Uvicorn's have (address, method, path, ...) for arguments."""
        args = record.args if isinstance(record.args, tuple) else ()
        return not any(isinstance(a, str) and _is_tip(a) for a in args)


def _is_tip(path: str) -> bool:
    plain = path.partition("?")[0]
    return plain == PATH or plain.startswith(PATH + "/")


logging.getLogger("uvicorn.access").addFilter(Unlogged())


def _show(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    answer = page(request, template, status=status, **values)
    answer.headers.update(_NEVER_KEPT)
    return answer


def _form(request: Request, *, text: str = "", kind: str = "tip", problem: str = "", status: int = 200) -> HTMLResponse:
    with store_of(request).looking() as connection:
        takes = bool(tips.recipients(connection))
    return _show(request, "tip.html", status, takes=takes, text=text, kind=kind, problem=problem)


def _refuse_flood(limiter: Limiter) -> None:
    if limiter.take("all") > 0:
        raise HTTPException(429, "The desk gets more than it can take just now. Try again in an hour.")


@router.get(PATH, response_class=HTMLResponse, dependencies=[Depends(need("anonymous"))])
def tip_page(request: Request) -> HTMLResponse:
    """Show the form."""
    return _form(request)


@router.post(PATH, response_class=HTMLResponse, dependencies=[Depends(need("anonymous")), Depends(refuse_forged)])
def send(request: Request, text: Words = "", kind: Annotated[Literal["tip", "idea"], Form()] = "tip") -> HTMLResponse:
    """Seal and store a tip, and show its receipt code, once."""
    _refuse_flood(_TIPS)
    try:
        with store_of(request).writing() as connection:
            code = tips.send(connection, text, kind)
    except OnrecordError as e:
        return _form(request, text=text, kind=kind, problem=str(e), status=422)
    return _show(request, "tip_receipt.html", code=code, fresh=True, replies=[], text="", problem="", added=False)


@router.post(
    f"{PATH}/again", response_class=HTMLResponse, dependencies=[Depends(need("anonymous")), Depends(refuse_forged)]
)
def again(request: Request, code: Code = "") -> HTMLResponse:
    """Show what the desk replied to whoever has the code, and let them add to their tip."""
    _refuse_flood(_CODES)
    return _receipt(request, code)


@router.post(
    f"{PATH}/more", response_class=HTMLResponse, dependencies=[Depends(need("anonymous")), Depends(refuse_forged)]
)
def more(request: Request, code: Code = "", text: Words = "") -> HTMLResponse:
    """Add a message to a tip."""
    _refuse_flood(_TIPS)
    try:
        with store_of(request).writing() as connection:
            tips.add(connection, code, text)
    except OnrecordError as e:
        return _receipt(request, code, text=text, problem=str(e))
    return _receipt(request, code, added=True)


def _receipt(request: Request, code: str, *, text: str = "", problem: str = "", added: bool = False) -> HTMLResponse:
    try:
        with store_of(request).looking() as connection:
            replies = tips.replies(connection, code)
    except OnrecordError as e:
        return _form(request, problem=str(e), status=422)
    return _show(
        request, "tip_receipt.html", 422 if problem else 200, code=code, fresh=False, replies=replies, text=text,
        problem=problem, added=added,
    )  # fmt: skip


@router.get("/tips", response_class=HTMLResponse, dependencies=[Depends(need("editor"))])
def tip_list(request: Request) -> HTMLResponse:
    """List the tips: that they are there, not what is in them."""
    with store_of(request).looking() as connection:
        found, keys = tips.tips(connection), tips.keys(connection)
    return _show(request, "tips.html", found=found, keys=keys)


@router.get("/tips/{id}/{number}.age", dependencies=[Depends(need("editor"))])
def sealed(request: Request, id: Number, number: Number) -> Response:
    """Return a message as it is stored, to be opened with age on another machine."""
    with store_of(request).looking() as connection:
        body = tips.sealed_message(connection, id, number)
    name = {"Content-Disposition": f'attachment; filename="tip-{id}-{number}.age"'}
    return Response(body, media_type="application/octet-stream", headers=name | _NEVER_KEPT)


@router.post("/tips/keys", dependencies=[Depends(refuse_forged)])
def add_key(request: Request, visitor: Admin, recipient: Annotated[str, Form(max_length=200)] = "") -> RedirectResponse:
    """Let tips be sealed for a public key, too."""
    try:
        with store_of(request).writing() as connection:
            tips.add_key(connection, recipient, visitor.name)
    except OnrecordError as e:
        raise HTTPException(422, str(e)) from None
    return RedirectResponse("/tips", status_code=303)


@router.post("/tips/keys/{id}/retire", dependencies=[Depends(refuse_forged)])
def retire_key(request: Request, visitor: Admin, id: Number) -> RedirectResponse:
    """Seal nothing for a key any more."""
    with store_of(request).writing() as connection:
        tips.retire_key(connection, id, visitor.name)
    return RedirectResponse("/tips", status_code=303)


@router.post("/tips/{id}/forget", dependencies=[Depends(need("editor")), Depends(refuse_forged)])
def forget(request: Request, id: Number) -> RedirectResponse:
    """Delete a tip with all its messages."""
    with store_of(request).writing() as connection:
        tips.forget(connection, id)
    return RedirectResponse("/tips", status_code=303)
