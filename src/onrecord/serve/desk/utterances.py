"""Sayings that several articles report: the list, and one with its wordings side by side and where each has it from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.record import front
from onrecord.record.claim_groups import UTTERANCES
from onrecord.record.claim_members import count_articles, key_of
from onrecord.record.labels_spoken import spoken
from onrecord.record.origin_lookup import subject
from onrecord.record.origins import TRACED, origins
from onrecord.record.speakers import identities_of
from onrecord.record.utterances import Utterance
from onrecord.record.utterances import listed as every
from onrecord.record.utterances import several as find
from onrecord.serve.desk import origin_drawing
from onrecord.serve.desk.claims import SHOWN, Side, led_to_statement
from onrecord.serve.desk.kept import kept
from onrecord.serve.desk.reading import READING
from onrecord.serve.desk.web import page, store_of
from onrecord.serve.trace import folded, rows

router = APIRouter()


@router.get("/utterances", response_class=HTMLResponse, dependencies=READING)
def listed(
    request: Request,
    by: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=40, pattern=r"^(\d{1,9}\.\d{1,15})?$")] = "",
) -> HTMLResponse:
    """List what several articles report as one saying, newest first; `by=outlets`: of most outlets first."""
    widest = by == "outlets"
    outlets, _, number = after.partition(".")
    with store_of(request).looking() as connection:
        found, last = every(connection, widest=widest, after=(int(outlets), int(number)) if after else None)
    following = f"{last[0]}.{last[1]}" if last else None
    return page(request, "utterances.html", found=found, after=following, by="outlets" if widest else "")


@router.get("/utterances/{key}", response_class=HTMLResponse, dependencies=READING)
def utterance(request: Request, key: str) -> Response:
    """Show one saying; a former key, or a statement's, leads to the saying that the statement reports today."""
    store = store_of(request)
    with store.looking() as connection:
        own = key_of(connection, UTTERANCES, key)
        if own is None:
            return led_to_statement(connection, UTTERANCES, key)
        if own != key:
            return RedirectResponse(f"/utterances/{own}", status_code=303)

        def find_out() -> tuple[Utterance, list[Side], dict[str, str], tuple[int, int]]:
            found = find(connection, [key], most=SHOWN)[0]
            what = subject(connection, key)
            ids = [id for part in (what.parts if what else ()) for id in part.statements]
            traced = origins(connection, ids[:TRACED])
            wide, narrow = origin_drawing.draw(traced, "From each article back to the first speaker")
            people = identities_of(connection, list(found.statements[:SHOWN]))
            counts = count_articles(connection, UTTERANCES, key)
            return found, [Side("", traced, wide, narrow, len(ids) - TRACED)], people, counts

        found, sides, people, counts = kept(store, front.head(connection), ("utterance", key), find_out)
        views = spoken(connection, found.statements[:SHOWN])
    by_key = {m.statement: m for m in found.members}
    return page(
        request, "utterance.html", utterance=found, key=key, sides=sides, by_key=by_key, people=people, shown=SHOWN,
        rows=lambda o: folded(rows(o)), outlets=counts[0], articles=counts[1], spoken=views,
    )  # fmt: skip
