"""Remarks on articles, statements and claims, and what editors do with them."""

from __future__ import annotations

import re
from typing import Annotated, Final
from urllib.parse import quote

import nh3
from fastapi import APIRouter, Depends, Form, HTTPException, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup, escape

from onrecord.record import comments, moderation
from onrecord.record.comments import Author, Comment, RefusedError
from onrecord.serve.desk.security import refuse_forged
from onrecord.serve.desk.web import Visitor, need, page, store_of

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Reader = Annotated[Visitor, Depends(need("reader"))]
Commenter = Annotated[Visitor, Depends(need("commenter", "comment"))]
Editor = Annotated[Visitor, Depends(need("editor"))]
Admin = Annotated[Visitor, Depends(need("admin"))]
Words = Annotated[str, Form(max_length=4 * comments.LONGEST)]
Why = Annotated[str, Form(max_length=2000)]

_LINK: Final = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.IGNORECASE)
_AFTER: Final = ".,;:!?…)]}"
_REL: Final = "nofollow noopener ugc"


def linked(text: str) -> Markup:
    """Return what somebody wrote as HTML: every sign as it is, http(s) addresses as links, lines as lines.

    Whatever HTML is in it is shown, not run. The result goes through a sanitizer all the same, so that a fault here
    could let through nothing but paragraphs and links.
    """
    paragraphs = (p for p in text.split("\n\n") if p.strip())
    made = "".join(f"<p>{'<br>'.join(_line(line) for line in p.split(chr(10)))}</p>" for p in paragraphs)
    return Markup(
        nh3.clean(
            made, tags={"p", "br", "a"}, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=_REL
        )
    )  # fmt: skip


def _line(line: str) -> str:
    out, at = [], 0
    for found in _LINK.finditer(line):
        url = found.group().rstrip(_AFTER)
        if found.group()[len(url) :].startswith(")") and url.count("(") > url.count(")"):
            url += ")"
        out += [escape(line[at : found.start()]), Markup('<a href="{}">{}</a>').format(url, url)]
        at = found.start() + len(url)
    return "".join((*out, escape(line[at:])))


def author_of(visitor: Visitor) -> Author:
    """Return in whose name a visitor writes."""
    return Author(visitor.account, visitor.name)


def _place(kind: str, key: str, id: int | None = None) -> str:
    return f"/comments/{quote(kind, safe='')}/{quote(key, safe='')}" + (f"#c{id}" if id else "")


def _back(c: Comment) -> RedirectResponse:
    return RedirectResponse(_place(c.kind, c.subject, c.id), status_code=303)


def _discussion(
    request: Request, visitor: Visitor, kind: str, key: str, refused: tuple[RefusedError, str] | None = None
) -> HTMLResponse:
    """Show a discussion; refused: why what somebody wrote was not taken, and the words."""
    with store_of(request).looking() as connection:
        about = comments.subject(connection, kind, key)
        found = comments.discussion(connection, about, author_of(visitor), editor=visitor.may("editor"))
    place = _PAGES[about.kind].format(quote(about.version or about.key, safe=""))
    return page(
        request, "comments.html", status=refused[0].status if refused else 200, discussion=found, about=about,
        place=place, linked=linked, problem=str(refused[0]) if refused else "", draft=refused[1] if refused else "",
        longest=comments.LONGEST,
    )  # fmt: skip


_PAGES: Final = {"article": "/articles/{}", "statement": "/statements/{}", "claim": "/claims/{}"}


@router.get("/comments/{kind}/{key}", response_class=HTMLResponse)
def discussion(request: Request, visitor: Reader, kind: str, key: str) -> HTMLResponse:
    """Show what was said of a thing; only the box of it where a page asks for that (htmx)."""
    return _discussion(request, visitor, kind, key)


