"""One's own account, and, for admins, people and invitations."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from onrecord.errors import OnrecordError
from onrecord.record import accounts, openid, passwords
from onrecord.serve.desk.security import refuse_forged
from onrecord.serve.desk.sessions import attempts_of, enter, session_token, with_accounts
from onrecord.serve.desk.web import Visitor, need, page, settings_of, store_of

router = APIRouter(dependencies=[Depends(with_accounts)])
Name = Annotated[str, Form(max_length=200)]
Password = Annotated[str, Form(max_length=1000)]


def _account_page(request: Request, visitor: Visitor, status: int = 200, problem: str = "") -> HTMLResponse:
    with store_of(request).looking() as connection:
        own = accounts.by_id(connection, visitor.account or 0)
        browsers = accounts.sessions(connection, own.id)
        here = accounts.signed_in(connection, session_token(request))
        links = openid.identities(connection, own.id)
        has_password = accounts.has_password(connection, own.id)
    values: dict[str, Any] = {"own": own, "sessions": browsers, "this_session": here[1].id if here else None}
    values |= {"links": links, "has_password": has_password}
    return page(request, "account.html", status=status, problem=problem, shortest=passwords.SHORTEST, **values)


@router.get("/account", response_class=HTMLResponse)
def account(request: Request, visitor: Annotated[Visitor, Depends(need("reader"))]) -> HTMLResponse:
    """Show who is signed in, where else, and what can be done about it."""
    return _account_page(request, visitor)


@router.post("/account/password", dependencies=[Depends(refuse_forged)])
def change_password(
    request: Request,
    visitor: Annotated[Visitor, Depends(need("reader"))],
    old: Password = "",
    new: Password = "",
    again: Password = "",
) -> Response:
    """Change one's password; all sessions end but this one, which begins anew."""
    attempts_of(request).take(request, visitor.name)
    store = store_of(request)
    with store.looking() as connection:
        id, kept = accounts.kept_password(connection, visitor.name)
    if not passwords.matches(kept, old) or id is None:
        return _account_page(request, visitor, 422, "The old password is not right.")
    if new != again:
        return _account_page(request, visitor, 422, "The new password is not the same in both places.")
    try:
        with store.writing() as connection:
            accounts.set_password(connection, id, new, who=visitor.name)
    except OnrecordError as e:
        return _account_page(request, visitor, 422, str(e))
    attempts_of(request).forget(request, visitor.name)
    return enter(request, id, "/account")


def _join_page(request: Request, token: str, status: int = 200, name: str = "", problem: str = "") -> HTMLResponse:
    with store_of(request).looking() as connection:
        found = accounts.invited(connection, token)
    if found is None:
        status = 404
    return page(
        request, "join.html", status=status, invitation=found, token=token, name=name, problem=problem,
        shortest=passwords.SHORTEST,
    )  # fmt: skip


@router.get("/join/{token}", response_class=HTMLResponse, dependencies=[Depends(need("anonymous"))])
def join_page(request: Request, token: str) -> HTMLResponse:
    """Welcome somebody who was invited."""
    return _join_page(request, token[:100])


@router.post("/join/{token}", dependencies=[Depends(need("anonymous")), Depends(refuse_forged)])
def join(request: Request, token: str, name: Name = "", password: Password = "", again: Password = "") -> Response:
    """Make the account that somebody was invited to have, and sign them in."""
    token = token[:100]
    attempts_of(request).take(request, token)
    if password != again:
        return _join_page(request, token, 422, name, "The password is not the same in both places.")
    try:
        with store_of(request).writing() as connection:
            made = accounts.accept(connection, token, name, password)
    except OnrecordError as e:
        return _join_page(request, token, 422, name, str(e))
    attempts_of(request).forget(request, token)
    return enter(request, made.id, "/")


def _invitations_page(request: Request, link: str = "", status: int = 200, problem: str = "") -> HTMLResponse:
    with store_of(request).looking() as connection:
        found, addresses = accounts.invitations(connection), openid.addresses(connection)
    values: dict[str, Any] = {"invitations": found, "ranks": accounts.RANKS, "days": accounts.INVITATION_DAYS}
    values |= {"addresses": addresses}
    return page(request, "invitations.html", status=status, link=link, problem=problem, **values)


@router.get("/invitations", response_class=HTMLResponse, dependencies=[Depends(need("admin"))])
def invitations(request: Request) -> HTMLResponse:
    """Show who was invited."""
    return _invitations_page(request)


@router.post("/invitations", dependencies=[Depends(refuse_forged)])
def invite(
    request: Request,
    visitor: Annotated[Visitor, Depends(need("admin"))],
    role: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=200)] = "",
    address: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Make an invitation and show its link, this once: it is kept nowhere, so no other page could show it."""
    try:
        with store_of(request).writing() as connection:
            made, token = accounts.invite(connection, accounts.rank(role), note, who=visitor.name)
            if address.strip():
                openid.invite(connection, made, address)
    except OnrecordError as e:
        return _invitations_page(request, status=422, problem=str(e))
    base = settings_of(request).public_url or str(request.base_url)
    answer = _invitations_page(request, link=f"{base.rstrip('/')}/join/{token}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/invitations/{number}/revoke", dependencies=[Depends(refuse_forged), Depends(need("admin"))])
def uninvite(request: Request, number: int) -> Response:
    """Take an invitation back."""
    with store_of(request).writing() as connection:
        accounts.uninvite(connection, _small(number))
    return RedirectResponse("/invitations", status_code=303)


def _people_page(request: Request, status: int = 200, problem: str = "") -> HTMLResponse:
    with store_of(request).looking() as connection:
        found = accounts.accounts(connection)
    return page(request, "people.html", status=status, people=found, ranks=accounts.RANKS, problem=problem)


@router.get("/people", response_class=HTMLResponse, dependencies=[Depends(need("admin"))])
def people(request: Request) -> HTMLResponse:
    """Show everybody who has an account."""
    return _people_page(request)


@router.post("/people/{number}", dependencies=[Depends(refuse_forged)])
def change_person(
    request: Request,
    visitor: Annotated[Visitor, Depends(need("admin"))],
    number: int,
    role: Annotated[str, Form(max_length=20)] = "",
    state: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Give somebody another role, or let them in no more, or again."""
    try:
        with store_of(request).writing() as connection:
            name = accounts.by_id(connection, _small(number)).name
            if state in ("active", "disabled"):
                step = accounts.enable if state == "active" else accounts.disable
                step(connection, name, who=visitor.name)
            else:
                accounts.set_role(connection, name, accounts.rank(role), who=visitor.name)
    except OnrecordError as e:
        return _people_page(request, 422, str(e))
    return RedirectResponse("/people", status_code=303)


def _small(number: int) -> int:
    """Return a number that a database can hold, 0 (which no row has) in place of any other."""
    return number if 0 < number < 2**31 else 0
