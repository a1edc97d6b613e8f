"""Signing in at an OpenID provider: to the provider, back from it, and, for who is new, a name."""

from __future__ import annotations

import logging
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from onrecord.errors import OnrecordError
from onrecord.record import accounts, openid, passwords
from onrecord.record.accounts import Account
from onrecord.record.openid import Newcomer
from onrecord.serve.desk.metrics import METRICS
from onrecord.serve.desk.openid_claims import Person, TokenError, same
from onrecord.serve.desk.openid_client import Provider
from onrecord.serve.desk.openid_pending import Attempt, Pending, Welcome, give, take_away, token_of
from onrecord.serve.desk.openid_wire import ProviderError
from onrecord.serve.desk.security import local_path, refuse_forged
from onrecord.serve.desk.sessions import attempts_of, enter, with_accounts
from onrecord.serve.desk.web import Visitor, need, page, problem_page, settings_of, store_of, visitor_of

router = APIRouter(dependencies=[Depends(with_accounts)])
_ANYBODY: Final = Depends(need("anonymous"))
_log: Final = logging.getLogger("onrecord.openid")
_BACK: Final = "/sign-in/openid/back"
_NAME: Final = "/sign-in/openid/name"
_AGAIN: Final = "Go to the page for signing in and begin again."
Words = Annotated[str, Query(max_length=4096)]


def provider_of(request: Request) -> Provider:
    """Return the provider at which people sign in. Raises 404 where there is none."""
    found: Provider | None = request.app.state.openid
    if found is None:
        raise HTTPException(404, "This desk has no OpenID provider. Sign in with a name and a password.")
    return found


def _pending(request: Request) -> Pending:
    found: Pending = request.app.state.openid_pending
    return found


def _attempt(request: Request, to: str, account: int | None = None, invitation: int | None = None) -> Attempt:
    base = settings_of(request).public_url or str(request.base_url)
    return Attempt(base.rstrip("/") + _BACK, to, account, invitation)


async def _send(request: Request, attempt: Attempt, template: str = "") -> Response:
    """Send a browser to the provider, at once, or, where `template` names a page, by a link on that.

    Browsers that hold to form-action let no form lead away, whatever it is redirected to.
    """
    provider = provider_of(request)
    try:
        address = await provider.address(attempt)
    except ProviderError as e:
        return _unreachable(request, e)
    answer: Response = page(request, template, address=address) if template else RedirectResponse(address, 303)
    give(request, answer, _pending(request).put(attempt))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/sign-in/openid", dependencies=[_ANYBODY])
async def go(request: Request, next: str = "/") -> Response:
    """Send somebody to the provider to sign in."""
    provider_of(request)
    attempts_of(request).take_place(request)
    return await _send(request, _attempt(request, local_path(next)))


@router.get("/join/{token}/openid", dependencies=[_ANYBODY])
async def go_invited(request: Request, token: str) -> Response:
    """Send somebody to the provider who follows an invitation."""
    provider_of(request)
    attempts_of(request).take_place(request)
    found = await run_in_threadpool(_invited, request, token[:100])
    if found is None:
        return _not_open(request)
    return await _send(request, _attempt(request, "/", invitation=found.id))


def _invited(request: Request, token: str) -> accounts.Invitation | None:
    with store_of(request).looking() as connection:
        return accounts.invited(connection, token)


def _not_open(request: Request) -> Response:
    return problem_page(
        request, 404, "This invitation does not hold",
        "It was used, taken back, or is too old. Ask whoever sent it for another one.",
    )  # fmt: skip