@router.post("/comments/{kind}/{key}", dependencies=[Depends(refuse_forged)])
def write(
    request: Request,
    visitor: Commenter,
    kind: str,
    key: str,
    text: Words = "",
    reply_to: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """Add a remark; where it is not taken, say why and keep what was written."""
    try:
        with store_of(request).writing() as connection:
            about = comments.subject(connection, kind, key)
            made = comments.write(connection, about, author_of(visitor), text, reply_to=reply_to)
    except RefusedError as e:
        return _discussion(request, visitor, kind, key, (e, text))
    return _back(made)


@router.get("/comment/{id}", dependencies=[Depends(need("reader"))])
def permalink(request: Request, id: Number) -> RedirectResponse:
    """Lead a remark's permalink to its place."""
    with store_of(request).looking() as connection:
        return _back(comments.comment_of(connection, id))


@router.post("/comment/{id}/report", dependencies=[Depends(refuse_forged)])
def report(request: Request, visitor: Reader, id: Number, reason: Why = "") -> RedirectResponse:
    """Tell the editors of a remark."""
    try:
        with store_of(request).writing() as connection:
            return _back(moderation.report(connection, id, author_of(visitor), reason))
    except RefusedError as e:
        raise HTTPException(e.status, str(e)) from None


@router.post("/comment/{id}/take-back", dependencies=[Depends(refuse_forged)])
def take_back(request: Request, visitor: Commenter, id: Number) -> RedirectResponse:
    """Blank one's own remark."""
    try:
        with store_of(request).writing() as connection:
            return _back(comments.take_back(connection, id, author_of(visitor)))
    except RefusedError as e:
        raise HTTPException(e.status, str(e)) from None


@router.post("/comment/{id}/hide", dependencies=[Depends(refuse_forged)])
def hide(request: Request, visitor: Editor, id: Number, reason: Why = "") -> RedirectResponse:
    """Hide a remark."""
    return _decide(request, visitor, id, reason, show=False)


@router.post("/comment/{id}/restore", dependencies=[Depends(refuse_forged)])
def restore(request: Request, visitor: Editor, id: Number, reason: Why = "") -> RedirectResponse:
    """Show a remark that was hidden or waits, and settle what was reported of it."""
    return _decide(request, visitor, id, reason, show=True)


def _decide(request: Request, visitor: Visitor, id: int, reason: str, *, show: bool) -> RedirectResponse:
    try:
        with store_of(request).writing() as connection:
            moderation.decide(connection, id, show=show, reason=reason, who=visitor.name)
    except RefusedError as e:
        raise HTTPException(e.status, str(e)) from None
    return RedirectResponse("/moderation", status_code=303)


@router.post("/comments/{kind}/{key}/lock", dependencies=[Depends(refuse_forged)])
def lock(request: Request, visitor: Editor, kind: str, key: str, reason: Why = "") -> RedirectResponse:
    """Let nobody add anything to a discussion."""
    try:
        with store_of(request).writing() as connection:
            moderation.lock(connection, comments.subject(connection, kind, key), reason, visitor.name)
    except RefusedError as e:
        raise HTTPException(e.status, str(e)) from None
    return RedirectResponse(_place(kind, key), status_code=303)


@router.post("/comments/{kind}/{key}/unlock", dependencies=[Depends(refuse_forged)])
def unlock(request: Request, visitor: Editor, kind: str, key: str) -> RedirectResponse:
    """Open a discussion again."""
    with store_of(request).writing() as connection:
        moderation.unlock(connection, comments.subject(connection, kind, key), visitor.name)
    return RedirectResponse(_place(kind, key), status_code=303)


@router.get("/moderation", response_class=HTMLResponse, dependencies=[Depends(need("editor"))])
def queue(request: Request) -> HTMLResponse:
    """Show what editors should see, and what they hid."""
    with store_of(request).looking() as connection:
        waiting, hidden = moderation.queue(connection), moderation.hidden(connection)
    return page(request, "moderation.html", queue=waiting, hidden=hidden, linked=linked)


@router.get("/house-rules", response_class=HTMLResponse, dependencies=[Depends(need("anonymous"))])
def house_rules(request: Request) -> HTMLResponse:
    """Show the house rules."""
    with store_of(request).looking() as connection:
        found = comments.rules(connection)
    return page(request, "house_rules.html", rules=found, linked=linked)


@router.post("/house-rules", dependencies=[Depends(refuse_forged)])
def set_house_rules(
    request: Request, visitor: Admin, text: Words = "", hold: Annotated[str, Form(max_length=10)] = ""
) -> RedirectResponse:
    """Let other house rules hold."""
    try:
        with store_of(request).writing() as connection:
            moderation.set_rules(connection, text, hold, visitor.name)
    except RefusedError as e:
        raise HTTPException(e.status, str(e)) from None
    return RedirectResponse("/house-rules", status_code=303)
