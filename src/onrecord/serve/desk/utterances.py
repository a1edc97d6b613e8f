"""One saying, as several articles report it: wordings side by side, and where each has it from."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.record import front
from onrecord.record.claim_groups import UTTERANCES
from onrecord.record.claim_members import key_of
from onrecord.record.origin_lookup import subject
from onrecord.record.origins import origins
from onrecord.record.speakers import identities_of
from onrecord.record.utterances import Utterance
from onrecord.record.utterances import utterances as find
from onrecord.serve.desk import origin_drawing
from onrecord.serve.desk.claims import SHOWN, TRACED, Side
from onrecord.serve.desk.kept import kept
from onrecord.serve.desk.reading import READING
from onrecord.serve.desk.web import page, store_of
from onrecord.serve.trace import folded, rows

router = APIRouter()


@router.get("/utterances/{key}", response_class=HTMLResponse, dependencies=READING)
def utterance(request: Request, key: str) -> Response:
    """Show one saying; a statement's key leads to the saying that it reports."""
    store = store_of(request)
    with store.looking() as connection:
        own = key_of(connection, UTTERANCES, key)
        if own is None:
            raise HTTPException(404, f"The record has no saying {key!r} that several statements report.")
        if own != key:
            return RedirectResponse(f"/utterances/{own}", status_code=303)

        def find_out() -> tuple[Utterance, list[Side], dict[str, str]]:
            found = next(iter(find(connection, key)))
            what = subject(connection, key)
            ids = [id for part in (what.parts if what else ()) for id in part.statements]
            traced = origins(connection, ids[:TRACED])
            wide, narrow = origin_drawing.draw(traced, "From each article back to the first speaker")
            people = identities_of(connection, list(found.statements[:SHOWN]))
            return found, [Side("", traced, wide, narrow, len(ids) - TRACED)], people

        found, sides, people = kept(store, front.head(connection), ("utterance", key), find_out)
    by_key = {m.statement: m for m in found.members}
    return page(
        request, "utterance.html", utterance=found, key=key, sides=sides, by_key=by_key, people=people, shown=SHOWN,
        rows=lambda o: folded(rows(o)), outlets=len({m.outlet for m in found.members}),
        articles=len({m.article for m in found.members}),
    )  # fmt: skip