@router.post("/account/openid", dependencies=[Depends(refuse_forged)])
async def go_to_link(
    request: Request,
    visitor: Annotated[Visitor, Depends(need("reader"))],
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Let somebody sign in at the provider so that their account is linked; their password shows that it is they."""
    provider_of(request)
    attempts_of(request).take(request, visitor.name)
    if not await run_in_threadpool(_knows, request, visitor, password):
        return problem_page(
            request, 422, "The password is not right", "Go back to your account's page and write it again."
        )
    attempts_of(request).forget(request, visitor.name)
    return await _send(request, _attempt(request, "/account", account=visitor.account), "openid_go.html")


def _knows(request: Request, visitor: Visitor, password: str) -> bool:
    with store_of(request).looking() as connection:
        _, kept = accounts.kept_password(connection, visitor.name)
    return passwords.matches(kept, password)


@router.post("/account/openid/end", dependencies=[Depends(refuse_forged)])
def end_link(request: Request, visitor: Annotated[Visitor, Depends(need("reader"))]) -> Response:
    """End the link of one's account with the provider."""
    provider_of(request)
    try:
        with store_of(request).writing() as connection:
            openid.unlink(connection, visitor.account or 0, who=visitor.name)
    except OnrecordError as e:
        return problem_page(request, 422, "The link stays", str(e))
    return RedirectResponse("/account", status_code=303)


@router.get(_BACK, dependencies=[_ANYBODY])
async def back(request: Request, state: Words = "", code: Words = "", error: Words = "", iss: Words = "") -> Response:
    """Take in what the provider sends with somebody who comes back from it."""
    provider, pending, token = provider_of(request), _pending(request), token_of(request)
    attempt = pending.get(token)
    if not isinstance(attempt, Attempt) or not same(state, attempt.state) or not pending.take(token):
        return problem_page(
            request, 400, "This sign-in is not under way",
            f"It was begun in another browser, or long ago, or it is done already. {_AGAIN}",
        )  # fmt: skip
    if error or not code:
        answer = _refused_there(request, error)
    else:
        try:
            found = await provider.redeem(code, attempt, iss)
            answer = await run_in_threadpool(_let_in, request, attempt, found)
        except ProviderError as e:
            answer = _unreachable(request, e)
        except TokenError as e:
            answer = _not_shown(request, e)
    if not answer.headers.get("location", "").startswith(_NAME):
        take_away(request, answer)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _let_in(request: Request, attempt: Attempt, found: Person) -> Response:
    """Open the account of who signed in at the provider, or link it, or ask who is new for a name."""
    provider, store = provider_of(request).settings, store_of(request)
    with store.looking() as connection:
        own = openid.owner(connection, provider.issuer, found.subject)
    if attempt.account is not None:
        return _link(request, attempt, found)
    if own is not None:
        return _enter(request, own, attempt.to, found)
    with store.looking() as connection:
        if attempt.invitation is not None:
            by = accounts.open_invitation(connection, attempt.invitation)
        else:
            by = openid.invited(connection, found.address) if found.address else None
    if by is None and attempt.invitation is not None:
        return _not_open(request)
    if by is None and not provider.newcomers:
        return _not_invited(request, found)
    given = by.role if by else "reader"
    role = (found.role or "reader") if provider.role_claim else given
    newcomer = Newcomer(provider.issuer, found.subject, role, by.id if by else None)
    answer = RedirectResponse(_NAME, status_code=303)
    give(request, answer, _pending(request).put(Welcome(newcomer, _fit(found.name), attempt.to)))
    return answer


def _enter(request: Request, own: Account, to: str, found: Person) -> Response:
    if own.state != "active":
        _refuse(f"the account {own.name!r} is disabled")
        return problem_page(
            request, 403, "This account is switched off",
            "It lets nobody in at the moment. An admin of this desk can switch it on again.",
        )  # fmt: skip
    if provider_of(request).settings.role_claim:
        with store_of(request).writing() as connection:
            if not openid.give_role(connection, own, found.role or "reader"):
                _log.warning("OpenID Connect: %r stays the last admin, whatever the provider says.", own.name)
    answer = enter(request, own.id, to)
    attempts_of(request).give_back_place(request)
    METRICS.count("onrecord_sign_ins_total", "let in")
    return answer


def _link(request: Request, attempt: Attempt, found: Person) -> Response:
    account, issuer = visitor_of(request).account, provider_of(request).settings.issuer
    if account is None or account != attempt.account:
        return problem_page(request, 403, "Somebody else is signed in here now", "Sign in as yourself and link anew.")
    try:
        with store_of(request).writing() as connection:
            openid.link(connection, account, issuer, found.subject, who=visitor_of(request).name)
    except OnrecordError as e:
        return problem_page(request, 422, "The account was not linked", str(e))
    return enter(request, account, "/account")


def _fit(name: str) -> str:
    try:
        return accounts.check_name(name)
    except OnrecordError:
        return ""


def _welcome(request: Request) -> Welcome | None:
    found = _pending(request).get(token_of(request))
    return found if isinstance(found, Welcome) else None


def _name_page(
    request: Request, found: Welcome | None, status: int = 200, name: str = "", problem: str = ""
) -> Response:
    if found is None:
        return problem_page(request, 400, "This sign-in is not under way", f"It took too long. {_AGAIN}")
    role = found.newcomer.role
    return page(request, "openid_name.html", status=status, name=name or found.name, role=role, problem=problem)


@router.get(_NAME, response_class=HTMLResponse, dependencies=[_ANYBODY])
def name_page(request: Request) -> Response:
    """Ask who is new for a name."""
    provider_of(request)
    return _name_page(request, _welcome(request))


@router.post(_NAME, dependencies=[_ANYBODY, Depends(refuse_forged)])
def choose_name(request: Request, name: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Make the account of who is new, and sign them in."""
    provider_of(request)
    found, pending, token = _welcome(request), _pending(request), token_of(request)
    if found is None:
        return _name_page(request, None)
    try:
        with store_of(request).writing() as connection:
            made = openid.join(connection, found.newcomer, name)
    except OnrecordError as e:
        return _name_page(request, found, 422, name, str(e))
    pending.take(token)
    answer = enter(request, made.id, found.to)
    attempts_of(request).give_back_place(request)
    METRICS.count("onrecord_sign_ins_total", "let in")
    take_away(request, answer)
    return answer


# What goes wrong, for people on a page and for admins in the log


def _refuse(why: str) -> None:
    METRICS.count("onrecord_sign_ins_total", "refused")
    _log.warning("OpenID Connect: a sign-in was refused: %s.", why)


def _named(request: Request) -> str:
    return provider_of(request).settings.name


def _unreachable(request: Request, e: ProviderError) -> Response:
    _log.error("OpenID Connect: %s.", e)
    return problem_page(
        request, 503, f"{_named(request)} cannot be reached",
        "Try again in some minutes, or sign in with a password. Admins find the reason in the desk's log.",
    )  # fmt: skip


def _not_shown(request: Request, e: TokenError) -> Response:
    _refuse(f"of what the provider sent, {e}")
    return problem_page(
        request, 403, f"{_named(request)} did not show who you are",
        f"{_AGAIN} If it happens again, tell an admin, who finds the reason in the desk's log.",
    )  # fmt: skip


def _refused_there(request: Request, error: str) -> Response:
    if error in ("", "access_denied", "login_required", "interaction_required", "consent_required"):
        METRICS.count("onrecord_sign_ins_total", "refused")
        return problem_page(
            request, 403, f"You did not sign in at {_named(request)}",
            f"You, or it, stopped before the end. {_AGAIN}",
        )  # fmt: skip
    said = "".join(c for c in error if c.isascii() and (c.isalnum() or c in "_.-"))[:80]
    return _unreachable(request, ProviderError(f"the provider sent somebody back with the error {said!r}"))


def _not_invited(request: Request, found: Person) -> Response:
    if found.unverified:
        _refuse(f"the provider does not say that the e-mail address of {found.subject!r} is verified")
        return problem_page(
            request, 403, "Your e-mail address is not verified",
            f"Have it verified at {_named(request)}, and sign in again; or ask an admin of this desk for a link.",
        )  # fmt: skip
    _refuse(f"{found.subject!r} has no account here and was not invited")
    return problem_page(
        request, 403, "You are not invited",
        "An admin of this desk can invite you. If you have an account here, sign in with its password and link it on "
        "its page.",
    )  # fmt: skip
