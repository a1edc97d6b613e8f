"""The application: routes, middleware, errors. One record, one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from onrecord.errors import InputError, OnrecordError, RecordError
from onrecord.record.store import Store
from onrecord.serve.desk import security, sessions
from onrecord.serve.desk.limits import LimitSize
from onrecord.serve.desk.metrics import Measure
from onrecord.serve.desk.openid_client import Provider
from onrecord.serve.desk.openid_pending import Pending
from onrecord.serve.desk.routers import ROUTERS
from onrecord.serve.desk.settings import Settings
from onrecord.serve.desk.web import HERE, problem_page


def create_app(settings: Settings) -> FastAPI:
    """Return the desk over the record at `settings.db`. Raises RecordError where that cannot be opened.

    Raises ProviderError where the OpenID provider's issuer is no address that may be asked.
    """
    provider = Provider(settings.openid) if settings.openid else None
    store = Store(settings.db)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(
        title="onrecord", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.state.settings, app.state.store = settings, store
    app.state.openid, app.state.openid_pending = provider, Pending()
    for router, in_schema in ROUTERS:
        app.include_router(router, include_in_schema=in_schema)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.middleware("http")(_know_the_visitor)
    app.middleware("http")(security.tokens)
    app.middleware("http")(security.headers)
    app.add_middleware(LimitSize, limit=settings.upload_mb * 2**20)
    if settings.hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts, www_redirect=False)
    app.add_middleware(Measure)
    app.add_exception_handler(HTTPException, _show_http)
    app.add_exception_handler(RequestValidationError, _show_invalid)
    app.add_exception_handler(OnrecordError, _show_refused)
    return app


async def _know_the_visitor(request: Request, call_next: security.Next) -> Response:
    request.state.visitor = sessions.ANONYMOUS
    try:
        request.state.visitor = await sessions.visitor_for(request)
    except OnrecordError as error:
        return _problem(request, 503, "The desk does not work at the moment", str(error))
    return await call_next(request)


def _unknown(request: Request, detail: str) -> Response:
    """Lead a person to where they sign in, and tell a program that it must say who it is."""
    if not _wants_json(request) and request.method in ("GET", "HEAD"):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/sign-in?next={quote(request.url.path + query)}", status_code=303)
    answer = _problem(request, 401, "Sign in first", detail)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _problem(request: Request, status: int, title: str, detail: str) -> Response:
    """Return one shape of error for programs (RFC 9457), a page for people."""
    if _wants_json(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return JSONResponse(body, status_code=status, media_type="application/problem+json")
    return problem_page(request, status, title, detail)


async def _show_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 401:
        return _unknown(request, str(error.detail))
    titles = {403: "This is not allowed", 404: "There is nothing here", 413: "That is too large", 429: "Too often"}
    title = titles.get(error.status_code, "That did not work")
    answer = _problem(request, error.status_code, title, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _show_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(x) for x in first["loc"][1:])
    return _problem(request, 422, "Something is missing or not as it should be", f"{where}: {first['msg']}")


async def _show_refused(request: Request, error: Exception) -> Response:
    # A database that failed (it is the cause then) is the desk's fault; what the record lacks is not.
    failed = isinstance(error, RecordError) and error.__cause__ is not None
    status = 422 if isinstance(error, InputError) else 503 if failed else 404
    return _problem(request, status, "That could not be done", str(error))
