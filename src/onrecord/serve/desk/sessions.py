"""Who asks: sessions in browsers, keys of programs; signing in and out."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from onrecord.errors import OnrecordError
from onrecord.record import accounts, keys, log, passwords
from onrecord.serve.desk.limits import Limiter, neighbourhood
from onrecord.serve.desk.metrics import METRICS
from onrecord.serve.desk.security import CSRF_HEADER, cookie_name, holds_token, local_path, refuse_forged, renew_token
from onrecord.serve.desk.web import SINGLE, Visitor, need, page, settings_of, store_of

router = APIRouter()

COOKIE: Final = "onrecord_session"
ANONYMOUS: Final = Visitor("anonymous")
_ANYBODY: Final = Depends(need("anonymous"))
_REFUSED: Final = "The name or the password is not right."


class Attempts:
    """How often an account, or an address, may be tried: for one desk, in memory."""

    def __init__(self) -> None:
        self._account = Limiter(100, 3600)  # from everywhere: NIST SP 800-63B lets nobody guess more often than that
        self._pair = Limiter(10, 900)  # from one place
        self._address = Limiter(60, 900)  # for all accounts together

    def take(self, request: Request, name: str) -> None:
        """Count a try. Raises 429 where there were too many, whether or not there is such an account."""
        _hold(max(limiter.take(key) for limiter, key in self._counted(request, name)))

    def take_place(self, request: Request) -> None:
        """Count a try of somebody who has not said yet who they are. Raises 429 where there were too many."""
        _hold(self._address.take(_place(request)))

    def give_back_place(self, request: Request) -> None:
        """Let somebody who got in have it back."""
        self._address.give_back(_place(request))

    def forget(self, request: Request, name: str) -> None:
        """Let somebody who got in begin anew; what others tried for the same account, or from there, still counts."""
        for limiter, key in self._counted(request, name):
            limiter.give_back(key)
            if limiter is self._pair:
                limiter.forget(key)

    def _counted(self, request: Request, name: str) -> tuple[tuple[Limiter, str], ...]:
        place = _place(request)
        account = passwords.digest_of(accounts.name_key(name[:200]))
        return (self._pair, f"{account} {place}"), (self._address, place), (self._account, account)


def _place(request: Request) -> str:
    return neighbourhood(request.client.host if request.client else None)


def _hold(wait: float) -> None:
    """Raise 429 where there are so many seconds to wait."""
    if wait <= 0:
        return
    METRICS.count("onrecord_sign_ins_total", "held")
    again = {"Retry-After": str(int(wait) + 1)}
    raise HTTPException(429, f"That was tried too often. Wait {int(wait // 60) + 1} minutes and try again.", again)


def attempts_of(request: Request) -> Attempts:
    """Return what this desk has counted."""
    state = request.app.state
    if not hasattr(state, "attempts"):
        state.attempts = Attempts()
    found: Attempts = state.attempts
    return found


async def visitor_for(request: Request) -> Visitor:
    """Return who asks: by a key under /api/ and for /metrics, else by the session's cookie."""
    if not settings_of(request).accounts:
        return SINGLE
    path = request.url.path
    if path.startswith("/static/"):
        return ANONYMOUS
    by_program = path.startswith("/api/") or path == "/metrics"
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if by_program and scheme.lower() == "bearer":
        return await run_in_threadpool(_by_key, request, secret.strip())
    token = session_token(request)
    if not token:
        return ANONYMOUS
    changes = request.method not in ("GET", "HEAD", "OPTIONS")
    if by_program and changes and not holds_token(request, request.headers.get(CSRF_HEADER, "")):
        return ANONYMOUS  # the interface's forms hold no token: a cookie alone must not be able to change anything
    return await run_in_threadpool(_by_session, request, token)


def session_token(request: Request) -> str:
    """Return the token in the browser's cookie, "" where there is none."""
    token = request.cookies.get(cookie_name(COOKIE, secure=settings_of(request).secure), "")
    return token if len(token) < 100 else ""


