"""The front page: search with filters and facets, and what came last."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from onrecord.record import search as finder
from onrecord.record import unnamed, utterances
from onrecord.record.front import contested, head, one_origin
from onrecord.serve.desk.kept import kept
from onrecord.serve.desk.reading import READING
from onrecord.serve.desk.web import page, store_of

router = APIRouter()
_OUTLETS: Final = 6
_SAYINGS: Final = 5


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise HTTPException(422, f"{value!r} is not a date. Write it as 2022-10-11.") from None


class Asked(BaseModel):
    """What a reader asks for: words and filters, each "" where it is not asked."""

    q: str = Field("", max_length=500)
    speaker: str = Field("", max_length=300)
    outlet: str = Field("", max_length=300)
    act: str = Field("", max_length=40)
    channel: str = Field("", max_length=40)
    named: str = Field("", max_length=10)
    since: str = Field("", max_length=10)
    until: str = Field("", max_length=10)
    depth: str = Field("", max_length=2)
    after: int | None = Field(None, ge=1)

    def query(self) -> finder.Query:
        """Return the question for the record. Raises 422 where a date is none."""
        named = {"named": True, "unnamed": False}.get(self.named)
        depth = int(self.depth) if self.depth.isdigit() and 0 < int(self.depth) < 13 else None
        words = (self.q, self.speaker or None, self.outlet or None, self.act or None, self.channel or None, named)
        return finder.Query(*words, _day(self.since), _day(self.until), depth=depth)


@router.get("/", response_class=HTMLResponse, dependencies=READING)
def front(request: Request, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """Show what matches, newest first, with how many matches have which value; what is in dispute, where none asks."""
    query = asked.query()
    shown = asked.model_dump(exclude={"after"})
    store = store_of(request)
    with store.looking() as connection:
        now = head(connection)
        found = finder.search(connection, query, after=asked.after)
        counted = None
        if asked.after is None:
            counted = kept(store, now, ("facets", query), lambda: finder.facets(connection, query))
        lists = None
        if asked.after is None and not any(shown.values()):
            lists = kept(store, now, ("front",), lambda: _lists(connection))
    return page(request, "front.html", asked=shown, found=found, counted=counted, lists=lists)


def _lists(connection: Any) -> dict[str, Any]:
    """Return what the front page shows beside the latest statements."""
    uses, _ = unnamed.by_outlet(connection)
    return {
        "contested": contested(connection),
        "spread": one_origin(connection),
        "sayings": utterances.listed(connection, widest=True, limit=_SAYINGS)[0],
        "unnamed": [u for u in uses if u.unnamed][:_OUTLETS],
    }
