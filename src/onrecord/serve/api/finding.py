"""Search over all statements."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from onrecord.record import api_reads
from onrecord.record import search as finder
from onrecord.record.api_reads import Item, Slice
from onrecord.serve.api.access import Reader
from onrecord.serve.api.asked import AskedSeveral, described
from onrecord.serve.api.models import Act
from onrecord.serve.api.models_groups import Found
from onrecord.serve.api.problems import ApiRoute

router = APIRouter(route_class=ApiRoute)
Day = Annotated[date | None, Field(ge=date(1400, 1, 1), le=date(2200, 12, 31))]
"""Nothing that is read was said or published before or after."""
_NO_CONTROLS = r"^[^\x00-\x1f]*$"


class Asked(BaseModel):
    """What is searched for; what is left out is not asked."""

    model_config = ConfigDict(json_schema_extra={"example": {"q": '"sea wall" harbour', "act": "deny"}})

    q: str = Field("", max_length=500, pattern=_NO_CONTROLS,
                   description='Words, and "phrases in quotation marks", all of which must stand there.')  # fmt: skip
    speaker: str | None = Field(None, max_length=300, pattern=_NO_CONTROLS, description="Said by exactly this speaker.")
    outlet: str | None = Field(None, max_length=300, pattern=_NO_CONTROLS, description="Published by this outlet.")
    act: Act | None = None
    channel: str | None = Field(None, max_length=40, pattern=_NO_CONTROLS, description="tweet, interview, letter, ...")
    named: bool | None = Field(None, description="Whether the source is named.")
    since: Day = Field(None, description="Published on that day or later.")
    until: Day = Field(None, description="Published on that day or before.")
    said_since: Day = Field(None, description="Said on that day or later.")
    said_until: Day = Field(None, description="Said on that day or before.")
    depth: int | None = Field(None, ge=1, le=12, description="At least so many speakers behind the outlet.")

    def query(self) -> finder.Query:
        """Return the question for the record."""
        values = self.model_dump(exclude={"q"})
        return finder.Query(self.q, **{name: value for name, value in values.items() if value not in (None, "")})


def found_by(connection: Any, query: finder.Query, *, limit: int, after: tuple[int] | None = None) -> Slice:
    """Return a page of the statements that match, last added first, in the shape in which they always are."""
    page = finder.search(connection, query, limit=limit, after=after[0] if after is not None else None)
    found = api_reads.statements_of(connection, [hit.statement for hit in page.hits])
    return Slice(tuple(found), None if page.after is None else (page.after,))


@router.get("/search", tags=["statements"], responses=described(Found, "statements"))
def search(
    asked: AskedSeveral,
    wanted: Annotated[Asked, Query()],
    _: Reader,
    facets: Annotated[bool, Query(description="Count the matches by outlet, speaker, act, channel, ...")] = False,
) -> Response:
    """Search the statements of the newest versions, last added first."""
    query = wanted.query()

    def find(connection: Any, after: Any) -> tuple[Slice, Item]:
        counted = finder.facets(connection, query) if facets else None
        return found_by(connection, query, limit=asked.limit, after=after), {"facets": _facets(counted)}

    return asked.answer("statements", find, kind="search")


def _facets(counted: finder.Facets | None) -> dict[str, Any] | None:
    if counted is None:
        return None
    counts = {name: [{"value": v, "count": n} for v, n in rows] for name, rows in counted.counts.items()}
    return {"total": counted.total, "more": counted.more, **counts}