def _by_session(request: Request, token: str) -> Visitor:
    with store_of(request).looking() as connection:
        found = accounts.signed_in(connection, token)
    return Visitor(found[0].role, found[0].id, found[0].name) if found else ANONYMOUS


def _by_key(request: Request, secret: str) -> Visitor:
    store = store_of(request)
    with store.looking() as connection:
        found = keys.opened_by(connection, secret)
    if found is None:
        METRICS.count("onrecord_keys_refused_total", "")
        return ANONYMOUS
    account, key = found
    if key.used_on != log.now()[:10]:
        with store.writing() as connection:
            keys.used(connection, key.id)
    return Visitor(account.role, account.id, account.name, frozenset(key.scopes))


def with_accounts(request: Request) -> None:
    """Raise 404 on a desk without accounts. A dependency of all that has to do with them."""
    if not settings_of(request).accounts:
        raise HTTPException(404, "This desk has no accounts: whoever sits before it may do everything.")


def enter(request: Request, account: int, to: str) -> Response:
    """Open a session for an account in this browser, in place of the one that it had, and lead on."""
    secure = settings_of(request).secure
    with store_of(request).writing() as connection:
        accounts.sign_out(connection, session_token(request))
        token = accounts.sign_in(connection, account, request.headers.get("user-agent", ""))
    renew_token(request)
    answer = RedirectResponse(to, status_code=303)
    answer.set_cookie(
        cookie_name(COOKIE, secure=secure), token, max_age=accounts.SESSION_DAYS * 86400, httponly=True, secure=secure,
        samesite="lax", path="/",
    )  # fmt: skip
    return answer


def leave(request: Request, to: str = "/") -> Response:
    """Take the session's cookie from this browser, and lead on."""
    renew_token(request)
    answer = RedirectResponse(to, status_code=303)
    secure = settings_of(request).secure
    answer.delete_cookie(cookie_name(COOKIE, secure=secure), path="/", secure=secure, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.get("/sign-in", response_class=HTMLResponse, dependencies=[Depends(with_accounts), _ANYBODY])
def sign_in_page(request: Request, next: str = "/") -> HTMLResponse:
    """Ask for name and password."""
    return page(request, "sign_in.html", next=local_path(next), name="", problem="")


@router.post("/sign-in", dependencies=[Depends(with_accounts), _ANYBODY, Depends(refuse_forged)])
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Let somebody in; say the same, as slowly, of a wrong name and of a wrong password."""
    attempts = attempts_of(request)
    attempts.take(request, name)
    store, to = store_of(request), local_path(next)
    with store.looking() as connection:
        id, kept = accounts.kept_password(connection, name)
    if not passwords.matches(kept, password) or id is None or kept is None:
        METRICS.count("onrecord_sign_ins_total", "refused")
        return page(request, "sign_in.html", status=422, next=to, name=name, problem=_REFUSED)
    try:
        answer = enter(request, id, to)
    except OnrecordError:  # it was disabled meanwhile
        return page(request, "sign_in.html", status=422, next=to, name=name, problem=_REFUSED)
    attempts.forget(request, name)
    METRICS.count("onrecord_sign_ins_total", "let in")
    if passwords.outdated(kept):
        with store.writing() as connection:
            accounts.renew_hash(connection, id, passwords.hashed(password))
    return answer


@router.post("/sign-out", dependencies=[Depends(with_accounts), _ANYBODY, Depends(refuse_forged)])
def sign_out(request: Request) -> Response:
    """End the session in this browser."""
    with store_of(request).writing() as connection:
        accounts.sign_out(connection, session_token(request))
    return leave(request)


@router.post("/sign-out-everywhere", dependencies=[Depends(with_accounts), Depends(refuse_forged)])
def sign_out_everywhere(request: Request, visitor: Annotated[Visitor, Depends(need("reader"))]) -> Response:
    """End all sessions of who is signed in here."""
    with store_of(request).writing() as connection:
        accounts.sign_out_everywhere(connection, visitor.account or 0)
    return leave(request)
