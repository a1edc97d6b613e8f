"""What every page is made with: templates, the visitor, the record, and the way errors are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlencode

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from onrecord.record.store import Store
from onrecord.serve.desk.settings import Settings
from onrecord.serve.outline import UNKNOWN, verb
from onrecord.serve.when import in_words, moment

Role = Literal["anonymous", "reader", "commenter", "editor", "admin"]
ROLES: Final[tuple[Role, ...]] = ("anonymous", "reader", "commenter", "editor", "admin")
"""Each may do all that those before it may."""
HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: their role, and, where they are signed in, their account's number and name.

    scopes: what the key is for that a program of theirs shows, None where they come in person.
    """

    role: Role
    account: int | None = None
    name: str = ""
    scopes: frozenset[str] | None = None

    def may(self, role: Role) -> bool:
        """Say whether the visitor may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


SINGLE: Final = Visitor("admin", None, "desk")
"""Whoever sits before a desk without accounts."""


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"when": _when, "moment": _moment, "verb": _verb, "query": _query}
    return made


def _when(edtf: str | None) -> str:
    return in_words(edtf) if edtf else ""


def _moment(iso: str | None) -> str:
    return moment(iso) if iso else ""


def _verb(act: str | None, negated: bool | None = False) -> str:
    return verb(act, negated=bool(negated)) or UNKNOWN


def _query(values: dict[str, Any]) -> str:
    return urlencode({k: v for k, v in values.items() if v not in (None, "", False)})


TEMPLATES: Final = _environment()


def settings_of(request: Request) -> Settings:
    """Return what this desk is run with."""
    found: Settings = request.app.state.settings
    return found


def store_of(request: Request) -> Store:
    """Return the record that this desk shows."""
    found: Store = request.app.state.store
    return found


def visitor_of(request: Request) -> Visitor:
    """Return who asks, as the middleware found it."""
    found: Visitor = request.state.visitor
    return found


def need(role: Role, scope: str | None = None) -> Callable[[Request], Visitor]:
    """Return a dependency that lets pass whoever may do what `role` may, and raises 403 (401 before signing in).

    scope: what a key must be for; without one, keys that are for reading may ask, and none may change anything.
    """

    def check(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if not visitor.may(role):
            if visitor.role == "anonymous":
                raise HTTPException(401, "Sign in first.", {"WWW-Authenticate": "Bearer"})
            raise HTTPException(403, f"That needs the role of {role}.")
        wanted = scope or ("read" if request.method in ("GET", "HEAD") else "none")
        if visitor.scopes is not None and wanted not in visitor.scopes:
            raise HTTPException(403, "This key is not for that.")
        return visitor

    return check


def page(request: Request, template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page: `template` with `values`, and what every page needs."""
    settings = settings_of(request)
    shared = {
        "request": request, "title": settings.title, "visitor": visitor_of(request), "accounts": settings.accounts,
        "csrf": getattr(request.state, "csrf", ""), "partial": request.headers.get("hx-request") == "true",
        "openid": settings.openid.name if settings.openid else "",
    }  # fmt: skip
    return HTMLResponse(TEMPLATES.get_template(template).render(**shared, **values), status_code=status)


def problem_page(request: Request, status: int, what: str, remedy: str = "") -> Response:
    """Return a page that says what went wrong and what to do."""
    return page(request, "problem.html", status=status, heading=what, remedy=remedy)
