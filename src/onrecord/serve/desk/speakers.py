"""Speakers: who is in the record, and everything that one of them said and that was reported of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.record import front, speakers
from onrecord.record import search as finder
from onrecord.record.claims import Claim
from onrecord.record.claims import several as find_claims
from onrecord.record.identities import Identity
from onrecord.record.identities import identity as find
from onrecord.serve.desk import bars
from onrecord.serve.desk.kept import kept
from onrecord.serve.desk.reading import READING
from onrecord.serve.desk.web import page, store_of

router = APIRouter()
LINKS_SHOWN = 25
TIED = 100
"""Names in use, roles and candidates are told by so many of somebody's newest links."""
_CHANGES = 5
_LOOKED_AT = 200
"""Of each side of a claim so many statements are looked through for somebody's own."""
_MENTIONS = 6
_TURNS = ({"asserts", "supports"}, {"denies"})


@router.get("/speakers", response_class=HTMLResponse, dependencies=READING)
def listed(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    begins: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
) -> HTMLResponse:
    """List who was quoted most of late, who goes by a name, or everybody by name."""
    store = store_of(request)
    following: str | None = None
    with store.looking() as connection:
        if q.strip():
            found = speakers.called(connection, q)
        elif begins:
            name, _, id = after.rpartition("|")
            place = (name, int(id)) if id.isascii() and id.isdigit() and len(id) < 16 else None
            found, last = speakers.by_name(connection, "" if begins == "all" else begins, after=place)
            following = f"{last[0]}|{last[1]}" if last else None
        else:
            found = kept(store, front.head(connection), ("late",), lambda: speakers.of_late(connection))
    return page(request, "speakers.html", found=found, q=q, begins=begins, after=following)


@router.get("/speakers/{key}", response_class=HTMLResponse, dependencies=READING)
def speaker(
    request: Request,
    key: str,
    act: Annotated[str, Query(max_length=40)] = "",
    topic: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(ge=1, le=500, alias="page")] = 1,
) -> Response:
    """Show one speaker."""
    store = store_of(request)
    with store.looking() as connection:
        head = front.head(connection)
        who = kept(store, head, ("speaker", key), lambda: find(connection, key, most=TIED))
        if who is None:
            raise HTTPException(404, f"The record has no speaker {key!r}. Find people by name under Speakers.")
        if who.key != key:
            return RedirectResponse(f"/speakers/{who.key}", status_code=303)
        ids = speakers.members(connection, key)
        survey = kept(store, head, ("survey", key), lambda: speakers.survey(connection, ids, _names(who)))
        if number == 1 and not act and not topic:
            said = speakers.newest(connection, survey)
        else:
            said = speakers.said(connection, ids, act=act, words=topic, page=number)
        beside: dict[str, Any] = {"denied": [], "mentions": [], "turns": []}
        if number == 1 and not act and not topic:
            beside = kept(store, head, ("beside", key), lambda: _beside(connection, who, ids, survey))
    times = bars.by_time(survey.months)
    label = f"Statements of {who.name} by time; a table below says the same."
    return page(
        request, "speaker.html", who=who, key=key, survey=survey, said=said, act=act, topic=topic, number=number,
        times=times, bars=bars.draw(times, label), links=who.links[::-1][:LINKS_SHOWN], **beside,
    )  # fmt: skip


def _names(who: Identity) -> list[str]:
    return [who.name, *who.aliases]


def _beside(connection: Any, who: Identity, ids: list[int], survey: speakers.Survey) -> dict[str, Any]:
    """Return what is shown beside the timeline: denials, what others say of them, and claims on which they turned."""
    own = {name.casefold() for name in _names(who)}
    mentions = finder.search(connection, finder.Query(words=f'"{who.name}"'), limit=_MENTIONS * 4).hits
    of_them = [h for h in mentions if (h.speaker or "").casefold() not in own][:_MENTIONS]
    denied = speakers.denied(connection, ids, survey, limit=_MENTIONS)
    found = find_claims(connection, speakers.claims_of(connection, ids), most=_LOOKED_AT)
    turns = [t for c in found if (t := _turn(c, own))]
    return {"denied": denied, "mentions": of_them, "turns": turns[:_CHANGES]}


def _turn(claim: Claim, own: set[str]) -> tuple[Claim, list[Any]] | None:
    """Return a claim with somebody's own statements about it, oldest first, if they took both sides."""
    mine = sorted(
        (m for m in claim.members if (m.speaker or "").casefold() in own), key=lambda m: (m.published or "9999", m.act)
    )
    stands = {claim.stands[m.statement] for m in mine}
    return (claim, mine) if all(stands & side for side in _TURNS) else None
