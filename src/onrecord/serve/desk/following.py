"""What people follow: the list of it, feeds, and digests by e-mail."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field, ValidationError

from onrecord.errors import OnrecordError
from onrecord.record import events, follows, mailings
from onrecord.record.events import Followed
from onrecord.serve.desk.front import Asked
from onrecord.serve.desk.security import refuse_forged
from onrecord.serve.desk.web import Visitor, need, page, settings_of, store_of
from onrecord.serve.feeds import ATOM_TYPE, JSON_TYPE, MOST, Feed, as_atom, as_json, titled

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Reader = Annotated[Visitor, Depends(need("reader"))]


class Thing(BaseModel):
    """What is to be followed: a kind and a key; of a search the query string of the search page instead."""

    kind: str = Field("", max_length=20)
    key: str = Field("", max_length=300)
    query: str = Field("", max_length=2000)

    def values(self) -> dict[str, Any] | None:
        """Return what a search asks for as plain values, None for other kinds. Raises 422 where it asks for nothing."""
        if self.kind != "search":
            return None
        try:
            asked = Asked(**{k: v for k, v in parse_qsl(self.query) if k != "after"})  # type: ignore[arg-type]
        except ValidationError:
            raise HTTPException(422, "That is no search.") from None
        values = events.query_values(asked.query())
        if not values:
            raise HTTPException(422, "Search for something first: nobody can follow everything.")
        return values


def base_of(request: Request) -> str:
    """Return where people reach this desk, for links that must be whole."""
    return (settings_of(request).public_url or str(request.base_url)).rstrip("/")


@router.get("/follows", response_class=HTMLResponse)
def following(request: Request, visitor: Reader) -> HTMLResponse:
    """List what somebody follows, with what came last of each, and where their digests go."""
    with store_of(request).looking() as connection:
        found = follows.follows_of(connection, visitor.account)
        mailing = mailings.mailing_of(connection, visitor.account)
    return page(request, "follows.html", found=found, mailing=mailing, base=base_of(request), titled=titled)


@router.post("/follows", dependencies=[Depends(refuse_forged)])
def begin(request: Request, visitor: Reader, thing: Annotated[Thing, Form()]) -> RedirectResponse:
    """Let somebody follow a thing from now on."""
    values = thing.values()
    with store_of(request).writing() as connection:
        made = follows.follow(connection, visitor.account, thing.kind, thing.key, values)
    return RedirectResponse(f"/follows#f{made.id}", status_code=303)


@router.post("/follows/mail", dependencies=[Depends(refuse_forged)])
def mail(
    request: Request,
    visitor: Reader,
    email: Annotated[str, Form(max_length=300)] = "",
    often: Annotated[str, Form(max_length=10)] = "",
) -> RedirectResponse:
    """Send digests to an address from now on, or none any more."""
    with store_of(request).writing() as connection:
        before = mailings.mailing_of(connection, visitor.account)
        if often == "off" and before is not None:
            mailings.unsubscribe(connection, before.token)
        else:
            _or_422(lambda: mailings.subscribe(connection, visitor.account, email, often))
    return RedirectResponse("/follows#mail", status_code=303)


@router.post("/follows/{id}/end", dependencies=[Depends(refuse_forged)])
def end(request: Request, visitor: Reader, id: Number) -> RedirectResponse:
    """Follow something no longer; its feeds end."""
    with store_of(request).writing() as connection:
        follows.unfollow(connection, visitor.account, id)
    return RedirectResponse("/follows", status_code=303)


@router.post("/follows/{id}/renew", dependencies=[Depends(refuse_forged)])
def renew(request: Request, visitor: Reader, id: Number) -> RedirectResponse:
    """Give the feeds of something new addresses; the old ones end."""
    with store_of(request).writing() as connection:
        follows.renew(connection, visitor.account, id)
    return RedirectResponse(f"/follows#f{id}", status_code=303)


# The token in the address is what lets a feed reader in: it cannot sign in.
@router.get("/feeds/{token}.atom", dependencies=[Depends(need("anonymous"))])
def own_atom(request: Request, token: str) -> Response:
    """Return the Atom feed of something that somebody follows."""
    return _own(request, token, "atom")


@router.get("/feeds/{token}.json", dependencies=[Depends(need("anonymous"))])
def own_json(request: Request, token: str) -> Response:
    """Return the JSON Feed of something that somebody follows."""
    return _own(request, token, "json")


# Open to whoever may read this desk.
@router.get("/feed.atom", dependencies=[Depends(need("reader"))])
def open_atom(request: Request, thing: Annotated[Thing, Query()]) -> Response:
    """Return the Atom feed of a thing, whether or not anybody follows it."""
    return _open(request, thing, "atom")


@router.get("/feed.json", dependencies=[Depends(need("reader"))])
def open_json(request: Request, thing: Annotated[Thing, Query()]) -> Response:
    """Return the JSON Feed of a thing, whether or not anybody follows it."""
    return _open(request, thing, "json")


@router.get("/mail/{token}", response_class=HTMLResponse, dependencies=[Depends(need("anonymous"))])
def mail_page(request: Request, token: str, done: str = "") -> HTMLResponse:
    """Ask whether digests are wanted. Opening the page changes nothing: programs open links in mail, too."""
    with store_of(request).looking() as connection:
        found = mailings.by_token(connection, token)
    if found is None:
        raise HTTPException(404, "This link is no longer in use.")
    return page(request, "mail.html", mailing=found, done=done)


@router.post("/mail/{token}/confirm", dependencies=[Depends(need("anonymous")), Depends(refuse_forged)])
def mail_confirm(request: Request, token: str) -> RedirectResponse:
    """Note that an address wants its digests."""
    with store_of(request).writing() as connection:
        if not mailings.confirm(connection, token):
            raise HTTPException(404, "This link is no longer in use.")
    return RedirectResponse(f"/mail/{token}?done=confirm", status_code=303)


# Without a token against forgery: mail programs send this by themselves (RFC 8058), and the link itself is secret.
@router.post("/mail/{token}/end", dependencies=[Depends(need("anonymous"))])
def mail_end(request: Request, token: str) -> RedirectResponse:
    """End digests."""
    with store_of(request).writing() as connection:
        if not mailings.unsubscribe(connection, token):
            raise HTTPException(404, "This link is no longer in use.")
    return RedirectResponse(f"/mail/{token}?done=end", status_code=303)


def _or_422(step: Any) -> None:
    try:
        step()
    except OnrecordError as e:
        raise HTTPException(422, str(e)) from None


def _own(request: Request, token: str, form: str) -> Response:
    with store_of(request).looking() as connection:
        follow = follows.by_token(connection, token)
        if follow is None:
            raise HTTPException(404, "This feed has ended.")
        happened = events.since(connection, follow.followed, most=MOST).events
    path, name = f"/feeds/{token}.{form}", _name(follow.followed)
    desk = settings_of(request).title
    feed = Feed(titled(follow), name, base_of(request), path, happened, follow.made_at, desk)
    return _answer(request, feed, form)


def _open(request: Request, thing: Thing, form: str) -> Response:
    values = thing.values()
    with store_of(request).looking() as connection:
        followed, label = follows.resolve(connection, thing.kind, thing.key, values)
        happened = events.since(connection, followed, most=MOST).events
    asked = urlencode({k: v for k, v in thing.model_dump().items() if v})
    title, desk = f"{followed.kind.capitalize()}: {label}", settings_of(request).title
    feed = Feed(title, _name(followed), base_of(request), f"/feed.{form}?{asked}", happened, desk=desk)
    return _answer(request, feed, form)


def _name(followed: Followed) -> str:
    return f"{followed.kind}:{followed.key}"


_FORMS: Final = {"atom": (as_atom, ATOM_TYPE), "json": (as_json, JSON_TYPE)}


def _answer(request: Request, feed: Feed, form: str) -> Response:
    write, media_type = _FORMS[form]
    body = write(feed)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, media_type=media_type, headers={"ETag": tag})
